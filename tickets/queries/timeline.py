"""The conversation of a ticket as a reader sees it: events in order, with the words, names and moments ready to show.

The customer's side never receives an internal event, in no form. Each entry names the presenter that draws it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.composed import Composed
from accounts.models import User
from accounts.queries import Access
from agreements import wording
from agreements.queries import opening_hours, terms
from tickets.enums import (
    AppointmentAskedBy,
    AppointmentFor,
    AppointmentHow,
    BreachCause,
    ClockKind,
    EventKind,
    Kind,
    ScanState,
    Status,
    Visibility,
)
from tickets.models import Attachment, Message, SlaClock, Ticket, TicketEvent
from tickets.queries.appointments import words_of
from tickets.queries.cost_words import checks_told, cost_words
from tickets.queries.files import PUBLIC_FILE

OUR_NAME = "OZMO"
MEGABYTE = 1_000_000
_SCAN_NOTES = {
    ScanState.SCANNING.value: gettext_lazy("being checked for viruses"),
    ScanState.REFUSED.value: gettext_lazy("refused: it held a virus"),
}
_FILE_ICONS = {"image": "image", "text": "file-text", "application/pdf": "file-text"}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One attachment as a link; those of a redacted message are not among them.

    While a scanner looks at it, and when that refused it, there is no `url`, and `note` says why.
    """

    id: int
    name: str
    size: str
    icon: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, ready for its presenter `tickets/events/<kind>.html`.

    `pause` says how long the clock stood still when this event ended that; `stands_still` that it does since this one.
    `about` is a person or moment that the event names (the new assignee, the moment of release).
    """

    event: TicketEvent
    template: str
    who: str
    of: str
    initials: str
    us: bool
    internal: bool
    when: str
    iso: str
    message: Message | None
    attachments: tuple[FileRow, ...]
    pause: str = ""
    stands_still: bool = False
    about: str = ""

    @property
    def sequence(self) -> int:
        """The event's place in the ticket's life."""
        return self.event.sequence

    @property
    def anchor(self) -> str:
        """The id of its place on the page: what a link to one message points to."""
        return f"event-{self.event.sequence}"

    @property
    def style(self) -> str:
        """How the component draws the words: whose they are, a report, a note, or what is left after redaction."""
        if self.message is not None and self.message.redacted_at is not None:
            return "redacted"
        if self.event.kind == EventKind.STATUS_REPORTED:
            return "report"
        if self.internal:
            return "note"
        return "ozmo" if self.us else "customer"

    @property
    def body(self) -> str:
        """The words themselves; a status report has `fields` instead."""
        return self.message.body if self.message else ""

    @property
    def title(self) -> str:
        """What stands first above a status report."""
        if self.message is None or self.message.report_number is None:
            return ""
        return _("Status report {number}").format(number=self.message.report_number)

    @property
    def checks(self) -> tuple[str, ...]:
        """What was checked before a change was delivered."""
        return checks_told(self.event)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The parts of a status report that were filled in, each with its question."""
        if self.message is None or not self.message.is_report:
            return ()
        parts = (
            (_("What we know"), self.message.known),
            (_("What we are doing now"), self.message.doing),
            (_("What we ask of you"), self.message.asked),
        )
        return tuple(part for part in parts if part[1])


def events_for(access: Access, ticket: Ticket, *, after: int = 0) -> list[TicketEvent]:
    """The events that this person may see, in order, with actor and words; `after` a sequence. One SQL statement."""
    return (_all_events if access.is_agent else _public_events)(ticket.pk, after)


def _events(ticket_id: int, after: int) -> QuerySet[TicketEvent]:
    events = TicketEvent.objects.filter(ticket_id=ticket_id, sequence__gt=after)
    return events.select_related("actor", "partner", "message", "published_message").order_by("sequence")


_all_events = Composed(_events, int, int)
_public_events = Composed(lambda *values: _events(*values).filter(visibility=Visibility.PUBLIC), int, int)


