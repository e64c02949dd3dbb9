"""One window of time: whether it makes sense, what it meets (M1), the year (M3) and part of the week (M5) it is in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from agreements.opening_hours import OpeningHours
from maintenance.schedule.errors import EndsBeforeStart, NoRoom, TooLong
from maintenance.schedule.wall_clock import check_year, first_reading, in_utc, readings

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
MAX_LENGTH = timedelta(hours=72)
# How far a window is moved in search of a place: the same time next year is no answer any more.
FURTHEST_MOVE = timedelta(days=366)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A window of time from `starts_at` up to, not including, `ends_at`: given in any time zone, kept in UTC.

    Moments without a time zone are refused; whether the two make sense together is for `check_span`.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts_at", in_utc(self.starts_at))
        object.__setattr__(self, "ends_at", in_utc(self.ends_at))

    @property
    def length(self) -> timedelta:
        """The time that elapses, whatever the clock on the wall does meanwhile."""
        return self.ends_at - self.starts_at

    def local(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Start and end as the clock in `zone` reads them: to show, not to subtract."""
        return self.starts_at.astimezone(zone), self.ends_at.astimezone(zone)


def check_span(span: Span, zone: tzinfo) -> None:
    """Refuse a window outside the years 2000 to 2100, one that ends at or before its start, and one over 72 hours."""
    for at in span.local(zone):
        check_year(at.year)
    if span.ends_at <= span.starts_at:
        raise EndsBeforeStart(*span.local(zone))
    if span.length > MAX_LENGTH:
        raise TooLong(span.length, MAX_LENGTH)


def opening_overlap(span: Span, hours: OpeningHours) -> timedelta:
    """The opening time within a window, which must be none (M1). Raises `BeyondCalendar` past the calendar."""
    return hours.between(span.starts_at, span.ends_at)


def first_conflict(span: Span, hours: OpeningHours) -> tuple[datetime, datetime] | None:
    """The first opening period that a window touches (M1), in the calendar's time zone; None when it touches none.

    The whole period is given, also what lies outside the window, as far as it is on the same date.
    """
    met = next(hours.stretches(span.starts_at, span.ends_at), None)
    if met is None:
        return None
    zone = hours.timezone
    midnight = first_reading(datetime.combine(met[0].date(), time()), zone)
    next_midnight = first_reading(datetime.combine(met[0].date() + DAY, time()), zone)
    periods = hours.stretches(midnight, next_midnight)
    return next(period for period in periods if in_utc(period[1]) > span.starts_at)


def year_of(starts_at: datetime, zone: tzinfo) -> int:
    """The calendar year that a window counts in: that of its local start, also over New Year's Eve (M3)."""
    return in_utc(starts_at).astimezone(zone).year


def is_weekend(span: Span, zone: tzinfo) -> bool:
    """Whether a window is in the weekend (M5): it starts on a Saturday or Sunday, local time.

    So Saturday night is, Sunday night too although it ends on Monday, and Friday night is not: it begins on a working
    day. A public holiday during the week is no weekend.
    """
    return span.starts_at.astimezone(zone).weekday() in (SATURDAY, SUNDAY)


def overlaps(one: Span, other: Span) -> bool:
    """Whether two windows share any time; one that begins where the other ends does not."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def conflicts(span: Span, others: Iterable[Span]) -> list[Span]:
    """Those of the others that overlap a window, the earliest first."""
    return sorted(other for other in others if overlaps(span, other))


def read_twice(span: Span, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """Of the start and the end of a window, those that autumn reads twice: both moments, to say which is meant."""
    found = (readings(at.date(), at.time(), zone) for at in span.local(zone))
    return [(moments[0], moments[1]) for moments in found if len(moments) > 1]


def nearest_outside_opening(
    span: Span, hours: OpeningHours, *, not_before: datetime, taken: Iterable[Span] = ()
) -> Span:
    """The window itself, or its nearest later move of the same length, wholly outside opening hours (M1).

    It starts at or after `not_before` (M4), rounded up to a whole minute, and overlaps nothing that is `taken`.
    Raises `NoRoom` when nothing is found within a year, `BeyondCalendar` when the calendar ends before that.
    """
    others = list(taken)
    earliest = starts_at = max(span.starts_at, _whole_minute(in_utc(not_before)))
    while starts_at <= earliest + FURTHEST_MOVE:
        moved = Span(starts_at, starts_at + span.length)
        period = first_conflict(moved, hours)
        obstacles = [other.ends_at for other in conflicts(moved, others)] + ([in_utc(period[1])] if period else [])
        if not obstacles:
            return moved
        starts_at = max(obstacles)
    raise NoRoom(span.length, earliest, earliest + FURTHEST_MOVE)


def _whole_minute(at: datetime) -> datetime:
    down = at.replace(second=0, microsecond=0)
    return down if down == at else down + MINUTE
