"""One clock in one round: its marks, what it is measured by, and whether its due moment has passed."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from agreements.opening_hours import OpeningHours
from agreements.queries import opening_hours, terms
from agreements.sla_clock import AgreedMoment, Mark, MarkKind, OpeningTime, Reading, Target, WorkingDays, replay
from agreements.terms import Terms
from tickets.enums import ClockKind, Kind

CHANGE_CLAUSE = "W2"


@dataclass(frozen=True, slots=True)
class Books:
    """Where terms and opening hours are looked up; a preview puts edited ones in the place of the stored."""

    terms: Callable[[int], Terms] = terms
    hours: Callable[[int], OpeningHours] = opening_hours


@dataclass(frozen=True, slots=True)
class Basis:
    """What a round is measured by: the pinned version and revision, and what the ticket was classified as."""

    agreement_version: int
    calendar_revision: int
    ticket_kind: Kind
    category: int

    @property
    def is_change(self) -> bool:
        """A standard change is delivered (W2); the norm times of incidents do not hold for it."""
        return self.ticket_kind is Kind.STANDARD_CHANGE

    def is_by_appointment(self, books: Books) -> bool:
        """Whether recovery is on a moment that is agreed with the customer (N4)."""
        return not self.is_change and books.terms(self.agreement_version).norms[self.category].recovery is None

    def is_classified_as(self, other: "Basis") -> bool:
        """Whether the same norm times hold for both, pins apart."""
        return (self.is_change, self.category) == (other.is_change, other.category)


@dataclass(frozen=True, slots=True)
class _Read:
    """A reading, and what it was read by."""

    basis: Basis
    agreed: datetime | None
    books: Books
    reading: Reading | None


@dataclass(slots=True)
class Round:
    """The marks of one clock in one round, measured by its own basis; `ended` says that its last stop is no outcome.

    A round without a target ("by appointment", or a clock that this kind of ticket does not have) is kept and marked
    like any other, but is no promise: it has no row until it gets a target. `origin` is the number of the ticket that
    its start, or its agreed moment, was taken over from.
    """

    kind: ClockKind
    number: int
    marks: list[Mark]
    basis: Basis
    agreed: datetime | None = None
    running: bool = True
    paused: bool = False
    ended: bool = False
    origin: str = ""
    _read: "_Read | None" = field(default=None, init=False, repr=False, compare=False)

    def mark(self, kind: MarkKind, at: datetime) -> None:
        """Add what happened to this clock."""
        self.marks.append(Mark(kind, at))
        self._read = None

    def stop(self, at: datetime, *, ended: bool = False) -> None:
        """Stop it, once."""
        if self.running:
            self.mark(MarkKind.STOP, at)
            self.running, self.paused, self.ended = False, False, ended

    def pause(self, at: datetime) -> None:
        """Let it stand still, once."""
        if self.running and not self.paused:
            self.mark(MarkKind.PAUSE, at)
            self.paused = True

    def resume(self, at: datetime) -> None:
        """Let it go on, when it stood still."""
        if self.running and self.paused:
            self.mark(MarkKind.RESUME, at)
            self.paused = False

    def begin_anew(self, at: datetime) -> None:
        """Count from `at` on; a pause in force goes on."""
        self.marks, self._read = [Mark(MarkKind.START, at)], None
        if self.paused:
            self.mark(MarkKind.PAUSE, at)

    def following(self) -> "Round":
        """A round after this one, with the time already used."""
        return replace(self, number=self.number + 1, marks=list(self.marks))

    def target(self, books: Books) -> Target | None:
        """What it is to be done within (N1-N4, W2) or before (an appointment); None where nothing is promised."""
        contract = books.terms(self.basis.agreement_version)
        if self.kind is ClockKind.DELIVERY and not self.basis.is_change:
            return None
        if self.agreed is not None:
            return AgreedMoment(self.agreed)
        if self.kind is ClockKind.DELIVERY:
            return WorkingDays(contract.change_working_days)
        if self.basis.is_change:
            return None
        norm = contract.norms[self.basis.category]
        duration = {
            ClockKind.RESPONSE: norm.response,
            ClockKind.APPOINTMENT: norm.response,
            ClockKind.RECOVERY: norm.recovery,
            ClockKind.STATUS_REPORT: norm.status_report,
        }[self.kind]
        return OpeningTime(duration) if duration is not None else None

    def clause(self, books: Books) -> str:
        """The id of the promise in the agreement."""
        if self.kind is ClockKind.DELIVERY:
            return CHANGE_CLAUSE
        return books.terms(self.basis.agreement_version).norms[self.basis.category].clause

    def reading(self, books: Books) -> Reading | None:
        """Its marks replayed; None without a target. What was read is kept until something else holds."""
        read = self._read
        if read is None or read.basis is not self.basis or read.agreed is not self.agreed or read.books is not books:
            target = self.target(books)
            hours = books.hours(self.basis.calendar_revision)
            replayed = None if target is None else replay(self.marks, target, hours)
            self._read = read = _Read(self.basis, self.agreed, books, replayed)
        return read.reading

    def is_breached_by(self, at: datetime, books: Books) -> bool:
        """Whether its due moment has passed at `at` without a stop: then it keeps its breach for good (N)."""
        reading = self.reading(books)
        return reading is not None and reading.breached_by(at) is not None