def last_change_seen(access: Access, ticket: Ticket) -> int:
    """The sequence of the last event that changed what this person sees; never moved by what they may not know of.

    A redaction is an internal event that everybody sees the effect of. One SQL statement.
    """
    events = TicketEvent.objects.filter(ticket=ticket)
    if not access.is_agent:
        events = events.filter(Q(visibility=Visibility.PUBLIC) | Q(kind=EventKind.REDACTED))
    return events.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def timeline(
    access: Access,
    ticket: Ticket,
    *,
    now: datetime,
    after: int = 0,
    known: Mapping[int, str] = MappingProxyType({}),
    clocks: Iterable[SlaClock] = (),
) -> list[Entry]:
    """The conversation of a ticket that came through the door, oldest first, in the active language.

    At most three SQL statements: events, attachments, and the names of people whom an event is about when they are not
    `known` (by id) already. With `after` only what came later than that sequence. By its `clocks` an open question says
    that they stand still.
    """
    events = events_for(access, ticket, after=after)
    files = _files(access, ticket)
    names = _names(events, known)
    entries = []
    waiting_since: datetime | None = None
    for event in events:
        pause = ""
        if waiting_since is not None and event.status != Status.WAITING:
            pause = _pause(ticket, waiting_since, event.at, now)
            waiting_since = None
        elif event.status == Status.WAITING and waiting_since is None:
            waiting_since = event.at
        message = _words_of(event)
        attached = files.get(message.event_id if message else event.pk, ())
        entries.append(_entry(ticket, event, attached, names, pause=pause, now=now))
    if waiting_since is None or not stands_still(ticket, clocks):
        return entries
    return _marked_as_still(entries)


def _marked_as_still(entries: list[Entry]) -> list[Entry]:
    """The question that is not answered yet says that the clock stands still."""
    last = max((place for place, each in enumerate(entries) if each.event.kind == EventKind.CUSTOMER_ASKED), default=-1)
    return [replace(each, stands_still=place == last) for place, each in enumerate(entries)]


def _entry(
    ticket: Ticket, event: TicketEvent, files: Sequence[FileRow], names: Mapping[int, str], *, pause: str, now: datetime
) -> Entry:
    actor = event.actor
    # Who has left the helpdesk still spoke for it: the role says so, not whether the account is in use.
    us = actor is not None and bool(actor.desk_role)
    return Entry(
        event=event,
        template=f"tickets/events/{EventKind(event.kind).value}.html",
        who=actor.name if actor else OUR_NAME,
        of=OUR_NAME if us or actor is None else _party(ticket, event),
        initials=actor.initials if actor else "",
        us=us or actor is None,
        internal=event.visibility == Visibility.INTERNAL,
        when=wording.moment(event.at, now=now),
        iso=wording.time_tag_iso(event.at),
        message=_words_of(event),
        attachments=tuple(files),
        pause=pause,
        about=_about(event, names, now),
    )


def _words_of(event: TicketEvent) -> Message | None:
    """The event's own words, or those of the note that it made public."""
    return getattr(event, "message", None) or getattr(event, "published_message", None)


def _party(ticket: Ticket, event: TicketEvent) -> str:
    return event.partner.name if event.partner else ticket.organisation.name


def _about(event: TicketEvent, names: Mapping[int, str], now: datetime) -> str:
    data, costs = event.data, cost_words(event, names)
    if costs is not None:
        return costs
    if "user_id" in data:
        return "" if data["user_id"] == event.actor_id else names.get(data["user_id"], "")
    if data.get("moment"):
        return _appointment(data, now)
    if "assignee_id" in data:
        return names.get(data["assignee_id"], "")
    if "cause" in data:
        return _cause(data)
    if data.get("release_at"):
        return wording.at(datetime.fromisoformat(data["release_at"]), now=now)
    return str(data.get("other") or data.get("reason") or "")


