"""An agent logs a phone call as a ticket: its clocks count from the call, which is the response too (H2, H3, N, W1)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import access_for, active_customers, people_who_may_file_for
from accounts.refusals import Refusal
from agreements.opening_hours import OpeningHoursError
from agreements.queries import NothingInForceError, terms
from tickets.actions.reclassify import Answers, classification_of
from tickets.actions.submit import Pins, check_subject, insert, own_submission, pins_for
from tickets.actions.write_path import Words, check_words
from tickets.enums import Channel
from tickets.event_log import Actor
from tickets.files import StoredFile
from tickets.models import Ticket
from tickets.permissions import check_is_agent
from tickets.search import folded
from tickets.state_machine import Action, Who, transition

NAME_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Call:
    """What the agent wrote down: a person whom we know (`caller_id`), or a name; `called_at` is aware."""

    key: uuid.UUID
    organisation_id: int
    subject: str
    said: str
    called_at: datetime
    caller_id: int | None = None
    caller_name: str = ""
    phone: str = ""
    files: Sequence[StoredFile] = ()


def log_call(user: User, call: Call, answers: Answers, *, now: datetime) -> Ticket:
    """A new ticket of the caller's organisation, in the queue at once, also outside opening hours (H3).

    Refused: who is no agent (403); a call in the future or before any agreement, no caller, a caller who may not
    report for the organisation, no subject or words, answers that do not fit (422). The same key gives the same ticket.
    """
    check_words(call.said)
    subject = check_subject(call.subject)
    try:
        with transaction.atomic():
            check_is_agent(access_for(user, now=now))
            ticket = called_ticket(call, answers, subject, now)
            row = transition(Action.LOG_CALL, None, Who.AGENT)
            ticket.search_text = folded(ticket, ticket.organisation.name)
            insert(ticket, row, Actor(user=user), Words(call.said, call.key, call.files), now=now)
    except IntegrityError:
        return own_submission(call.key)
    except OpeningHoursError:
        raise too_long_ago() from None
    return ticket


def too_long_ago() -> Refusal:
    """What is said of a call before the calendar begins."""
    return Refusal(_("That is too long ago: our calendar does not reach back that far."))


def called_ticket(call: Call, answers: Answers, subject: str, now: datetime) -> Ticket:
    """The ticket that a call would make, not stored yet; refused (422) like the call itself."""
    pins = _pins(call, now)
    what = classification_of(answers, terms(pins.agreement_version).matrix)
    caller, partner_id = _caller(call, now)
    return Ticket(
        kind=what.kind, ground=what.ground, impact=what.impact, severity=what.severity, category=what.category,
        organisation_id=call.organisation_id, reporter=caller, partner_id=partner_id,
        caller_name="" if caller else _name(call), phone=call.phone.strip(), channel=Channel.PHONE, subject=subject,
        submitted_at=call.called_at, submission_key=call.key,
        agreement_version_id=pins.agreement_version, calendar_revision_id=pins.calendar_revision,
    )  # fmt: skip


def _pins(call: Call, now: datetime) -> Pins:
    if call.called_at > now:
        raise Refusal(_("A call cannot be logged before it was made."))
    if not active_customers().filter(pk=call.organisation_id).exists():
        raise Refusal(_("Choose the organisation of the caller."))
    try:
        return pins_for(call.organisation_id, now=call.called_at)
    except NothingInForceError:
        raise Refusal(_("That is too long ago: there was no agreement then.")) from None


def _caller(call: Call, now: datetime) -> tuple[User | None, int | None]:
    """The person, and the ICT partner that they call for; (None, None) for somebody whom we don't know."""
    if call.caller_id is None:
        return None, None
    caller = people_who_may_file_for(call.organisation_id, now=now).filter(pk=call.caller_id).first()
    if caller is None:
        raise Refusal(_("This person cannot report for this organisation. Choose another, or write down the name."))
    return caller, access_for(caller, now=now).acts_as(call.organisation_id)


def _name(call: Call) -> str:
    name = " ".join(call.caller_name.split())
    if not name:
        raise Refusal(_("Write down who called."))
    return name[:NAME_LENGTH]
