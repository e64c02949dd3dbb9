"""What we promise when a form is sent, as moments that the customer reads, and the confirmation after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements import wording
from agreements.queries import promises as promises_at
from agreements.terms import Promises
from tickets.enums import Channel, Kind, Status
from tickets.models import Ticket
from tickets.queries.changes import delivery_promise
from tickets.queries.deliveries import wished_date_of

# Who sends a form is on the ticket's page well within this time; who comes back later is not told again.
_JUST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of `components/promise.html`: a day and time, or a moment in free words instead; `why` explains it."""

    kind: str
    label: str
    note: str = ""
    day: str = ""
    time: str = ""
    iso: str = ""
    moment: str = ""
    icon: str = ""
    why: str = ""


def rows_before(promises: Promises, *, now: datetime, is_question: bool = False) -> list[Row]:
    """What we promise when the form is sent at `now`; when the desk is closed, first when it is taken up (H4)."""
    rows = [_pickup(promises, now=now, is_question=is_question)] if promises.starts_at > now else []
    answer = _("We answer") if is_question else _("We respond")
    rows.append(_before(answer, "message-square", promises.response_before, promises.norm.response, now=now))
    return rows if is_question else [*rows, _recovery(promises, now=now), _report(promises, now=now)]


def _pickup(promises: Promises, *, now: datetime, is_question: bool) -> Row:
    at = promises.starts_at
    return Row(
        kind="pickup",
        label=_("We take up your question") if is_question else _("We take up your report"),
        day=wording.day_of(at, now=now),
        time=wording.at_time(at),
        iso=wording.time_tag_iso(at),
        note=_("that is when the helpdesk opens again"),
    )


def _before(label: str, icon: str, due: datetime, norm: timedelta, *, now: datetime) -> Row:
    return Row(
        kind="plain",
        label=label,
        icon=icon,
        day=wording.day_of(due, now=now),
        time=wording.before_time(due),
        iso=wording.time_tag_iso(due),
        note=_("within {norm} of opening time").format(norm=wording.norm(norm)),
    )


def _recovery(promises: Promises, *, now: datetime) -> Row:
    label, due, norm = _("We solve the incident"), promises.recovery_before, promises.norm.recovery
    if due is None or norm is None:
        return _by_appointment(label, "wrench", _("in our response we propose a moment"))
    return _before(label, "wrench", due, norm, now=now)


def _report(promises: Promises, *, now: datetime) -> Row:
    label, due, norm = _("You receive a status report"), promises.first_report_before, promises.norm.status_report
    if due is None or norm is None:
        return _by_appointment(label, "file-text", _("you agree with us how often"))
    return Row(
        kind="plain",
        label=label,
        icon="file-text",
        day=pgettext("status report", "the first one {day}").format(day=wording.day_of(due, now=now)),
        time=wording.before_time(due),
        iso=wording.time_tag_iso(due),
        note=_("after that every {norm} of opening time").format(norm=wording.norm(norm)),
    )


def _by_appointment(label: str, icon: str, note: str) -> Row:
    return Row(kind="plain", label=label, icon=icon, moment=_("by appointment"), note=note)


def is_just_sent(ticket: Ticket, user_id: int | None, *, now: datetime) -> bool:
    """Whether this person sent the form a moment ago, and nothing has happened since.

    Read from the ticket itself: handing it over through the session would take three statements more.
    """
    is_own = ticket.channel == Channel.PORTAL and ticket.reporter_id == user_id
    is_new = ticket.status in (Status.QUEUED, Status.NEW, Status.AWAITING_APPROVAL)
    return is_own and is_new and now - ticket.submitted_at < _JUST


def confirmation(ticket: Ticket, *, now: datetime) -> str:
    """What is said after sending: the number, and the moments."""
    if ticket.kind == Kind.STANDARD_CHANGE:
        return _requested(ticket, now)
    pins = (ticket.agreement_version_id, ticket.calendar_revision_id)
    promises = promises_at(*pins, ticket.category, ticket.submitted_at)
    words = {
        "reference": ticket.reference,
        "response": wording.before(promises.response_before, now=now),
        "recovery": wording.before(promises.recovery_before, now=now) if promises.recovery_before else "",
        "start": wording.at(promises.starts_at, now=now),
    }
    if ticket.is_question:
        return _("We have received your question as {reference}. We answer {response}.").format(**words)
    if ticket.is_held(now) and promises.recovery_before:
        text = _("{reference} is reported. We take it up {start}, respond {response} and solve it {recovery}.")
    elif ticket.is_held(now):
        text = _("{reference} is reported. We take it up {start} and respond {response}.")
    elif promises.recovery_before:
        text = _("{reference} is reported. We respond {response} and solve it {recovery}.")
    else:
        text = _("{reference} is reported. We respond {response} and then agree a moment with you.")
    return text.format(**words)


def _requested(ticket: Ticket, now: datetime) -> str:
    """Of a change: before when it is delivered, or that its costs are approved first (W2)."""
    if ticket.status == Status.AWAITING_APPROVAL:
        text = _("{reference} is requested. We begin as soon as the costs are approved; who may approve gets a mail.")
        return text.format(reference=ticket.reference)
    pins = (ticket.agreement_version_id, ticket.calendar_revision_id)
    promise = delivery_promise(*pins, ticket.submitted_at, wished_date_of(ticket))
    words = {"reference": ticket.reference, "delivery": wording.before(promise.due_at, now=now)}
    if ticket.is_held(now):
        text = _("{reference} is requested. We take it up {start}, and deliver it {delivery}.")
        return text.format(start=wording.at(promise.starts_at, now=now), **words)
    return _("{reference} is requested. We deliver it {delivery}.").format(**words)
