"""Each clock with what it was computed from: what a ledger needs to explain a deadline to the second."""

from dataclasses import dataclass
from datetime import timedelta

from agreements.opening_hours import OpeningHours
from agreements.sla_clock import Mark, Reading, Target
from tickets.models import SlaClock, Ticket
from tickets.sla.clocks import clock_of, folded
from tickets.sla.fold import Books
from tickets.sla.store import history_of


@dataclass(frozen=True, slots=True)
class ClockStory:
    """One round: the clock as it is stored (unsaved), its marks, target and hours, and their reading.

    `origin` is the number of the ticket that its start was taken over from, "" when it is its own.
    """

    clock: SlaClock
    marks: tuple[Mark, ...]
    target: Target
    hours: OpeningHours
    reading: Reading
    origin: str = ""

    @property
    def paused(self) -> timedelta:
        """The opening time that it stood still in all, in pauses that have ended."""
        return self.reading.paused


def stories_of(ticket: Ticket) -> list[ClockStory]:
    """Every clock of the ticket with its story, in order of kind and round; one SQL."""
    fold = folded(history_of(ticket), Books())
    found = []
    for each in (each for rounds in fold.rounds.values() for each in rounds):
        clock, target, reading = clock_of(ticket, each, fold), each.target(fold.books), each.reading(fold.books)
        if clock is not None and target is not None and reading is not None:
            hours = fold.books.hours(each.basis.calendar_revision)
            found.append(ClockStory(clock, tuple(each.marks), target, hours, reading, each.origin))
    return sorted(found, key=lambda story: (story.clock.kind, story.clock.round))
