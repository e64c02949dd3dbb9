"""What became of a promise: one clock's marks, replayed into how much time it used and when it is due.

A clock is a fold over its marks; nothing here reads the time or remembers anything. Judged strictly: what is done at
the due moment is late (N).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from agreements.opening_hours import OpeningHours, since_epoch

ZERO = timedelta()


class MarkKind(StrEnum):
    """What happened to the clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


class State(StrEnum):
    """What the clock is doing after its last mark."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class ImpossibleMark(ValueError):
    """Marks that no clock can have had, in that order; with a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to the clock, at an aware moment."""

    kind: MarkKind
    at: datetime


@dataclass(frozen=True, slots=True)
class OpeningTime:
    """Within this much opening time (N1 to N4). Standing still moves the due moment by as much opening time."""

    duration: timedelta


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Within this many working days (W2). Standing still moves the due moment by as much opening time."""

    days: int


@dataclass(frozen=True, slots=True)
class AgreedMoment:
    """Before a moment that was agreed ("by appointment", N4). Standing still does not move it, a new agreement does."""

    at: datetime


Target = OpeningTime | WorkingDays | AgreedMoment


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock after its last mark. Durations are opening time; moments computed here are in the calendar's time zone.

    due_at      before which it must stop; None while it is paused, since that depends on the moment of the resumption
                (an agreed moment, and one that had already passed, stay); the breached one for good once breached;
                on a stopped clock the one it was judged by
    elapsed     the time it ran up to its last mark: neither paused nor between a stop and the reopening
    state       running, paused or stopped
    paused      the time it spent in pauses that have ended, by a resumption or by a stop
    met         on a stopped clock, whether it never reached its due moment; None on any other
    stopped_at  the moment at which a stopped clock stopped
    breached_at the due moment, when the marks prove that it passed before a stop; never taken back
    since       the moment of the last mark: since when the clock is in its state
    remaining   the time left before the due moment at the last mark, negative when late
    """

    due_at: datetime | None
    elapsed: timedelta
    state: State
    paused: timedelta
    met: bool | None
    stopped_at: datetime | None
    breached_at: datetime | None
    since: datetime
    remaining: timedelta

    def elapsed_at(self, now: datetime, hours: OpeningHours) -> timedelta:
        """The opening time used up to `now`, which is no earlier than the last mark."""
        return self.elapsed + hours.between(self.since, now) if self.state == State.RUNNING else self.elapsed

    def remaining_at(self, now: datetime, hours: OpeningHours) -> timedelta:
        """The opening time left at `now`, negative when late; it stands still on a clock that does."""
        if self.state == State.STOPPED or self.due_at is None:
            return self.remaining
        return hours.between(now, self.due_at)

    def breached_by(self, now: datetime) -> datetime | None:
        """The due moment that has passed by `now` without a stop, if any (N: late at the due moment itself)."""
        if self.state == State.STOPPED or self.due_at is None or self.breached_at is not None:
            return self.breached_at
        return self.due_at if _has_passed(self.due_at, now) else None


def replay(marks: Iterable[Mark], target: Target, hours: OpeningHours) -> Reading:
    """Fold a clock's marks, in order of time, into its reading (N, W2).

    Marks at the same moment are taken in the order given. A resumption after a stop reopens the clock, which goes on
    with the time already used. Refuses with `ImpossibleMark` what no clock can do: anything before the start or instead
    of it, a second start, a pause or stop that finds the clock paused or stopped already, a resumption that finds it
    running. (Only a paused clock may be stopped without running.) Raises what `hours` raises.
    """
    ordered = sorted(marks, key=_moment)
    if not ordered or ordered[0].kind != MarkKind.START:
        raise ImpossibleMark("A clock begins with its start, and nothing can come before it.")
    clock = _Clock(ordered[0].at, target, hours)
    for mark in ordered[1:]:
        clock.take(mark)
    return clock.reading()


_NEXT_STATE = {
    (State.RUNNING, MarkKind.PAUSE): State.PAUSED,
    (State.RUNNING, MarkKind.STOP): State.STOPPED,
    (State.PAUSED, MarkKind.RESUME): State.RUNNING,
    (State.PAUSED, MarkKind.STOP): State.STOPPED,
    (State.STOPPED, MarkKind.RESUME): State.RUNNING,
}


class _Clock:
    """The fold itself: what is known after the marks taken so far."""

    __slots__ = ("agreed", "breached_at", "due_at", "hours", "paused", "since", "start", "state", "stood_still")

    def __init__(self, start: datetime, target: Target, hours: OpeningHours) -> None:
        self.hours = hours
        self.start = self.since = start
        self.state = State.RUNNING
        self.agreed = isinstance(target, AgreedMoment)
        self.due_at = _first_due(start, target, hours)
        self.breached_at: datetime | None = None
        self.paused = self.stood_still = ZERO

    def take(self, mark: Mark) -> None:
        following = _NEXT_STATE.get((self.state, mark.kind))
        if following is None:
            raise ImpossibleMark(f"A clock that is {self.state} has no {mark.kind}; marked at {mark.at.isoformat()}.")
        if self.state == State.RUNNING or (self.agreed and self.state == State.PAUSED):
            self._judge(mark.at)
        if self.state != State.RUNNING:
            self._stand_still(mark.at)
        self.state, self.since = following, mark.at

    def _judge(self, at: datetime) -> None:
        if self.breached_at is None and _has_passed(self.due_at, at):
            self.breached_at = self.due_at

    def _stand_still(self, until: datetime) -> None:
        """Account for the opening time since the last mark, which the clock did not run."""
        gap = self.hours.between(self.since, until)
        self.stood_still += gap
        if self.state == State.PAUSED:
            self.paused += gap
        if self.breached_at is None and not self.agreed:
            self.due_at = self.hours.add(self.due_at, gap)

    def reading(self) -> Reading:
        stopped = self.state == State.STOPPED
        unknown = self.state == State.PAUSED and self.breached_at is None and not self.agreed
        return Reading(
            due_at=None if unknown else self.due_at,
            elapsed=self.hours.between(self.start, self.since) - self.stood_still,
            state=self.state,
            paused=self.paused,
            met=self.breached_at is None if stopped else None,
            stopped_at=self.since if stopped else None,
            breached_at=self.breached_at,
            since=self.since,
            remaining=self.hours.between(self.since, self.due_at),
        )


def _first_due(start: datetime, target: Target, hours: OpeningHours) -> datetime:
    """The due moment of a clock that never stands still."""
    match target:
        case OpeningTime(duration):
            return hours.add(start, duration)
        case WorkingDays(days):
            return hours.add_working_days(start, days)
        case AgreedMoment(at):
            return at


def _moment(mark: Mark) -> timedelta:
    return since_epoch(mark.at)


def _has_passed(due_at: datetime, at: datetime) -> bool:
    # Through UTC: within one time zone Python compares the wall clock, which lies in the repeated hour of October.
    return since_epoch(due_at) <= since_epoch(at)
