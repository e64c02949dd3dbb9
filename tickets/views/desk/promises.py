"""What the rail says of promises besides their clocks: appointments, and the waiting for the customer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.forms import Form

from agreements import wording
from agreements.opening_hours import OpeningHoursError
from agreements.queries import opening_hours, terms
from tickets.actions.make_appointment import is_by_appointment
from tickets.enums import AppointmentAskedBy, AppointmentFor, AppointmentHow, ClockKind, EventKind, Status
from tickets.models import Ticket
from tickets.queries.appointments import words_of
from tickets.queries.desk import ClockReading
from tickets.queries.timeline import Entry


@dataclass(frozen=True, slots=True)
class DrawnAppointment:
    """One appointment in words; `holds` as long as its moment is the deadline of a clock."""

    sequence: int
    about: str
    when: str
    iso: str
    with_whom: str
    how: str
    asked_by: str
    made: str
    made_iso: str
    who: str
    holds: bool


@dataclass(frozen=True, slots=True)
class DrawnWaiting:
    """How long the ticket waited for the customer in all (opening time); the rest only while it waits."""

    total: str
    since: str = ""
    since_iso: str = ""
    expected: str = ""
    is_overdue: bool = False
    reminded: bool = False
    next_step: str = ""


def promises_in_rail(
    ticket: Ticket, entries: Sequence[Entry], readings: Sequence[ClockReading], *, now: datetime
) -> dict[str, Any]:
    """What `_promises.html` draws; read from the conversation and clocks that the page has already."""
    made = drawn_appointments(entries, readings, now=now)
    missing = [each for each in readings if each.clock.kind == ClockKind.APPOINTMENT and each.clock.stopped_at is None]
    due = missing[0].clock.due_at if missing else None
    return {
        "by_appointment": ticket.is_open and is_by_appointment(ticket),
        "appointments": [each for each in made if each.holds],
        "past_appointments": [each for each in reversed(made) if not each.holds],
        "appointment_due": wording.short(due, now=now) if due else "",
        "appointment_state": missing[0].state if missing else "",
        "waited": waited(ticket, entries, now=now),
    }


def ask_panel(ticket: Ticket, form: Form, *, now: datetime) -> dict[str, Any]:
    """The day that belongs to a question: as it was typed, else when the reminder would go (N, our proposal)."""
    today = now.astimezone(wording.ZONE).date()
    if "expected_on" in form.fields:
        field = form["expected_on"]
        return {"day": field.value() or "", "errors": field.errors, "today": today.isoformat()}
    return {"day": _usual_answer(ticket, now).isoformat(), "errors": (), "today": today.isoformat()}


def _usual_answer(ticket: Ticket, now: datetime) -> date:
    days = terms(ticket.agreement_version_id).reminder_working_days
    try:
        moment = opening_hours(ticket.calendar_revision_id).add_working_days(now, days)
    except OpeningHoursError:
        moment = now
    return moment.astimezone(wording.ZONE).date()


def waited(ticket: Ticket, entries: Sequence[Entry], *, now: datetime) -> DrawnWaiting | None:
    """The waiting for the customer, now and in all; None when there was none."""
    hours = opening_hours(ticket.calendar_revision_id)
    spells = list(_spells(entries, now))
    if not spells:
        return None
    total = sum((hours.between(since, until) for since, until in spells), timedelta())
    drawn = DrawnWaiting(total=wording.duration_short(total))
    if ticket.status != Status.WAITING:
        return drawn
    since = spells[-1][0]
    asked = [each for each in entries if each.event.kind == EventKind.CUSTOMER_ASKED][-1:]
    expected = asked[0].event.data.get("expected_on") if asked else None
    day = date.fromisoformat(expected) if expected else None
    reminded = any(each.event.kind == EventKind.REMINDED and each.event.at >= since for each in entries)
    return replace(
        drawn,
        since=wording.short(since, now=now),
        since_iso=wording.time_tag_iso(since),
        expected=wording.day(day, now=now) if day else "",
        is_overdue=day is not None and day < now.astimezone(wording.ZONE).date(),
        reminded=reminded,
        next_step=wording.short(ticket.acts_at, now=now) if ticket.acts_at else "",
    )


def _spells(entries: Sequence[Entry], now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From when until when the ticket waited for the customer, each time."""
    since: datetime | None = None
    for entry in entries:
        waits = entry.event.status == Status.WAITING
        if waits and since is None:
            since = entry.event.at
        elif since is not None and not waits:
            yield since, entry.event.at
            since = None
    if since is not None:
        yield since, now


def drawn_appointments(
    entries: Sequence[Entry], readings: Sequence[ClockReading], *, now: datetime
) -> list[DrawnAppointment]:
    """Every appointment of the conversation, the oldest first; the last of each kind may hold."""
    agreed = {
        each.clock.kind: each.clock.agreed_at
        for each in readings
        if each.clock.agreed_at is not None and each.clock.stopped_at is None
    }
    made = [each for each in entries if each.event.kind == EventKind.APPOINTMENT_MADE]
    last = {each.event.data["for"]: each.sequence for each in made}
    return [
        _drawn(each, holds=_moment(each) == agreed.get(kind) and last[kind] == each.sequence, now=now)
        for each in made
        for kind in [each.event.data["for"]]
    ]


def _moment(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.event.data["moment"])


def _drawn(entry: Entry, *, holds: bool, now: datetime) -> DrawnAppointment:
    data, moment = entry.event.data, _moment(entry)
    return DrawnAppointment(
        sequence=entry.sequence,
        about=str(AppointmentFor(data["for"]).label),
        when=wording.short(moment, now=now),
        iso=wording.time_tag_iso(moment),
        with_whom=data["with_whom"],
        how=words_of(AppointmentHow, data["how"]),
        asked_by=words_of(AppointmentAskedBy, data["asked_by"]),
        made=wording.short(entry.event.at, now=now),
        made_iso=entry.iso,
        who=entry.who,
        holds=holds,
    )
