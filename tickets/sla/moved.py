"""Where the promises of a ticket go under other hours or terms, from its stored clocks alone: no events are read.

A stored clock is what its events say. When two calendars agree up to `now`, a running clock has used as much under
both, and what it has left is counted on from `now`: the due moment follows from the due moment, whatever pauses there
were. What cannot be told in this way is not told (`CannotTell`), and is folded from the events.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from agreements.opening_hours import OpeningHours
from agreements.terms import Terms
from agreements.wording import ZONE
from tickets.enums import ClockKind, Kind, Status
from tickets.queries.edited import OpenClock, OpenTicket

ZERO = timedelta()


@dataclass(frozen=True, slots=True)
class Move:
    """One moment of a ticket before and after; `kind` is the clock's, "" for what a job does next.

    A clock that stands still has time left instead of a moment; None on both sides is "nothing is promised".
    """

    kind: str
    before: datetime | None
    after: datetime | None
    left_before: timedelta | None = None
    left_after: timedelta | None = None
    late: bool = False


class CannotTell(Exception):
    """The stored clocks do not say it; the events do."""


@dataclass(slots=True)
class OtherHours:
    """From the hours of one revision to the edited ones, at one moment."""

    old: OpeningHours
    new: OpeningHours
    now: datetime
    since: date
    _moved: dict[datetime, datetime] = field(default_factory=dict)
    _last_past: date | None = None
    first: datetime | None = None

    def __post_init__(self) -> None:
        today = self.now.astimezone(ZONE).date()
        until = min(self.old.until, self.new.until)
        days = self.old.differing_days(self.new, min(self.since, today), until)
        place = bisect_right(days, today)
        if place and days[place - 1] == today and self._agree_today(today):
            place -= 1
        self._last_past = days[place - 1] if place else None
        self.first = datetime.combine(days[place], time(), ZONE) if place < len(days) else None
        if self.first is not None and self.first < self.now:
            self.first = self.now

    def _agree_today(self, today: date) -> bool:
        midnight = datetime.combine(today, time(), ZONE)
        return list(self.old.stretches(midnight, self.now)) == list(self.new.stretches(midnight, self.now))

    def agree_since(self, at: datetime) -> bool:
        """Whether both have the same hours from the day of this moment up to now."""
        return self._last_past is None or self._last_past < at.astimezone(ZONE).date()

    def reaches(self, at: datetime) -> bool:
        """Whether a difference lies between now and this later moment."""
        return self.first is not None and at > self.first

    def later(self, due_at: datetime) -> datetime:
        """The due moment under the edited hours of what is due then under the old ones."""
        if not self.reaches(due_at):
            return due_at
        if due_at not in self._moved:
            self._moved[due_at] = self.new.add(self.now, self.old.between(self.now, due_at))
        return self._moved[due_at]

    def working_days(self, start: datetime, days: int, stored: datetime) -> datetime:
        """So many working days after `start`; only when that is how the stored moment came about."""
        if not self.reaches(stored):
            return stored
        if self.old.add_working_days(start, days) != stored:
            raise CannotTell
        return self.new.add_working_days(min(start, self.now), days)


@dataclass(frozen=True, slots=True)
class OtherTerms:
    """From the terms of one version to the edited ones."""

    old: Terms
    new: Terms

    def targets(self, kind: str, category: int) -> tuple[timedelta | None, timedelta | None]:
        """The norm time of a clock before and after."""
        return norm_of(self.old, kind, category), norm_of(self.new, kind, category)

    def differ_for(self, ticket: OpenTicket) -> bool:
        """Whether anything that clocks are measured by is other for this ticket."""
        names = ("change_working_days", "reminder_working_days", "closing_working_days")
        if any(getattr(self.old, name) != getattr(self.new, name) for name in names):
            return True
        old, new = self.old.norms[ticket.category], self.new.norms[ticket.category]
        return (old.response, old.recovery, old.status_report) != (new.response, new.recovery, new.status_report)


def norm_of(contract: Terms, kind: str, category: int) -> timedelta | None:
    """The norm time of a clock of an incident of this category."""
    norm = contract.norms[category]
    times = {ClockKind.RECOVERY: norm.recovery, ClockKind.STATUS_REPORT: norm.status_report}
    return times.get(ClockKind(kind), norm.response)


def moves_under_hours(
    ticket: OpenTicket, clocks: Sequence[OpenClock], change: OtherHours, contract: Terms
) -> list[Move]:
    """The moments that other opening hours move; raises `CannotTell`."""
    if not change.agree_since(ticket.submitted_at):
        raise CannotTell
    moves = []
    for clock in _that_can_move(clocks, change.now):
        _check_measured(ticket, clock, contract)
        if clock.agreed_at is not None or clock.due_at is None or not change.reaches(clock.due_at):
            continue
        after = _due_under_hours(clock, clock.due_at, change)
        moves.append(Move(clock.kind, clock.due_at, after))
    if ticket.status == Status.WAITING and ticket.acts_at is not None:
        days = contract.reminder_working_days
        moves.append(Move("", ticket.acts_at, change.working_days(ticket.status_since, days, ticket.acts_at)))
    return [each for each in moves if each.before != each.after]


def _due_under_hours(clock: OpenClock, due_at: datetime, change: OtherHours) -> datetime:
    if clock.target_days is None:
        return change.later(due_at)
    if clock.elapsed:
        raise CannotTell
    return change.working_days(clock.started_at, clock.target_days, due_at)


def moves_under_terms(
    ticket: OpenTicket, clocks: Sequence[OpenClock], change: OtherTerms, hours: OpeningHours, now: datetime
) -> list[Move]:
    """The moments that other terms move; raises `CannotTell`."""
    if not change.differ_for(ticket):
        return []
    if ticket.status == Status.WAITING:
        _check_steps(ticket, change)
    old_norm, new_norm = change.old.norms[ticket.category], change.new.norms[ticket.category]
    if ticket.kind != Kind.STANDARD_CHANGE and (old_norm.recovery is None) != (new_norm.recovery is None):
        raise CannotTell
    moves = []
    for clock in _that_can_move(clocks, now):
        _check_measured(ticket, clock, change.old)
        if clock.target_days is not None:
            raise CannotTell
        if clock.agreed_at is not None:
            continue
        old, new = change.targets(clock.kind, ticket.category)
        if old is not None and new is not None and old != new:
            moves.append(_measured_anew(clock, new, new - old, hours, now))
    return moves


def _check_steps(ticket: OpenTicket, change: OtherTerms) -> None:
    for name in ("reminder_working_days", "closing_working_days"):
        if ticket.acts_at is not None and getattr(change.old, name) != getattr(change.new, name):
            raise CannotTell


def _measured_anew(clock: OpenClock, target: timedelta, longer: timedelta, hours: OpeningHours, now: datetime) -> Move:
    """What was used before the last mark stays used; a target shorter than that was passed somewhere on the way."""
    if clock.elapsed >= target:
        raise CannotTell
    if clock.due_at is None:
        left = target - clock.elapsed
        return Move(clock.kind, None, None, left - longer, left)
    total = hours.between(clock.started_at, clock.due_at) + longer
    due_at = hours.add(clock.started_at, total)
    return Move(clock.kind, clock.due_at, due_at, late=due_at <= now)


def _that_can_move(clocks: Sequence[OpenClock], now: datetime) -> list[OpenClock]:
    """Those that are not past their due moment: a breach is kept for good (N)."""
    return [clock for clock in clocks if clock.breached_at is None and (clock.due_at is None or clock.due_at > now)]


def _check_measured(ticket: OpenTicket, clock: OpenClock, contract: Terms) -> None:
    """Whether the clock is measured by what holds for the ticket: then other pins change just what was edited."""
    pins = ticket.agreement_version_id, ticket.calendar_revision_id
    if (clock.agreement_version_id, clock.calendar_revision_id) != pins:
        raise CannotTell
    if clock.target is not None and clock.target != norm_of(contract, clock.kind, ticket.category):
        raise CannotTell
