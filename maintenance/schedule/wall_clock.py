"""Between the wall clock and moments: readings that exist once, twice (in autumn) or never (in spring)."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from maintenance.schedule.errors import NaiveMoment, NonexistentTime, YearOutOfRange

FIRST_YEAR, LAST_YEAR = 2000, 2100
TICK = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)


def in_utc(at: datetime) -> datetime:
    """The same moment in UTC, in which comparing and subtracting is exact."""
    if at.utcoffset() is None:
        raise NaiveMoment(at)
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise YearOutOfRange(at.year, FIRST_YEAR, LAST_YEAR) from None


def check_year(year: int) -> None:
    """Refuse years in which nobody plans, so that a mistyped one is found at once."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise YearOutOfRange(year, FIRST_YEAR, LAST_YEAR)


def readings(on: date, at: time, zone: tzinfo) -> tuple[datetime, ...]:
    """The moments, in order, at which the clock in this zone reads this: one, or two in autumn, or none in spring."""
    wall = _wall(on, at)
    earlier, later = wall.replace(tzinfo=zone), wall.replace(tzinfo=zone, fold=1)
    if earlier.utcoffset() == later.utcoffset():
        return (earlier,)
    read = (moment.astimezone(zone) for moment in sorted(_reading(wall, zone, fold) for fold in (0, 1)))
    return tuple(moment for moment in read if moment.replace(tzinfo=None) == wall)


def local_moment(on: date, at: time, zone: tzinfo, *, later: bool = False) -> datetime:
    """The moment, in `zone`, at which the clock there reads this date and time of day.

    A reading that spring skips is refused with `NonexistentTime`. Of a reading that autumn gives twice it is the
    earlier, or the `later` when asked; `readings` and `read_twice` give both, to say so.
    """
    found = readings(on, at, zone)
    if found:
        return found[-1 if later else 0]
    wall = _wall(on, at)
    jumps_at = jump_near(wall, zone)
    skipped_from = (jumps_at - TICK).astimezone(zone).replace(tzinfo=None) + TICK
    raise NonexistentTime(wall, jumps_at.astimezone(zone), skipped_from, zone)


def first_reading(wall: datetime, zone: tzinfo) -> datetime:
    """The first moment, in UTC, at which the clock reads this; where it jumps, when it skips this reading."""
    found = readings(wall.date(), wall.time(), zone)
    return in_utc(found[0]) if found else jump_near(wall, zone)


def last_read(at: datetime, zone: tzinfo) -> datetime:
    """The furthest that the clock in `zone` has read up to a moment: in an autumn night it goes back an hour."""
    local = in_utc(at).astimezone(zone)
    wall = local.replace(tzinfo=None, fold=0)
    if local.fold:
        wall = (jump_near(wall, zone) - TICK).astimezone(zone).replace(tzinfo=None)
    return wall


def jump_near(wall: datetime, zone: tzinfo) -> datetime:
    """The moment, in UTC, of the jump that makes the clock skip a reading, or give it twice."""
    before, after = sorted(_reading(wall, zone, fold) for fold in (0, 1))
    before = before.replace(microsecond=0)
    unchanged = before.astimezone(zone).utcoffset()
    seconds = range(1, (after - before) // SECOND + 2)
    jumped = bisect_left(
        seconds, 1, key=lambda second: (before + second * SECOND).astimezone(zone).utcoffset() != unchanged
    )
    return before + seconds[jumped] * SECOND


def _wall(on: date, at: time) -> datetime:
    if at.tzinfo is not None:
        raise NaiveMoment(at)
    check_year(on.year)
    return datetime.combine(on, at.replace(fold=0))


def _reading(wall: datetime, zone: tzinfo, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
