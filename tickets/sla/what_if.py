"""What an edited calendar or agreement would do to every open ticket, before it is saved (N)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from agreements.opening_hours import OpeningHours
from agreements.queries import opening_hours, terms
from agreements.terms import Terms
from agreements.wording import ZONE
from tickets.enums import ClockKind, EventKind, Status
from tickets.models import SlaClock, Ticket, TicketEvent
from tickets.queries.edited import OpenClock, OpenTicket, merged_tickets, open_clocks, open_tickets
from tickets.queries.promises import time_left
from tickets.sla.clocks import acts_at, clocks_from, folded
from tickets.sla.fold import Fold, Happening
from tickets.sla.moved import CannotTell, Move, OtherHours, OtherTerms, moves_under_hours, moves_under_terms
from tickets.sla.preview import compared
from tickets.sla.rounds import Books
from tickets.sla.store import FOLDED_FIELDS, happenings

# Stands for what has no row yet; real ids begin at 1.
EDITED = 0
CHUNK = 1000
_KINDS = [*(str(kind) for kind in ClockKind), ""]


@dataclass(frozen=True, slots=True)
class Edit:
    """What is about to hold: opening hours, or terms for the tickets of one agreement; None stays as it is pinned."""

    hours: OpeningHours | None = None
    terms: Terms | None = None
    agreement_id: int | None = None

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
    """One ticket that would change: its moments, and when it is taken up (H4), before and after."""

    ticket_id: int
    moves: tuple[Move, ...]
    release_before: datetime | None
    release_after: datetime | None

    @property
    def would_be_late(self) -> bool:
        """Whether any promise that is in time would be late at once."""
        return any(each.late for each in self.moves)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an edit would do, as computed at one moment: the numbers of all open tickets, and those that move."""

    at: datetime
    open_ids: list[int]
    effects: dict[int, Effect]


@dataclass(slots=True)
class Sight:
    """One look at all open tickets: from their clocks, and from their events where those do not say enough."""

    edit: Edit
    now: datetime
    tickets: Sequence[OpenTicket]
    slowly: bool = False
    _hours: dict[int, OtherHours] = field(default_factory=dict)

    def effects(self) -> dict[int, Effect]:
        """Every ticket that would change, in order of number."""
        agreement = self.edit.agreement_id
        clocks, merged = open_clocks(agreement), merged_tickets(agreement)
        moves: dict[int, list[Move]] = {}
        untold = []
        for ticket in self.tickets:
            try:
                if self.slowly or ticket.pk in merged:
                    raise CannotTell  # noqa: TRY301 - as what the clocks do not say
                moves[ticket.pk] = self._told(ticket, clocks.get(ticket.pk, ()))
            except CannotTell:
                untold.append(ticket)
        moves.update(folded_moves(self.edit, untold, now=self.now))
        found = (self._effect(ticket, moves[ticket.pk]) for ticket in self.tickets)
        return {effect.ticket_id: effect for effect in found if effect is not None}

    def _told(self, ticket: OpenTicket, clocks: Sequence[OpenClock]) -> list[Move]:
        contract = terms(ticket.agreement_version_id)
        if self.edit.hours is not None and self.edit.terms is not None:
            raise CannotTell
        if self.edit.hours is not None:
            return moves_under_hours(ticket, clocks, self._change(ticket.calendar_revision_id), contract)
        if self.edit.terms is None:
            return []
        hours = opening_hours(ticket.calendar_revision_id)
        return moves_under_terms(ticket, clocks, OtherTerms(contract, self.edit.terms), hours, self.now)

    def _change(self, revision_id: int) -> OtherHours:
        assert self.edit.hours is not None
        if revision_id not in self._hours:
            since = min(each.submitted_at for each in self.tickets).astimezone(ZONE).date()
            self._hours[revision_id] = OtherHours(opening_hours(revision_id), self.edit.hours, self.now, since)
        return self._hours[revision_id]

    def _effect(self, ticket: OpenTicket, moves: Sequence[Move]) -> Effect | None:
        release = ticket.release_at
        if self.edit.hours is not None and ticket.status == Status.QUEUED and release and release > self.now:
            release = self.edit.hours.next_opening(ticket.status_since)
        if not moves and release == ticket.release_at:
            return None
        return Effect(ticket.pk, tuple(sorted(moves, key=_order)), ticket.release_at, release)


def outlook(edit: Edit, *, now: datetime, slowly: bool = False) -> Outlook:
    """Every open ticket that the edit is about, and what it would do to each at `now`; stores nothing.

    Past outcomes never move, so that ended and recovered tickets are not looked at. Three SQL statements, and one more
    for each thousand tickets whose events must be read; `slowly` reads all of them, for the comparison in the tests.
    Raises `OpeningHoursError` when a moment would lie past the calendar's end, or nothing would open any more.
    """
    tickets = open_tickets(edit.agreement_id)
    effects = Sight(edit, now, tickets, slowly).effects() if tickets else {}
    return Outlook(now, [each.pk for each in tickets], effects)


def preview_edit(edit: Edit, *, now: datetime) -> list[Effect]:
    """Every open ticket with a promise or release that would move, in order of number."""
    return list(outlook(edit, now=now).effects.values())


def new_release(ticket: Ticket, hours: OpeningHours | None, *, now: datetime) -> datetime | None:
    """When a held ticket would be taken up under these hours; one that is not held keeps what it has."""
    if hours is None or not ticket.is_held(now):
        return ticket.release_at
    return hours.next_opening(ticket.status_since)


def folded_moves(edit: Edit, tickets: Sequence[OpenTicket], *, now: datetime) -> Iterator[tuple[int, list[Move]]]:
    """The moments that move, by folding the events of these tickets with the edit's own event after them."""
    books, pins = edit.books(), edit.pins()
    for start in range(0, len(tickets), CHUNK):
        chunk = {each.pk: each for each in tickets[start : start + CHUNK]}
        events = TicketEvent.objects.filter(ticket_id__in=list(chunk)).order_by("ticket_id", "sequence")
        rows = events.only("ticket_id", *FOLDED_FIELDS)
        for pk, its_events in groupby(rows, key=lambda event: event.ticket_id):
            fold = folded(happenings(its_events), books)
            yield pk, list(_moves(fold, Happening(EventKind.PINNED, now, Status(chunk[pk].status), pins)))


def _order(move: Move) -> int:
    return _KINDS.index(move.kind)


def _moves(fold: Fold, pinned: Happening) -> Iterator[Move]:
    ticket = Ticket()
    before, step_before = clocks_from(ticket, fold), acts_at(fold)
    fold.add(pinned)
    after, step_after = clocks_from(ticket, fold), acts_at(fold)
    for each in compared(before, after, now=pinned.at):
        (due, left), (new_due, new_left) = _due(each.before), _due(each.after)
        if (due, left) != (new_due, new_left):
            yield Move(each.kind, due, new_due, left, new_left, late=each.would_be_late)
    if step_before != step_after:
        yield Move("", step_before, step_after)


def _due(clock: SlaClock | None) -> tuple[datetime | None, timedelta | None]:
    if clock is None:
        return None, None
    return clock.due_at, time_left(clock) if clock.due_at is None else None