def _appointment(data: Mapping[str, Any], now: datetime) -> str:
    """For what and when, with whom and how it was agreed, and who asked for it (N4)."""
    text = _("{what} {moment}, agreed with {name} {how}")
    if data.get("asked_by"):
        text = _("{what} {moment}, agreed with {name} {how}, asked for by {who}")
    return text.format(
        what=AppointmentFor(data["for"]).label,
        moment=wording.moment(datetime.fromisoformat(data["moment"]), now=now),
        name=data["with_whom"],
        how=words_of(AppointmentHow, data["how"]),
        who=words_of(AppointmentAskedBy, data.get("asked_by", "")),
    )


def _cause(data: Mapping[str, Any]) -> str:
    """Which promise was missed, why, and the note."""
    parts = (ClockKind(data["kind"]).label, BreachCause(data["cause"]).label, data.get("note", ""))
    return ", ".join(str(part) for part in parts if part)


def has_stopping_clock(ticket: Ticket) -> bool:
    """Whether a promise of this ticket stands still while it waits for the customer (N)."""
    contract = terms(ticket.agreement_version_id)
    norm = contract.norms[ticket.category]
    is_timed = ticket.kind == Kind.STANDARD_CHANGE or bool(norm.recovery or norm.status_report)
    return contract.pauses_while_waiting and is_timed


def stands_still(ticket: Ticket, clocks: Iterable[SlaClock]) -> bool:
    """Whether a promise stands still now, given all clocks of the ticket (N).

    Waiting for the customer says too little: where a duplicate was merged in, its clock may run on.
    """
    return has_stopping_clock(ticket) and any(each.paused_at is not None for each in clocks)


def _pause(ticket: Ticket, since: datetime, until: datetime, now: datetime) -> str:
    """How long the clock stood still, in opening time (N: every pause is shown to the customer)."""
    if not has_stopping_clock(ticket):
        return ""
    length = opening_hours(ticket.calendar_revision_id).between(since, until)
    return _(
        "The clock stood still from {start} to {end}, because we waited for your answer. "
        "That is {length} of opening time."
    ).format(
        start=wording.moment(since, now=now),
        end=wording.moment(until, now=now),
        length=wording.duration_words(length),
    )


def _names(events: Iterable[TicketEvent], known: Mapping[int, str]) -> dict[int, str]:
    """The names of everybody that an event made the assignee or a follower."""
    wanted = {event.data[key] for event in events for key in ("assignee_id", "user_id") if event.data.get(key)}
    known = {**known, **{event.actor.pk: event.actor.name for event in events if event.actor}}
    missing = wanted - known.keys()
    found = dict(User.objects.filter(pk__in=missing).values_list("pk", "name")) if missing else {}
    return {**known, **found}


def _files(access: Access, ticket: Ticket) -> dict[int, list[FileRow]]:
    rows = (_all_files if access.is_agent else _public_files)(ticket.pk)
    files: dict[int, list[FileRow]] = {}
    for row in rows:
        files.setdefault(row.event_id, []).append(file_row(row))
    return files


def _kept_files(ticket_id: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(ticket_id=ticket_id, removed_at__isnull=True).order_by("pk")


_all_files = Composed(_kept_files, int)
_public_files = Composed(lambda ticket_id: _kept_files(ticket_id).filter(PUBLIC_FILE), int)


def file_row(attachment: Attachment) -> FileRow:
    """One attachment as pages show it."""
    ready = attachment.scan_state not in _SCAN_NOTES
    return FileRow(
        id=attachment.pk,
        name=attachment.name,
        size=size_words(attachment.size),
        icon=icon_of(attachment.content_type) if ready else "shield",
        url=reverse("portal:file", args=(attachment.pk,)) if ready else "",
        note=str(_SCAN_NOTES.get(attachment.scan_state, "")),
    )


def icon_of(content_type: str) -> str:
    """The icon beside a file's name."""
    return _FILE_ICONS.get(content_type.partition("/")[0]) or _FILE_ICONS.get(content_type, "paperclip")


def size_words(size: int) -> str:
    """'380 kB', '1,2 MB', with the decimal sign of the active language."""
    if size < MEGABYTE:
        return f"{max(1, round(size / 1000))} kB"
    return _("{whole}.{tenth} MB").format(whole=size // MEGABYTE, tenth=size % MEGABYTE * 10 // MEGABYTE)
