"""What an edited calendar or agreement would do to every open ticket, before it is saved (N)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from agreements.opening_hours import OpeningHours
from agreements.queries import opening_hours, terms
from agreements.terms import Terms
from tickets.enums import OPEN_STATUSES, EventKind
from tickets.models import Ticket, TicketEvent
from tickets.sla.preview import PromiseChange, preview
from tickets.sla.rounds import Books
from tickets.sla.store import FOLDED_FIELDS, happenings

# Stands for what has no row yet; real ids begin at 1.
EDITED = 0
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Edit:
    """What is about to hold: opening hours, terms, or both; None stays what each ticket has pinned."""

    hours: OpeningHours | None = None
    terms: Terms | None = None

    def books(self) -> Books:
        """The stored terms and hours, with the edited ones beside them."""
        return Books(
            terms=lambda number: self.terms if number == EDITED and self.terms is not None else terms(number),
            hours=lambda number: self.hours if number == EDITED and self.hours is not None else opening_hours(number),
        )

    def pins(self) -> dict[str, int]:
        """What the event would pin."""
        pinned = {"agreement_version": self.terms, "calendar_revision": self.hours}
        return {name: EDITED for name, value in pinned.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Effect:
    """One ticket that would change: its promises, and when it is taken up (H4), before and after."""

    ticket: Ticket
    promises: list[PromiseChange]
    release_before: datetime | None
    release_after: datetime | None

    @property
    def would_be_late(self) -> bool:
        """Whether any promise that is in time would be late at once."""
        return any(each.would_be_late for each in self.promises)


def preview_edit(edit: Edit, *, now: datetime, tickets: Iterable[Ticket] | None = None) -> Iterator[Effect]:
    """Every open ticket with a promise or release that would move, in order of number; reads in chunks, stores nothing.

    Past outcomes never move, so that ended and recovered tickets are not looked at.
    """
    books, pins = edit.books(), edit.pins()
    for ticket, events in _with_events(tickets):
        changes = preview(ticket, happenings(events), EventKind.PINNED, pins, now=now, books=books)
        changed = [each for each in changes if each.is_changed]
        release = new_release(ticket, edit.hours, now=now)
        if changed or release != ticket.release_at:
            yield Effect(ticket, changed, ticket.release_at, release)


def new_release(ticket: Ticket, hours: OpeningHours | None, *, now: datetime) -> datetime | None:
    """When a held ticket would be taken up under these hours; one that is not held keeps what it has."""
    if hours is None or not ticket.is_held(now):
        return ticket.release_at
    return hours.next_opening(ticket.submitted_at)


def _with_events(tickets: Iterable[Ticket] | None) -> Iterator[tuple[Ticket, list[TicketEvent]]]:
    rows = tickets
    if rows is None:
        columns = ("pk", "status", "release_at", "submitted_at", "subject", "category", "kind", "organisation")
        rows = Ticket.objects.filter(status__in=OPEN_STATUSES).only(*columns).order_by("pk")
    every = list(rows)
    for start in range(0, len(every), CHUNK):
        chunk = {ticket.pk: ticket for ticket in every[start : start + CHUNK]}
        events = TicketEvent.objects.filter(ticket_id__in=list(chunk)).order_by("ticket_id", "sequence")
        for pk, its_events in groupby(events.only("ticket_id", *FOLDED_FIELDS), key=lambda event: event.ticket_id):
            yield chunk[pk], list(its_events)
