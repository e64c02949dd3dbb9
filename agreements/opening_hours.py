"""When the helpdesk is open, and what that makes of a duration: pure arithmetic of opening time, for any calendar.

No Django, no I/O, no clock of its own. docs/adr/0002-opening-hours-engine.md says how it counts, and why so.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from agreements.timetable import DAY, EPOCH, ZERO, Timetable, WallRanges, day_number

Hours = Sequence[tuple[time, time]]
Weekly = Mapping[int, Hours]

TICK = timedelta(microseconds=1)
YEAR = 366
EPOCH_WEEKDAY = EPOCH.weekday()
# Without an end of its own a calendar still answers for these dates only: it bounds what a mistyped year can cost.
FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2199, 12, 31)


class OpeningHoursError(ValueError):
    """Hours that make no sense, or a question that has no answer; with a sentence that says why."""


class NaiveMoment(OpeningHoursError):
    """A moment without a time zone."""

    def __init__(self, at: object) -> None:
        super().__init__(f"A moment needs a time zone, and {at!r} has none.")


class NeverOpens(OpeningHoursError):
    """The calendar has no opening left in which the answer could lie."""


class BeyondCalendar(OpeningHoursError):
    """The answer lies outside the dates that the calendar answers for."""


def since_epoch(at: datetime) -> timedelta:
    """The time from 1970 in UTC to an aware moment: to compare and subtract without the traps of daylight saving."""
    try:
        return at - EPOCH
    except TypeError:
        raise NaiveMoment(at) from None


class OpeningHours:
    """The hours of a helpdesk, and the arithmetic of opening time over them.

    `weekly` gives wall-clock ranges by weekday (Monday = 0), `exceptions` those that replace a date's own (none: closed
    all day), `changes` other weekly hours from a date on, `until` the last date answered for. Ranges are half-open, in
    any order, and may touch or overlap; `time(0)` as a closing is 24:00. Moments asked about are aware, in any time
    zone (else `NaiveMoment`); answers are in the calendar's own. It never changes, and threads may share it.
    """

    __slots__ = ("_changes", "_closed_after", "_exceptions", "_first_day", "_last_day", "_table", "_weeklies", "_zone")

    def __init__(
        self,
        timezone: str | tzinfo,
        weekly: Weekly,
        exceptions: Mapping[date, Hours] | None = None,
        *,
        changes: Mapping[date, Weekly] | None = None,
        until: date | None = None,
    ) -> None:
        changed = sorted((changes or {}).items())
        self._zone = ZoneInfo(timezone) if isinstance(timezone, str) else timezone
        self._exceptions = {day_number(on): _wall_ranges(hours) for on, hours in (exceptions or {}).items()}
        self._changes = [day_number(on) for on, _ in changed]
        self._weeklies = [_wall_week(weekly), *(_wall_week(hours) for _, hours in changed)]
        self._first_day = day_number(FIRST_DATE)
        self._last_day = day_number(until or LAST_DATE)
        self._closed_after = self._last_opening_day()
        self._table: Timetable | None = None

    @property
    def timezone(self) -> tzinfo:
        """The time zone of the hours and of every answer."""
        return self._zone

    def is_open(self, at: datetime) -> bool:
        """Whether the helpdesk is open at this moment: an opening is in, a closing is out (H1)."""
        moment = since_epoch(at)
        return self._covering(moment, moment + TICK).is_open(moment)

    def next_opening(self, at: datetime) -> datetime:
        """The first moment from `at` on at which the helpdesk is open: `at` itself when it is open then (H4)."""
        moment = since_epoch(at)
        table = self._covering(moment, moment)
        if table.is_open(moment):
            return at.astimezone(self._zone)
        following = bisect_right(table.opens, moment)
        if following == len(table.opens):
            self._extend(table)
            return self.next_opening(at)
        return self._local(table.opens[following])

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The moment at which `duration` of opening time has passed since `start` (N1 to N4).

        Time that runs out at a closing is due at that closing; nothing added gives `start`. Refuses a negative
        duration; raises `NeverOpens` or `BeyondCalendar` when the calendar has less opening time left.
        """
        moment = since_epoch(start)
        table = self._covering(moment, moment)
        if duration <= ZERO:
            return self._unmoved(start, duration)
        counted = table.counted
        due = table.counted_at(moment) + duration
        place = bisect_left(counted, due) - 1
        if place == len(table.opens):
            self._extend(table)
            return self.add(start, duration)
        return (table.anchors[place] + (due - counted[place])).astimezone(self._zone)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The opening time between two moments, negative when they are reversed (H5)."""
        first, last = since_epoch(start), since_epoch(end)
        table = self._covering(first, last)
        return table.counted_at(last) - table.counted_at(first)

    def add_working_days(self, start: datetime, n: int) -> datetime:
        """The moment at which `n` working days have passed since `start`, as W2 counts them.

        A working day is a date with opening time on it. A start in closed time counts from the next opening. A start at
        a day's opening has that whole day as its first, and is due at the closing of the last. Any other start is due
        at the same wall-clock time on the n-th working day after its own, or at that day's closing when it is earlier.
        """
        if n <= 0:
            return self._unmoved(start, n * DAY)
        opening = self.next_opening(start)
        moment, today = since_epoch(opening), day_number(opening)
        table = self._covering(moment, moment)
        whole_day = table.counted_at(moment) == table.counted_at(table.moment_of(timedelta(today)))
        place = bisect_left(table.working_days, today) + n - whole_day
        if place >= len(table.working_days):
            self._extend(table)
            return self.add_working_days(start, n)
        day = table.working_days[place]
        due = table.closing_of(day)
        if not whole_day:
            due = min(due, table.moment_of(timedelta(day) + _since_midnight(opening.time())))
        return self._local(due)

    def differing_days(self, other: "OpeningHours", first: date, last: date) -> list[date]:
        """The dates, both ends included, on which two calendars of one time zone have other hours."""
        days = range(day_number(first), day_number(last) + 1)
        return [_date(day) for day in days if self._hours_on(day) != other._hours_on(day)]  # noqa: SLF001 - its like

    @property
    def until(self) -> date:
        """The last date answered for."""
        return _date(self._last_day)

    def stretches(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The counted stretches between two moments, which explain a deadline; none when the moments are reversed."""
        first, last = since_epoch(start), since_epoch(end)
        stretches = self._covering(first, last).stretches(first, last)
        return ((self._local(opens), self._local(closes)) for opens, closes in stretches)

    def _local(self, moment: timedelta) -> datetime:
        return (EPOCH + moment).astimezone(self._zone)

    def _unmoved(self, start: datetime, amount: timedelta) -> datetime:
        if amount < ZERO:
            raise OpeningHoursError(f"Time is counted forwards, and {amount!r} is negative.")
        moment = since_epoch(start)
        self._covering(moment, moment)
        return start.astimezone(self._zone)

    def _hours_on(self, day: int) -> WallRanges:
        hours = self._exceptions.get(day)
        if hours is None:
            weekly = self._weeklies[bisect_right(self._changes, day)]
            hours = weekly[(day + EPOCH_WEEKDAY) % 7]
        return hours

    def _last_opening_day(self) -> int | None:
        """The day after which nothing opens any more; None when the last weekly hours go on."""
        if any(self._weeklies[bisect_right(self._changes, self._last_day)]):
            return None
        dated = [day for day in (*self._exceptions, *self._changes) if day <= self._last_day]
        return max(dated, default=self._first_day)

    def _covering(self, first: timedelta, last: timedelta) -> Timetable:
        """A timetable that reaches both moments: the one at hand, or a wider one in its place."""
        table = self._table
        if table and table.starts <= first <= table.ends and table.starts <= last <= table.ends:
            return table
        return self._widened(min(first, last), max(first, last))

    def _widened(self, first: timedelta, last: timedelta) -> Timetable:
        # A local date is at most one away from the date in UTC.
        earliest, latest = first.days - 1, last.days + 1
        if latest >= self._first_day and earliest <= self._last_day:
            table = self._build(earliest, latest)
            if table.starts <= first and last <= table.ends:
                return table
        raise BeyondCalendar(
            f"This calendar answers from {_date(self._first_day)} up to and including {_date(self._last_day)} only."
        )

    def _extend(self, table: Timetable) -> None:
        """Widen the timetable forwards, or say why no later opening can be found."""
        if self._closed_after is not None and table.days.stop > self._closed_after:
            raise NeverOpens("This calendar has no further opening in which the answer could lie.")
        if table.days.stop > self._last_day:
            raise BeyondCalendar(f"This calendar answers up to and including {_date(self._last_day)} only.")
        self._build(table.days.start, table.days.stop)

    def _build(self, earliest: int, latest: int) -> Timetable:
        """Put in place a timetable of these days, all it had, and a good measure more, so as to be built seldom."""
        days = self._table.days if self._table else range(latest, latest)
        slack = YEAR + len(days) // 4
        start = days.start if days.start <= earliest else max(earliest - slack, self._first_day)
        stop = days.stop if latest < days.stop else min(latest + slack, self._last_day) + 1
        if range(start, stop) != days or self._table is None:
            self._table = Timetable(self._zone, range(start, stop), self._hours_on)
        return self._table


def _wall_week(weekly: Weekly) -> tuple[WallRanges, ...]:
    strange = sorted(set(weekly) - set(range(7)))
    if strange:
        raise OpeningHoursError(f"A week has days 0 (Monday) to 6 (Sunday), and no {strange}.")
    return tuple(_wall_ranges(weekly.get(weekday, ())) for weekday in range(7))


def _wall_ranges(hours: Hours) -> WallRanges:
    """Ranges as time since midnight, in order, with what touches or overlaps joined."""
    joined: list[tuple[timedelta, timedelta]] = []
    for opens, closes in sorted(_wall_range(*hour) for hour in hours):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _wall_range(opens: time, closes: time) -> tuple[timedelta, timedelta]:
    start, end = _since_midnight(opens), _since_midnight(closes) or DAY
    if end <= start:
        raise OpeningHoursError(f"Hours from {opens} to {closes} end before they begin; split a night by date.")
    return start, end


def _since_midnight(at: time) -> timedelta:
    if at.tzinfo is not None:
        raise OpeningHoursError(f"Hours are read from the wall clock, and {at!r} names a time zone.")
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(day)
