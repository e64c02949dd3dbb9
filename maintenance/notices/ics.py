"""Maintenance as iCalendar: the file with a mail, and the calendar that an organisation subscribes to (RFC 5545, 5546).

**PUBLISH, not REQUEST.** A REQUEST invites attendees: mail programs then show "accept" and "decline", and send the
choice to our mailbox, where it is no answer to anything. Consulting happens in the portal, on record (M2), and an
announcement asks nobody to come. A REQUEST also has to name its attendees, so that customers could read each other.
Published events are changed by publishing them with a higher SEQUENCE and withdrawn by METHOD:CANCEL, both with the
same UID (RFC 5546, 4.1).

Moments are in UTC, which every program reads right around a clock change; the words say the Dutch time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from agreements import wording
from maintenance.notices.address import address_of

REFRESH_EACH = timedelta(hours=1)


class Method(StrEnum):
    """What a program is to do with the file."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


class EntryStatus(StrEnum):
    """How sure an entry is: announced, moved and consulted about anew, or off."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Entry:
    """One window in a calendar; `changed_at` is when it last became something else for a calendar."""

    uid: str
    sequence: int
    status: EntryStatus
    changed_at: datetime
    reference: str
    title: str
    effect: str
    starts_at: datetime
    ends_at: datetime
    is_emergency: bool = False


def uid_of(uid: object) -> str:
    """The same for one window for ever, and of nobody else's."""
    return f"{uid}@{urlsplit(settings.BASE_URL).hostname}"


def file_of(entry: Entry) -> bytes:
    """The file with a mail about one window, in the active language."""
    cancelled = entry.status is EntryStatus.CANCELLED
    calendar = _calendar(Method.CANCEL if cancelled else Method.PUBLISH)
    calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def method_of(entry: Entry) -> Method:
    """What the file of this entry asks for: part of its media type."""
    return Method.CANCEL if entry.status is EntryStatus.CANCELLED else Method.PUBLISH


def calendar_of(entries: Iterable[Entry], *, name: str) -> bytes:
    """The calendar to subscribe to, in the active language; the same windows give the same bytes at any moment."""
    calendar = _calendar(Method.PUBLISH)
    # Not escaped by icalendar as other texts are: a line break here would end the line.
    line = " ".join(name.split())
    calendar.add("name", line)
    calendar.add("x-wr-calname", line)
    calendar.add("refresh-interval", REFRESH_EACH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def last_change(entries: Sequence[Entry]) -> datetime | None:
    """When a calendar last changed; None when it is empty."""
    return max((entry.changed_at for entry in entries), default=None)


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    language = (get_language() or "nl").upper()
    for name, value in {"prodid": f"-//OZMO//Self-service Desk//{language}", "version": "2.0"}.items():
        calendar.add(name, value)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", str(method))
    return calendar


def _event(entry: Entry) -> Event:
    event = Event()
    fields: dict[str, Any] = {
        "uid": entry.uid,
        "sequence": entry.sequence,
        "dtstamp": entry.changed_at.astimezone(UTC),
        "last-modified": entry.changed_at.astimezone(UTC),
        "dtstart": entry.starts_at.astimezone(UTC),
        "dtend": entry.ends_at.astimezone(UTC),
        "summary": f"OZMO {entry.reference}: {entry.title}",
        "description": _description(entry),
        "url": address_of(entry.reference),
        "status": str(entry.status),
        # Nobody is busy because of it.
        "transp": "TRANSPARENT",
        "organizer": _organizer(),
    }
    for name, value in fields.items():
        event.add(name, value)
    return event


def _description(entry: Entry) -> str:
    state = {
        EntryStatus.CONFIRMED: _("Emergency maintenance.") if entry.is_emergency else _("Announced maintenance."),
        EntryStatus.TENTATIVE: _("Not certain: we consult you about other times. It is announced anew."),
        EntryStatus.CANCELLED: _("This maintenance does not take place at this time."),
    }[entry.status]
    stretch = wording.full_stretch(entry.starts_at, entry.ends_at)
    return f"{state}\n{stretch}\n{entry.effect}\n{address_of(entry.reference)}"


def _organizer() -> vCalAddress:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = name or "OZMO"
    return organizer
