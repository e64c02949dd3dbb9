"""Why the clock of a ticket stands still: what we asked, since when, until when we count on an answer (N)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agreements import wording
from agreements.queries import opening_hours, terms
from tickets.enums import EventKind, Status
from tickets.models import SlaClock, Ticket
from tickets.queries.timeline import Entry, stands_still


@dataclass(frozen=True, slots=True)
class Pause:
    """What the page says of the waiting; `reminder` and `closing` are moments to come, "" when it is otherwise."""

    since: str
    stops: bool
    question: str
    expected: str
    reminded: str
    reminder: str
    closing: str


def pause_of(ticket: Ticket, entries: Sequence[Entry], clocks: Iterable[SlaClock], *, now: datetime) -> Pause | None:
    """The waiting that the ticket is in, read from its conversation; None when it does not wait."""
    if ticket.status != Status.WAITING:
        return None
    since = ticket.status_since
    asked = [each for each in entries if each.event.kind == EventKind.CUSTOMER_ASKED]
    reminded = [each.event.at for each in entries if each.event.kind == EventKind.REMINDED and each.event.at >= since]
    on = asked[-1].event.data.get("expected_on") if asked else None
    closing = _closing(ticket, reminded[-1] if reminded else None)
    return Pause(
        since=wording.at(since, now=now),
        stops=stands_still(ticket, clocks),
        question=asked[-1].body if asked and asked[-1].style != "redacted" else "",
        expected=wording.day(date.fromisoformat(on), now=now) if on else "",
        reminded=wording.at(reminded[-1], now=now) if reminded else "",
        reminder=wording.day_of(_reminder(ticket), now=now) if not reminded else "",
        closing=wording.day_of(closing, now=now),
    )


def _reminder(ticket: Ticket) -> datetime:
    days = terms(ticket.agreement_version_id).reminder_working_days
    return opening_hours(ticket.calendar_revision_id).add_working_days(ticket.status_since, days)


def _closing(ticket: Ticket, reminded: datetime | None) -> datetime:
    days = terms(ticket.agreement_version_id).closing_working_days
    return opening_hours(ticket.calendar_revision_id).add_working_days(reminded or _reminder(ticket), days)
