"""What the rail says of promises besides their clocks: appointments, and the waiting for the customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agreements import wording
from tickets.actions.make_appointment import is_by_appointment
from tickets.enums import AppointmentAskedBy, AppointmentFor, AppointmentHow, ClockKind, EventKind
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
    }


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
