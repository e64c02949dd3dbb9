"""The precomputed openings of a calendar over a range of dates: what `opening_hours` bisects.

A moment is a `timedelta` since 1970 in UTC, a wall reading one since 1970 by the clock on the wall, and a day the
number of its date since 1970. Arithmetic on them is exact, free of time zone traps, and faster than on integers, which
would have to be made from datetimes and back into them.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZERO = timedelta()
DAY = timedelta(days=1)

WallRanges = tuple[tuple[timedelta, timedelta], ...]
Stretch = tuple[timedelta, timedelta]


def day_number(on: date) -> int:
    """The number of a date, counted from 1 January 1970."""
    return on.toordinal() - EPOCH.toordinal()


class Span(NamedTuple):
    """A stretch of time during which the time zone keeps one distance to UTC: `wall = moment + offset`."""

    starts: timedelta
    ends: timedelta
    offset: timedelta


class Timetable:
    """The openings on a range of days, with the opening time counted up to each of them.

    `hours_on` gives the ranges of a day, sorted and apart, in time since its midnight on the wall clock. The helpdesk
    is open at a moment when the wall clock then reads a time within the ranges of the date that it reads.
    """

    __slots__ = ("anchors", "counted", "days", "ends", "opens", "spans", "starts", "working_days")

    def __init__(self, zone: tzinfo, days: range, hours_on: Callable[[int], WallRanges]) -> None:
        midnight, last_midnight = timedelta(days.start), timedelta(days.stop)
        self.days = days
        self.spans = tuple(_spans(zone, midnight - DAY, last_midnight + DAY))
        self.starts, self.ends = self.moment_of(midnight), self.moment_of(last_midnight)
        # A stretch without length stands in front, so that every moment of the table has a stretch at or before it.
        self.opens = [self.starts]
        self.counted = [ZERO, ZERO]
        self.working_days = array("i")
        closes = self._fill(hours_on)
        jumps = [span.starts for span in self.spans]
        self.anchors = [_anchor(zone, jumps, *stretch) for stretch in zip(self.opens, closes, strict=True)]

    def _fill(self, hours_on: Callable[[int], WallRanges]) -> list[timedelta]:
        """Lay the stretches in order of time, joining those that touch; gives their closings."""
        closes = [self.starts]
        for day, start, end in self._ranges(hours_on):
            if not self.working_days or day > self.working_days[-1]:
                self.working_days.append(day)
            if start == closes[-1]:
                closes[-1] = end
                self.counted[-1] += end - start
            else:
                self.opens.append(start)
                closes.append(end)
                self.counted.append(self.counted[-1] + (end - start))
        return closes

    def _ranges(self, hours_on: Callable[[int], WallRanges]) -> Iterator[tuple[int, timedelta, timedelta]]:
        """Every range of every day, cut to what the wall clock shows in each span of the time zone."""
        for starts, ends, offset in self.spans:
            first, last = (starts + offset).days, (ends + offset).days
            for day in range(max(first, self.days.start), min(last + 1, self.days.stop)):
                midnight = timedelta(day) - offset
                for opens, closes in hours_on(day):
                    start, end = max(midnight + opens, starts), min(midnight + closes, ends)
                    if start < end:
                        yield day, start, end

    def moment_of(self, wall: timedelta) -> timedelta:
        """The first moment at which the wall clock reads this, or later when the reading is skipped in spring."""
        span = self.spans[bisect_right(self.spans, wall, key=_wall_end)]
        return max(wall - span.offset, span.starts)

    def counted_at(self, moment: timedelta) -> timedelta:
        """The opening time from the table's start to a moment in it."""
        place = bisect_right(self.opens, moment)
        counted = self.counted[place - 1] + (moment - self.opens[place - 1])
        limit = self.counted[place]
        return counted if counted < limit else limit  # noqa: FURB136  min() takes a tenth of the whole answer

    def is_open(self, moment: timedelta) -> bool:
        """Whether a moment in the table is in a stretch: its opening is, its closing is not."""
        place = bisect_right(self.opens, moment)
        return moment < self._closing(place - 1)

    def closing_of(self, day: int) -> timedelta:
        """The last closing on a working day; midnight when the helpdesk stays open through it."""
        midnight = self.moment_of(timedelta(day + 1))
        return min(self._closing(bisect_left(self.opens, midnight) - 1), midnight)

    def stretches(self, first: timedelta, last: timedelta) -> Iterator[Stretch]:
        """The stretches between two moments, cut off at both."""
        for place in range(bisect_right(self.opens, first) - 1, bisect_left(self.opens, last)):
            start, end = max(self.opens[place], first), min(self._closing(place), last)
            if start < end:
                yield start, end

    def _closing(self, place: int) -> timedelta:
        return self.opens[place] + (self.counted[place + 1] - self.counted[place])


def _anchor(zone: tzinfo, jumps: list[timedelta], opens: timedelta, closes: timedelta) -> datetime:
    """The opening as a datetime to which elapsed time can be added, up to the closing.

    In the zone when its clock runs evenly so long: adding to it is wall-clock arithmetic, and faster than converting
    every answer. In UTC when the clock jumps, or reads an hour for the second time, which an addition forgets.
    """
    in_utc = EPOCH + opens
    in_zone = in_utc.astimezone(zone)
    evenly = bisect_right(jumps, opens) == bisect_right(jumps, closes)
    return in_zone if evenly and in_zone.fold == 0 else in_utc


def _wall_end(span: Span) -> timedelta:
    return span.ends + span.offset


def _spans(zone: tzinfo, first: timedelta, last: timedelta) -> Iterator[Span]:
    """The spans of a time zone between two moments: looked for day by day, found to the second."""
    starts = moment = first
    offset = _offset_at(zone, first)
    while moment < last:
        following = min(moment + DAY, last)
        if _offset_at(zone, following) != offset:
            following = _change(zone, moment, offset)
            yield Span(starts, following, offset)
            starts, offset = following, _offset_at(zone, following)
        moment = following
    yield Span(starts, last, offset)


def _change(zone: tzinfo, moment: timedelta, offset: timedelta) -> timedelta:
    """The moment within a day at which the time zone leaves this offset."""
    seconds = range(1, 86400)
    found = bisect_left(seconds, 1, key=lambda second: _offset_at(zone, moment + timedelta(0, second)) != offset)
    return moment + timedelta(0, 1 + found)


def _offset_at(zone: tzinfo, moment: timedelta) -> timedelta:
    return (EPOCH + moment).astimezone(zone).utcoffset() or ZERO
