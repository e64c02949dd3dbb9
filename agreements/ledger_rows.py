"""The rows of a ledger: pieces of a clock's time, cut where the helpdesk opens and closes, and told what they are.

Pieces are in UTC, where moments compare and subtract as they should; rows are in the calendar's zone.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise

from agreements.opening_hours import TICK, OpeningHours

ZERO = timedelta()
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SATURDAY = 5
# How many weeks to look back for an ordinary day to compare a date of odd hours with.
WEEKS_BACK = 4


class Kind(StrEnum):
    """What a stretch of time was to the clock."""

    COUNTED = "counted"  # it ran, in time
    PAUSED = "paused"  # it stood still: waiting for the customer
    STOPPED = "stopped"  # it had been stopped, and was reopened at the end
    CLOSED = "closed"  # the helpdesk was closed
    LEFT = "left"  # still to come, or not needed, before the due moment
    LATE = "late"  # it ran, past the due moment
    AGREED = "agreed"  # up to a moment that was agreed on: nothing is counted
    EMPTY = "empty"  # in a bar only: none of the clock's time


class Closed(StrEnum):
    """Why the helpdesk is closed: the strongest reason of a closed stretch."""

    NAMED = "named"  # a holiday, or hours given for a date: `Row.named` tells
    WEEKEND = "weekend"
    DAY = "day"  # another day without hours
    BREAK = "break"  # between two openings of one day
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A date with a name of its own: a holiday, or the reason for other hours."""

    on: date
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of time. Its moments are in the calendar's zone: subtract them in UTC, for the sake of October.

    opening     the opening time in it
    running_sum what the clock reads (of time to come: will read) at its end
    until_now   whether it is what the clock is doing at the ledger's `now`
    why, named  of a closed stretch: why, and the dates with a name that closed it
    working_day of a working day (W2): its number from the start on; 0 for the date of a start within its hours
    """

    kind: Kind
    start: datetime
    end: datetime
    opening: timedelta
    running_sum: timedelta = ZERO
    until_now: bool = False
    why: Closed | None = None
    named: tuple[NamedDay, ...] = ()
    working_day: int | None = None

    @property
    def adds(self) -> timedelta:
        """What it adds to the sum: its opening time when that is counted, late or left, else nothing."""
        return self.opening if self.kind in ADDING else ZERO

    @property
    def names(self) -> tuple[str, ...]:
        """The names in it, each once, in order of date."""
        return tuple(dict.fromkeys(day.name for day in self.named))


ADDING = frozenset({Kind.COUNTED, Kind.LATE, Kind.LEFT})
Piece = tuple[Kind, datetime, datetime]


class Layout:
    """Pieces to rows: cut at openings and closings, or at midnights for working days, and told what they are."""

    __slots__ = ("by_day", "closed_name", "hours", "start", "zone")

    def __init__(
        self, hours: OpeningHours, closed_name: Callable[[date], str], start: datetime, *, by_day: bool
    ) -> None:
        self.hours, self.closed_name, self.start, self.by_day = hours, closed_name, start, by_day
        self.zone = hours.timezone

    def rows(self, pieces: Iterable[Piece]) -> list[Row]:
        """The rows that pieces make, in order; what is alike and adjacent is one."""
        cut = self._by_date if self.by_day else self._by_opening
        joined: list[tuple[Piece, date | None]] = []
        for piece in pieces:
            for (kind, start, end), on in cut(piece):
                if joined and (joined[-1][0][0], joined[-1][1]) == (kind, on):
                    joined[-1] = (kind, joined[-1][0][1], end), on
                else:
                    joined.append(((kind, start, end), on))
        days = self._working_days(joined)
        return [self._row(piece, on, days) for piece, on in joined]

    def _by_opening(self, piece: Piece) -> Iterator[tuple[Piece, None]]:
        kind, at, end = piece
        if kind == Kind.STOPPED and at < end:
            yield piece, None
            return
        for opens, closes in self.hours.stretches(at, end) if at < end else ():
            start, at_closing = opens.astimezone(UTC), closes.astimezone(UTC)
            if at < start:
                yield (Kind.CLOSED, at, start), None
            yield (kind, start, at_closing), None
            at = at_closing
        if at < end:
            yield (Kind.CLOSED, at, end), None

    def _by_date(self, piece: Piece) -> Iterator[tuple[Piece, date | None]]:
        kind, start, end = piece
        if start < end and kind == Kind.STOPPED:
            yield piece, None
        elif start < end:
            cuts = [cut for cut in map(self._midnight, dates(start, end, self.zone)) if start < cut]
            for at, until in pairwise([start, *cuts, end]):
                if self.hours.between(at, until):
                    yield (kind, at, until), at.astimezone(self.zone).date()
                else:
                    yield (Kind.CLOSED, at, until), None

    def _row(self, piece: Piece, on: date | None, working_days: dict[date, int]) -> Row:
        kind, start, end = piece
        row = Row(kind, start.astimezone(self.zone), end.astimezone(self.zone), self.hours.between(start, end))
        if kind == Kind.CLOSED:
            named = tuple(self._names(start, end))
            return replace(row, why=Closed.NAMED if named else self._why(start, end), named=named)
        if on is not None:
            return replace(row, working_day=working_days[on], named=tuple(self._named([on])))
        return row

    def _working_days(self, pieces: list[tuple[Piece, date | None]]) -> dict[date, int]:
        """Numbers of the working days in the pieces, as W2 counts them from the start."""
        if not any(on for _, on in pieces):
            return {}
        opening = self.hours.next_opening(self.start)
        first, last = opening.date(), pieces[-1][0][2].astimezone(self.zone).date()
        following = (first + n * DAY for n in range((last - first).days + 1))
        whole = not self.hours.between(self._midnight(first), opening)
        return {on: n for n, on in enumerate(filter(self._opening_on, following), start=int(whole))}

    def _names(self, start: datetime, end: datetime) -> Iterator[NamedDay]:
        """The named dates that closed a stretch: without any hours, or without those that such a weekday has."""
        for day in self._named(dates(start, end, self.zone)):
            if not self._opening_on(day.on) or self._is_unusual(day.on, start, end):
                yield day

    def _is_unusual(self, on: date, start: datetime, end: datetime) -> bool:
        """Whether the helpdesk is usually open in the part of a stretch that is on this date."""
        before = (weeks for weeks in range(1, WEEKS_BACK + 1) if not self.closed_name(on - weeks * WEEK))
        weeks = next(before, None)
        if weeks is None:
            return True
        first, last = max(start, self._midnight(on)), min(end, self._midnight(on + DAY))
        usual = (at.astimezone(self.zone) - weeks * WEEK for at in (first, last))
        return self.hours.between(*usual) > ZERO

    def _why(self, start: datetime, end: datetime) -> Closed:
        on = list(dates(start, end, self.zone))
        without = [day.weekday() for day in on if not self._opening_on(day)]
        if without:
            return Closed.WEEKEND if max(without) >= SATURDAY else Closed.DAY
        before = self.hours.between(self._midnight(on[0]), start)
        after = self.hours.between(end, self._midnight(on[0] + DAY))
        return Closed.BREAK if before and after else Closed.NIGHT

    def _named(self, on: Iterable[date]) -> Iterator[NamedDay]:
        return (NamedDay(day, name) for day in on if (name := self.closed_name(day)))

    def _opening_on(self, on: date) -> timedelta:
        return self.hours.between(self._midnight(on), self._midnight(on + DAY))

    def _midnight(self, on: date) -> datetime:
        return midnight(on, self.zone)


def midnight(on: date, zone: tzinfo) -> datetime:
    """The moment, in UTC, at which a local date begins."""
    return datetime.combine(on, time(), zone).astimezone(UTC)


def dates(start: datetime, end: datetime, zone: tzinfo) -> Iterator[date]:
    """The local dates from one moment up to another, which is itself left out."""
    first = start.astimezone(zone).date()
    last = (end.astimezone(UTC) - TICK).astimezone(zone).date()
    return (first + n * DAY for n in range((last - first).days + 1))
