"""Opening time the slow way, to hold the engine against: no table, no bisection, whole microseconds.

Every UTC day is cut at every moment at which anything could change, and each piece is open when the wall clock in its
middle reads a time within that date's hours.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

Hours = Sequence[tuple[time, time]]
Weekly = Mapping[int, Hours]

MIDNIGHT_1970 = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY = 86_400_000_000
MINUTE = 60_000_000
PATIENCE = 120


class OutOfPatience(Exception):
    """The answer is too many days off to walk to."""


class Piece(NamedTuple):
    """An open piece of time, in microseconds since 1970, and the local date that it is on."""

    start: int
    end: int
    on: date


def micros(at: datetime) -> int:
    return (at - MIDNIGHT_1970) // MICROSECOND


@dataclass
class Oracle:
    """The same questions as `OpeningHours`, answered by walking; None when the calendar never opens again."""

    zone: ZoneInfo
    weekly: Weekly
    exceptions: Mapping[date, Hours]
    changes: Mapping[date, Weekly]
    seen: dict[int, list[Piece]] = field(default_factory=dict)

    def hours_on(self, on: date) -> Hours:
        if on in self.exceptions:
            return self.exceptions[on]
        in_force = [day for day in self.changes if day <= on]
        weekly = self.changes[max(in_force)] if in_force else self.weekly
        return weekly.get(on.weekday(), [])

    def wall(self, at: int) -> datetime:
        return (MIDNIGHT_1970 + timedelta(microseconds=at)).astimezone(self.zone)

    def offset(self, at: int) -> int:
        return (self.wall(at).utcoffset() or timedelta()) // MICROSECOND

    def is_open(self, at: int) -> bool:
        read = self.wall(at)
        now = read.time()
        return any(opens <= now and (closes == time(0) or now < closes) for opens, closes in self.hours_on(read.date()))

    def jumps(self, day: int) -> list[int]:
        """The minutes of a UTC day at which the clock is put forward or back."""
        if self.offset(day * DAY) == self.offset((day + 1) * DAY):
            return []
        minutes = range(day * DAY, (day + 1) * DAY, MINUTE)
        return [at + MINUTE for at in minutes if self.offset(at) != self.offset(at + MINUTE)]

    def readings(self, on: date, at: time, day: int) -> list[int]:
        """The moments at which the wall clock could read this, by any distance to UTC that holds near this UTC day."""
        naive = micros(datetime.combine(on, at, UTC))
        return [naive - self.offset(near * DAY) for near in (day - 1, day, day + 1, day + 2)]

    def pieces_on(self, day: int) -> list[Piece]:
        """The open pieces of one UTC day."""
        if day not in self.seen:
            self.seen[day] = [piece for piece in self.cut(day) if self.is_open((piece.start + piece.end) // 2)]
        return self.seen[day]

    def cut(self, day: int) -> Iterator[Piece]:
        first, last = day * DAY, (day + 1) * DAY
        cuts = {first, last, *self.jumps(day)}
        for shift in (-1, 0, 1):
            on = date(1970, 1, 1) + timedelta(days=day + shift)
            for at in {time(0), *(edge for hours in self.hours_on(on) for edge in hours)}:
                cuts.update(self.readings(on, at, day))
        edges = sorted(cut for cut in cuts if first <= cut <= last)
        for start, end in pairwise(edges):
            yield Piece(start, end, self.wall(start).date())

    def pieces(self, start: int) -> Iterator[Piece]:
        """What is open from a moment on, piece by piece, as long as anything can still open."""
        first = start // DAY
        for day in range(first, first + PATIENCE):
            if self.is_over(date(1970, 1, 1) + timedelta(days=day)):
                return
            for piece in self.pieces_on(day):
                if piece.end > start:
                    yield piece._replace(start=max(piece.start, start))
        raise OutOfPatience

    def is_over(self, on: date) -> bool:
        """Whether this UTC date is past all dates with hours of their own, and no week has any."""
        last = max([*self.exceptions, *self.changes], default=date.min)
        final = self.changes[max(self.changes)] if self.changes else self.weekly
        return on - timedelta(days=1) > last and not any(final.values())

    def between(self, start: int, end: int) -> int:
        if end < start:
            return -self.between(end, start)
        days = range(start // DAY, end // DAY + 1)
        pieces = [piece for day in days for piece in self.pieces_on(day)]
        return sum(max(0, min(piece.end, end) - max(piece.start, start)) for piece in pieces)

    def next_opening(self, at: int) -> int | None:
        return next((piece.start for piece in self.pieces(at)), None)

    def add(self, start: int, amount: int) -> int | None:
        if amount == 0:
            return start
        for piece in self.pieces(start):
            if amount <= piece.end - piece.start:
                return piece.start + amount
            amount -= piece.end - piece.start
        return None

    def stretches(self, start: int, end: int) -> list[tuple[int, int]]:
        joined: list[tuple[int, int]] = []
        for piece in self.pieces(start):
            if piece.start >= end:
                break
            if joined and joined[-1][1] == piece.start:
                joined[-1] = (joined[-1][0], min(piece.end, end))
            else:
                joined.append((piece.start, min(piece.end, end)))
        return joined

    def add_working_days(self, start: int, n: int) -> int | None:
        opening = self.next_opening(start)
        if opening is None:
            return None
        today = self.wall(opening).date()
        on_today = [piece for day in range(opening // DAY - 2, opening // DAY + 2) for piece in self.pieces_on(day)]
        whole = opening == min(piece.start for piece in on_today if piece.on == today)
        closings = self.closings(opening, n + 1)
        dates = sorted(closings)
        if len(dates) < n + (not whole):
            return None
        if whole:
            return closings[dates[n - 1]]
        return min(closings[dates[n]], self.first_reading(dates[n], self.wall(opening).time()))

    def closings(self, start: int, dates: int) -> dict[date, int]:
        """The last closing of this many dates on which the helpdesk is open from a moment on, if there are as many."""
        closings: dict[date, int] = {}
        for piece in self.pieces(start):
            if piece.on not in closings and len(closings) == dates:
                break
            closings[piece.on] = piece.end
        return closings

    def first_reading(self, on: date, at: time) -> int:
        """The first moment at which the wall clock reads this date and time, or has jumped over it."""
        day = micros(datetime.combine(on, time(0), UTC)) // DAY
        near = {*self.readings(on, at, day), *(jump for d in (day - 1, day, day + 1) for jump in self.jumps(d))}
        target = datetime.combine(on, at)
        return min(moment for moment in near if self.wall(moment).replace(tzinfo=None) >= target)
