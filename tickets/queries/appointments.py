"""The appointments of a ticket, read from its events: the one that holds and those before it (N4)."""

from dataclasses import dataclass
from datetime import datetime

from tickets.enums import AppointmentAskedBy, AppointmentFor, AppointmentHow, EventKind
from tickets.models import Ticket, TicketEvent


@dataclass(frozen=True, slots=True)
class MadeAppointment:
    """What was agreed, when and by whom it was written down; `sequence` names its event (and an iCalendar file)."""

    about: AppointmentFor
    moment: datetime
    with_whom: str
    how: str
    asked_by: str
    made_at: datetime
    made_by: str
    sequence: int


def appointments_of(ticket: Ticket) -> list[MadeAppointment]:
    """Every appointment of a ticket that came through the door, the newest last; one SQL.

    Of each kind the last holds, as long as the clock of its kind has it as `agreed_at`.
    """
    events = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.APPOINTMENT_MADE).select_related("actor")
    return [
        MadeAppointment(
            about=AppointmentFor(event.data["for"]),
            moment=datetime.fromisoformat(event.data["moment"]),
            with_whom=event.data["with_whom"],
            how=words_of(AppointmentHow, event.data["how"]),
            asked_by=words_of(AppointmentAskedBy, event.data["asked_by"]),
            made_at=event.at,
            made_by=event.actor.name if event.actor else "",
            sequence=event.sequence,
        )
        for event in events.order_by("sequence")
    ]


def words_of(choices: type[AppointmentHow] | type[AppointmentAskedBy], value: str) -> str:
    """The words of a choice; what was written down freely stays as it is."""
    return str(choices(value).label) if value in choices.values else value
