"""The appointments that hold on a ticket as its page says them, and as a file for somebody's own calendar (N4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from agreements import wording
from tickets.enums import AppointmentFor, AppointmentHow, ClockKind
from tickets.models import Ticket
from tickets.queries.appointments import MadeAppointment, appointments_of
from tickets.queries.promises import Promise


@dataclass(frozen=True, slots=True)
class Agreed:
    """An appointment that holds; `moved` says how often it was another moment before."""

    made: MadeAppointment
    moved: int

    @property
    def what(self) -> str:
        """Who does what, without the moment."""
        return _("We call you to solve this") if self._is_recovery else _("We call you to tell how it stands")

    @property
    def sentence(self) -> str:
        """The promise itself: "Wij bellen u woensdag 2 december 2026 om 14:00 om dit te herstellen."."""
        text = _("We call you {when} to solve this.")
        if not self._is_recovery:
            text = _("We call you {when} to tell how it stands.")
        return text.format(when=wording.full(self.made.moment))

    @property
    def note(self) -> str:
        """With whom and how it was agreed, and that it was another moment before."""
        said = _("Agreed with {name}, {how}.").format(name=self.made.with_whom, how=_how(self.made.how))
        return f"{said} {_('This replaces an earlier appointment.')}" if self.moved else said

    @property
    def _is_recovery(self) -> bool:
        return self.made.about == AppointmentFor.RECOVERY


def agreed_of(ticket: Ticket, promises: Mapping[ClockKind, Promise]) -> list[Agreed]:
    """The appointments that a running clock still has; no SQL when there is none, else one."""
    held = {kind: each.clock.agreed_at for kind, each in promises.items() if each.is_open and each.clock.agreed_at}
    if not held:
        return []
    made: dict[str, list[MadeAppointment]] = {}
    for each in appointments_of(ticket):
        made.setdefault(str(each.about), []).append(each)
    newest = [Agreed(of_kind[-1], len(of_kind) - 1) for of_kind in made.values()]
    return [each for each in newest if held.get(ClockKind(each.made.about)) == each.made.moment]


def calendar_of(ticket: Ticket, agreed: Sequence[Agreed]) -> bytes:
    """An iCalendar file: one event for each appointment, in UTC, with the same UID whenever it moves."""
    calendar = Calendar()
    for name, value in {"prodid": "-//OZMO//Self-service Desk//NL", "version": "2.0", "method": "PUBLISH"}.items():
        calendar.add(name, value)
    for each in agreed:
        calendar.add_component(_event(ticket, each))
    return bytes(calendar.to_ical())


def _how(how: str) -> str:
    """One of the usual ways in the reader's language, or as it was written down."""
    return str(AppointmentHow(how).label) if how in AppointmentHow.values else how


def _event(ticket: Ticket, agreed: Agreed) -> Event:
    event, made = Event(), agreed.made
    address = settings.BASE_URL + reverse("portal:ticket", args=(ticket.reference,))
    fields: dict[str, Any] = {
        "uid": f"{ticket.reference}-{made.about}@{urlsplit(settings.BASE_URL).hostname}",
        "sequence": agreed.moved,
        "dtstamp": made.made_at.astimezone(UTC),
        "last-modified": made.made_at.astimezone(UTC),
        "dtstart": made.moment.astimezone(UTC),
        "summary": f"OZMO {ticket.reference}: {agreed.what}",
        "description": f"{ticket.subject}\n{agreed.note}\n{address}",
        "url": address,
        "status": "CONFIRMED",
    }
    for name, value in fields.items():
        event.add(name, value)
    return event
