"""Submitting: how a report or a question becomes a ticket, with its category, promises and confirmation (C1, H4, N)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.queries import Access, access_for
from accounts.refusals import NotAllowed, Refusal
from agreements.queries import in_force, opening_hours
from tickets import event_log, notices, sla
from tickets.actions.link import follow
from tickets.actions.write_path import Words, check_words, say
from tickets.enums import Channel, Ground, Kind
from tickets.event_log import Actor
from tickets.files import StoredFile
from tickets.models import SlaClock, Ticket
from tickets.models.ticket import SUBJECT_LENGTH
from tickets.permissions import check_may_file_for
from tickets.queries.door import visible_tickets
from tickets.search import folded
from tickets.sla import Happening
from tickets.state_machine import Action, Transition, Who, transition


@dataclass(frozen=True, slots=True)
class Classification:
    """What the ticket is and how serious (C1, C2); made by `report_incident` and `ask_question`, typed by nobody."""

    kind: Kind
    category: int
    ground: Ground | str = ""
    impact: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What the form brought; `key` is the form's own, so that sending it twice makes one ticket.

    `follows` is the reference of an earlier ticket of the same customer that this one goes on with, "" for none.
    `confidential`: for its own people and key contacts only, from the first moment.
    """

    key: uuid.UUID
    organisation_id: int
    subject: str
    description: str
    phone: str = ""
    files: Sequence[StoredFile] = ()
    follows: str = ""
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Pins:
    """The agreement version and calendar revision that the ticket's clocks are computed with, for good."""

    agreement_version: int
    calendar_revision: int


def submit(
    user: User,
    submission: Submission,
    classification: Classification,
    pins: Pins,
    *,
    now: datetime,
) -> Ticket:
    """Make the ticket at `now` (aware): queued until the next opening when the desk is closed (H4), else new.

    Refused: an organisation that the user may not file for (403), no subject or description (422), an earlier ticket
    that the user cannot see (404) or that is another customer's (422). The same key
    again gives the ticket that exists, and 403 when somebody else made that.
    """
    check_words(submission.description)
    subject = check_subject(submission.subject)
    try:
        with transaction.atomic():
            access = access_for(user, now=now)
            check_may_file_for(access, submission.organisation_id)
            partner_id = access.acts_as(submission.organisation_id)
            ticket = _ticket(user, submission, classification, pins, subject, now)
            ticket.partner_id = partner_id
            ticket.search_text = folded(ticket, customer_name(submission.organisation_id, access))
            actor = Actor(user=user, partner_id=partner_id)
            row, ticket.release_at = way_in(ticket, now)
            insert(ticket, row, actor, said_by(submission), now=now)
            if submission.follows:
                follow(access, ticket, submission.follows, actor, now=now)
    except IntegrityError:
        # The only unique value that a form brings is its key: it was sent before, perhaps at this very moment.
        return only_own(own_submission(submission.key), access)
    return ticket


def check_subject(subject: str) -> str:
    """The subject on one line; refused when empty or over 120 characters."""
    text = " ".join(subject.split())
    if not text:
        raise Refusal(_("Say in one short sentence what is going on."))
    if len(text) > SUBJECT_LENGTH:
        raise Refusal(_("The short sentence is too long. Use at most 120 characters."))
    return text


def _ticket(
    user: User,
    submission: Submission,
    what: Classification,
    pins: Pins,
    subject: str,
    now: datetime,
) -> Ticket:
    return Ticket(
        kind=what.kind,
        ground=what.ground,
        impact=what.impact,
        severity=what.severity,
        category=what.category,
        organisation_id=submission.organisation_id,
        reporter=user,
        phone=submission.phone.strip(),
        channel=Channel.PORTAL,
        subject=subject,
        confidential=submission.confidential,
        submitted_at=now,
        submission_key=submission.key,
        agreement_version_id=pins.agreement_version,
        calendar_revision_id=pins.calendar_revision,
    )


def customer_name(customer_id: int, access: Access) -> str:
    """The customer's name; who belongs to it brought it along, for the others it is asked."""
    own = (each.organisation_name for each in access.memberships if each.organisation_id == customer_id)
    return next(own, "") or Organisation.objects.only("name").get(pk=customer_id).name


def way_in(ticket: Ticket, now: datetime) -> tuple[Transition, datetime | None]:
    """Into the queue while the desk is open, else held until the next opening (H4)."""
    hours = opening_hours(ticket.calendar_revision_id)
    if hours.is_open(now):
        return transition(Action.SUBMIT, None, Who.CUSTOMER), None
    return transition(Action.SUBMIT_WHILE_CLOSED, None, Who.CUSTOMER), hours.next_opening(now)


def said_by(submission: Submission) -> Words:
    """What the form said, as the words of the first event."""
    return Words(submission.description, submission.key, submission.files)


def insert(
    ticket: Ticket,
    row: Transition,
    actor: Actor,
    words: Words,
    *,
    now: datetime,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Insert a new ticket, searchable already, with its first event, words and clocks; in the caller's transaction.

    `more` is what its first event says besides what every submission says.
    """
    data = {**_facts(ticket), **more}
    assert row.target is not None
    clocks = sla.start(ticket, Happening(row.event, now, row.target, data))
    event = event_log.open_ticket(ticket, row, actor, now=now, data=data)
    SlaClock.objects.bulk_create(clocks)
    say(ticket, event, words)
    notices.enqueue_for(ticket, event, now=now)


def _facts(ticket: Ticket) -> dict[str, Any]:
    """What the clocks and the history need to know of the submission, as it was then."""
    return {
        "submitted_at": ticket.submitted_at.isoformat(),
        "release_at": ticket.release_at.isoformat() if ticket.release_at else None,
        "channel": str(ticket.channel),
        "kind": str(ticket.kind),
        "ground": str(ticket.ground),
        "impact": str(ticket.impact),
        "severity": str(ticket.severity),
        "category": ticket.category,
        "agreement_version": ticket.agreement_version_id,
        "calendar_revision": ticket.calendar_revision_id,
    } | ({"confidential": True} if ticket.confidential else {})


def own_submission(key: uuid.UUID) -> Ticket:
    """The ticket that this very form made before; an error that had another reason is raised again."""
    before = Ticket.objects.filter(submission_key=key).first()
    if before is None:
        raise IntegrityError("A constraint failed, and it was not the key of the form.")
    return before


def only_own(ticket: Ticket, access: Access) -> Ticket:
    """Also by its own form, a ticket is seen through the door only: the mandate may have ended since (P1)."""
    if ticket.reporter_id != access.user_id or not visible_tickets(access).filter(pk=ticket.pk).exists():
        raise NotAllowed(_("This form was sent by somebody else. Open a new form."))
    return ticket


def pins_for(organisation_id: int, *, now: datetime) -> Pins:
    """The versions in force for this customer at `now`; one SQL statement."""
    return Pins(*in_force(organisation_id, at=now))
