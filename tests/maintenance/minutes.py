"""Maintenance planned the slow way, to hold the schedule against: minute by minute, reading the clock at each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from agreements.opening_hours import OpeningHours
from maintenance.schedule import Span

Hours = Sequence[tuple[time, time]]
Minute = int
Stretch = tuple[Minute, Minute]

MINUTE = timedelta(minutes=1)
MIDNIGHT_1970 = datetime(1970, 1, 1, tzinfo=UTC)
PREFERRED = {6: 6 * 60}
NIGHT = 22 * 60


def minute(at: datetime) -> Minute:
    """The minute since 1970 that a moment is in."""
    return (at.astimezone(UTC) - MIDNIGHT_1970) // MINUTE


def moment(at: Minute) -> datetime:
    return MIDNIGHT_1970 + at * MINUTE


def stretch(span: Span) -> Stretch:
    return minute(span.starts_at), minute(span.ends_at)


@dataclass(frozen=True)
class Clock:
    """The clock on the wall of a zone, looked at every minute."""

    zone: ZoneInfo

    def read(self, at: Minute) -> datetime:
        return moment(at).astimezone(self.zone)

    def wall(self, at: Minute) -> datetime:
        return self.read(at).replace(tzinfo=None)

    def readings(self, on: date, at: time) -> list[Minute]:
        """Every minute at which the clock reads this, on foot through the three dates around it."""
        noon = minute(datetime.combine(on, time(12), UTC))
        return [near for near in range(noon - 2160, noon + 2160) if self.wall(near) == datetime.combine(on, at)]

    def earliest_start(self, announced: Minute, hours: int, days: int) -> Minute:
        """On foot until the hours have passed, and the clock has read the time of so many days on."""
        target = self.wall(announced) + timedelta(days)
        at, furthest = announced, self.wall(announced)
        while at < announced + 60 * hours or furthest < target:
            at += 1
            furthest = max(furthest, self.wall(at))
        return at

    def latest_announcement(self, starts: Minute, hours: int, days: int) -> Minute:
        """Back on foot from the start to the first that is in time, minding how far the clock goes from there on."""
        at, furthest = starts, self.wall(starts)
        while starts - at < 60 * hours or self.wall(at) + timedelta(days) > furthest:
            at -= 1
            furthest = max(furthest, self.wall(at))
        return at


@dataclass
class Planner:
    """A helpdesk's hours to the minute, and where windows fit between two moments."""

    zone: ZoneInfo
    weekly: Mapping[int, Hours]
    dated: Mapping[date, Hours]

    def engine(self) -> OpeningHours:
        return OpeningHours(self.zone, self.weekly, self.dated)

    @cached_property
    def clock(self) -> Clock:
        return Clock(self.zone)

    def is_open(self, at: Minute) -> bool:
        wall = self.clock.wall(at)
        hours = self.dated.get(wall.date(), self.weekly.get(wall.weekday(), ()))
        return any(opens <= wall.time() and (closes == time(0) or wall.time() < closes) for opens, closes in hours)

    def open_minutes(self, first: Minute, last: Minute) -> set[Minute]:
        return {at for at in range(first, last) if self.is_open(at)}

    def nearest(self, window: Stretch, not_before: Minute, taken: Iterable[Stretch], patience: int) -> Minute | None:
        """The first minute from which all minutes of the window are free."""
        length = window[1] - window[0]
        at = max(window[0], not_before)
        busy = self.open_minutes(at, at + patience + length) | _minutes(taken)
        free = (start for start in range(at, at + patience) if busy.isdisjoint(range(start, start + length)))
        return next(free, None)

    def slots(
        self, length: int, taken: Iterable[Stretch], first: Minute, last: Minute, step: int, *, weekend_first: bool
    ) -> Iterator[Stretch]:
        """One window a date by its preferred hour, of all the minutes of that date, none in a minute of another."""
        busy = self.open_minutes(first, last) | _minutes(taken)
        dates: dict[date, list[tuple[bool, int, Minute]]] = {}
        for at in range(first, last):
            read = self.clock.read(at)
            after = read.hour * 60 + read.minute - PREFERRED.get(read.weekday(), NIGHT)
            if after % step == 0 and not read.fold:
                dates.setdefault(read.date(), []).append((after < 0, abs(after), at))
        for on in sorted(dates, key=lambda on: (weekend_first and on.weekday() < 5, on)):
            for _, _, at in sorted(dates[on]):
                minutes = range(at, at + length)
                if at + length <= last and busy.isdisjoint(minutes):
                    busy.update(minutes)
                    yield at, at + length
                    break


def _minutes(taken: Iterable[Stretch]) -> set[Minute]:
    return {at for start, end in taken for at in range(start, end)}
