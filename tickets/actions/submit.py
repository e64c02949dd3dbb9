"""Submitting: how a report or a question becomes a ticket, with its category, promises and confirmation (C1, H4, N)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.queries import Access, access_for
from accounts.refusals import NotAllowed, Refusal
from agreements.queries import in_force, opening_hours
from tickets import event_log, notices, sla
from tickets.actions.write_path import attach, check_words
from tickets.enums import Channel, EventKind, Ground, Kind
from tickets.event_log import Actor
from tickets.files import StoredFile
from tickets.models import Message, SlaClock, Ticket
from tickets.models.ticket import SUBJECT_LENGTH
from tickets.permissions import check_may_file_for
from tickets.queries.door import visible_tickets
from tickets.search import folded
from tickets.sla import Happening
from tickets.state_machine import Action, Who, transition


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
    """What the form brought; `key` is the form's own, so that sending it twice makes one ticket."""

    key: uuid.UUID
    organisation_id: int
    subject: str
    description: str
    phone: str = ""
    files: Sequence[StoredFile] = ()


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

    Refused: an organisation that the user may not file for (403), no subject or description (422). The same key
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
            ticket.search_text = folded(ticket, _name_of(submission.organisation_id, access))
            _insert(ticket, submission, Actor(user=user, partner_id=partner_id), now)
    except IntegrityError:
        # The only unique value that a form brings is its key: it was sent before, perhaps at this very moment.
        before = Ticket.objects.filter(submission_key=submission.key).first()
        if before is None:
            raise
        return _own(before, access)
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
        submitted_at=now,
        submission_key=submission.key,
        agreement_version_id=pins.agreement_version,
        calendar_revision_id=pins.calendar_revision,
    )


def _name_of(customer_id: int, access: Access) -> str:
    """The customer's name; who belongs to it brought it along, for the others it is asked."""
    own = (each.organisation_name for each in access.memberships if each.organisation_id == customer_id)
    return next(own, "") or Organisation.objects.only("name").get(pk=customer_id).name


def _insert(ticket: Ticket, submission: Submission, actor: Actor, now: datetime) -> None:
    hours = opening_hours(ticket.calendar_revision_id)
    is_open = hours.is_open(now)
    row = transition(Action.SUBMIT if is_open else Action.SUBMIT_WHILE_CLOSED, None, Who.CUSTOMER)
    ticket.release_at = None if is_open else hours.next_opening(now)
    data = _facts(ticket)
    assert row.target is not None
    clocks = sla.start(ticket, Happening(EventKind.SUBMITTED, now, row.target, data))
    event = event_log.open_ticket(ticket, row, actor, now=now, data=data)
    SlaClock.objects.bulk_create(clocks)
    Message.objects.create(
        ticket=ticket,
        event=event,
        key=submission.key,
        body=check_words(submission.description),
    )
    attach(ticket, event, submission.files)
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
    }


def _own(ticket: Ticket, access: Access) -> Ticket:
    """Also by its own form, a ticket is seen through the door only: the mandate may have ended since (P1)."""
    if ticket.reporter_id != access.user_id or not visible_tickets(access).filter(pk=ticket.pk).exists():
        raise NotAllowed(_("This form was sent by somebody else. Open a new form."))
    return ticket


def pins_for(organisation_id: int, *, now: datetime) -> Pins:
    """The versions in force for this customer at `now`; one SQL statement."""
    return Pins(*in_force(organisation_id, at=now))
