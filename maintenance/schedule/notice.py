"""Notice of maintenance (M4): how soon after its announcement a window may start, and by when to announce one."""

from datetime import datetime, timedelta, tzinfo

from maintenance.schedule.wall_clock import TICK, first_reading, in_utc, jump_near, last_read, readings


def earliest_start(announced_at: datetime, *, notice_hours: int, notice_days: int, zone: tzinfo) -> datetime:
    """The first moment, in `zone`, at which a window announced at a moment may start (M4).

    It is the later of so many hours, and so many calendar days at the same wall-clock time. Where the clock skips that
    time it is where the clock jumps; where it reads it twice it is the first of the two.
    """
    announced = in_utc(announced_at)
    by_hours = announced + timedelta(hours=notice_hours)
    wall = announced.astimezone(zone).replace(tzinfo=None, fold=0) + timedelta(days=notice_days)
    return max(by_hours, first_reading(wall, zone)).astimezone(zone)


def latest_announcement(starts_at: datetime, *, notice_hours: int, notice_days: int, zone: tzinfo) -> datetime:
    """The last moment, in `zone` and to the microsecond, at which a window can be announced in time (M4).

    Any later announcement is too late. An earlier one is in time, but for one made in the hour that autumn reads twice,
    the first time: by wall clock that is later than its repetition. So decide by `is_in_time`, and show this.
    """
    starts = in_utc(starts_at)
    wall = last_read(starts, zone) - timedelta(days=notice_days)
    read = [in_utc(reading) for reading in readings(wall.date(), wall.time(), zone)]
    candidates = [starts - timedelta(hours=notice_hours), *(read or [jump_near(wall, zone) - TICK])]
    terms = {"notice_hours": notice_hours, "notice_days": notice_days}
    return max(at for at in candidates if is_in_time(at, starts, zone=zone, **terms)).astimezone(zone)


def is_in_time(
    announced_at: datetime, starts_at: datetime, *, notice_hours: int, notice_days: int, zone: tzinfo
) -> bool:
    """Whether a window that starts then is announced in time at a moment (M4)."""
    earliest = earliest_start(announced_at, notice_hours=notice_hours, notice_days=notice_days, zone=zone)
    return in_utc(starts_at) >= in_utc(earliest)
