"""The conversation in the desk's words: short moments, pauses as a fact, and a way to remove what must not be kept."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.queries import Access
from agreements import wording
from agreements.queries import opening_hours
from tickets.enums import EventKind, Status
from tickets.models import Message, Ticket
from tickets.permissions import may_remove_words
from tickets.queries.timeline import Entry
from tickets.state_machine import Action, Who, possible_actions
from tickets.views.desk.reclassified import lines_of


@dataclass(frozen=True)
class DeskEntry(Entry):
    """An entry with what only the desk can do to it."""

    tool: SafeString | str = ""
    details: tuple[str, ...] = ()


def for_desk(access: Access, ticket: Ticket, entries: Sequence[Entry], *, now: datetime) -> list[DeskEntry]:
    """The same entries for agents, with what this one can do to each."""
    drawn = []
    waiting_since: datetime | None = None
    for entry in entries:
        pause = _pause(ticket, waiting_since, entry.event.at, now) if entry.pause and waiting_since else ""
        if entry.event.status != Status.WAITING:
            waiting_since = None
        elif waiting_since is None:
            waiting_since = entry.event.at
        drawn.append(_drawn(access, ticket, entry, pause, now))
    return drawn


def _drawn(access: Access, ticket: Ticket, entry: Entry, pause: str, now: datetime) -> DeskEntry:
    values = {each.name: getattr(entry, each.name) for each in fields(entry)}
    values |= {"when": wording.short(entry.event.at, now=now), "pause": pause}
    return DeskEntry(**values, tool=_tools(access, ticket, entry, values["when"]), details=_details(entry, now))


def _details(entry: Entry, now: datetime) -> tuple[str, ...]:
    """What a change of classification did, for who wants to know later."""
    data = entry.event.data
    if entry.event.kind != EventKind.RECLASSIFIED or "before" not in data:
        return ()
    return tuple(lines_of(data, now=now))


def _pause(ticket: Ticket, since: datetime, until: datetime, now: datetime) -> str:
    length = opening_hours(ticket.calendar_revision_id).between(since, until)
    return _("Waited for the customer: clocks stood still from %(since)s to %(until)s (%(length)s of opening time)") % {
        "since": wording.short(since, now=now),
        "until": wording.short(until, now=now),
        "length": wording.duration_short(length),
    }


def _tools(access: Access, ticket: Ticket, entry: Entry, when: str) -> SafeString | str:
    """What can be done to the words: a note made public, any words removed."""
    message = entry.message
    if message is None or message.redacted_at is not None:
        return ""
    said = (_("Remove text"), entry.who, when)
    may_remove = may_remove_words(access, entry.event.actor)
    remove = _link("desk:redact", ticket, message, said) if may_remove else SafeString()
    if entry.event.kind != EventKind.NOTED:
        return remove
    if message.published_id is not None:
        return format_html('<span class="oz-remove">{}</span>{}', _("made public since"), remove)
    if Action.PUBLISH_NOTE not in possible_actions(Status(ticket.status), Who.AGENT):
        return remove
    return _link("desk:publish", ticket, message, (_("Make public"), entry.who, when)) + remove


def _link(name: str, ticket: Ticket, message: Message, said: tuple[str, str, str]) -> SafeString:
    """A link beside the time; to who cannot see it, it says about which message it is."""
    url = reverse(name, args=[ticket.reference, message.pk])
    return format_html(
        '<a class="oz-remove" href="{}">{}<span class="visually-hidden"> ({}, {})</span></a>', url, *said
    )
