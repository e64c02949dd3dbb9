"""Notice of maintenance (M4) and local times by example, the clock changes above all."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from maintenance.schedule import (
    NaiveMoment,
    NonexistentTime,
    YearOutOfRange,
    earliest_start,
    is_in_time,
    latest_announcement,
    local_moment,
    read_twice,
    readings,
)
from tests.maintenance.windows import AMSTERDAM, local, named, span

TICK = timedelta(microseconds=1)
HAVANA = ZoneInfo("America/Havana")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)

# Announced, and the earliest start with 72 hours and 3 calendar days of notice.
EARLIEST = {
    "three days later at the same time": ("2026-11-24 10:12", "2026-11-27 10:12"),
    "to the second": ("2026-11-24 10:12:34", "2026-11-27 10:12:34"),
    "over a weekend": ("2026-11-27 16:00", "2026-11-30 16:00"),
    "over a year's end": ("2026-12-30 22:00", "2027-01-02 22:00"),
    "over the last of February": ("2026-02-26 09:00", "2026-03-01 09:00"),
    "over a leap day": ("2028-02-27 09:00", "2028-03-01 09:00"),
    "over spring the hours are later": ("2026-03-27 10:00", "2026-03-30 11:00"),
    "over autumn the days are later": ("2026-10-23 10:00", "2026-10-26 10:00"),
    "just before spring's change": ("2026-03-26 01:59:59", "2026-03-29 01:59:59"),
    "to the hour that spring skips": ("2026-03-26 02:30", "2026-03-29 03:30"),
    "to where spring's clock jumps to": ("2026-03-26 03:00", "2026-03-29 04:00"),
    "to the hour that autumn reads twice: its first": ("2026-10-22 02:30", "2026-10-25 02:30"),
    "to the end of that hour: the days are later": ("2026-10-22 03:00", "2026-10-25 03:00"),
    "in the repeated hour, the first time: the days are later": ("2026-10-25 02:30", "2026-10-28 02:30"),
    "in the repeated hour, the second time": ("2026-10-25 02:30*", "2026-10-28 02:30"),
    "right after spring's change": ("2026-03-29 03:00", "2026-04-01 03:00"),
}

# The notice in hours and in days, a start, and the last moment to announce it.
LATEST = {
    "three days before at the same time": (72, 3, "2026-11-27 10:12", "2026-11-24 10:12"),
    "the picture's window": (72, 3, "2026-12-05 22:00", "2026-12-02 22:00"),
    "over a year's end": (72, 3, "2027-01-02 22:00", "2026-12-30 22:00"),
    "over spring the hours count": (72, 3, "2026-03-30 11:00", "2026-03-27 10:00"),
    "over autumn the days count": (72, 3, "2026-10-26 10:00", "2026-10-23 10:00"),
    "the repeated hour, the second time": (72, 3, "2026-10-25 02:30*", "2026-10-22 02:59:59.999999"),
    "the repeated hour, the first time": (72, 3, "2026-10-25 02:30", "2026-10-22 02:30"),
    "announced in the repeated hour: its second reading": (72, 3, "2026-10-28 02:30", "2026-10-25 02:30*"),
    "days alone, over spring": (0, 3, "2026-03-30 11:00", "2026-03-27 11:00"),
    "days alone, where spring's clock jumps to": (0, 3, "2026-03-29 03:00", "2026-03-26 03:00"),
    "days alone, announced right before spring's jump": (0, 3, "2026-04-01 02:30", "2026-03-29 01:59:59.999999"),
    "days alone, announced in the repeated hour": (0, 3, "2026-10-28 02:30", "2026-10-25 02:30*"),
    "hours alone": (72, 0, "2026-10-26 10:00", "2026-10-23 11:00"),
    "days that exceed the hours": (72, 5, "2026-11-27 10:12", "2026-11-22 10:12"),
    "hours that exceed the days": (100, 3, "2026-11-27 10:00", "2026-11-23 06:00"),
    "no notice at all": (0, 0, "2026-11-27 10:12", "2026-11-27 10:12"),
}

EXISTING = {
    "an ordinary evening": (date(2026, 11, 28), time(22), "2026-11-28 22:00", "2026-11-28 22:00"),
    "to the second": (date(2026, 11, 28), time(22, 0, 1), "2026-11-28 22:00:01", "2026-11-28 22:00:01"),
    "right before spring's gap": (SPRING, time(1, 59, 59), "2026-03-29 01:59:59", "2026-03-29 01:59:59"),
    "right after spring's gap": (SPRING, time(3), "2026-03-29 03:00", "2026-03-29 03:00"),
    "right before the repeated hour": (AUTUMN, time(1, 59, 59), "2026-10-25 01:59:59", "2026-10-25 01:59:59"),
    "the repeated hour begins": (AUTUMN, time(2), "2026-10-25 02:00", "2026-10-25 02:00*"),
    "within the repeated hour": (AUTUMN, time(2, 30), "2026-10-25 02:30", "2026-10-25 02:30*"),
    "the repeated hour ends": (AUTUMN, time(2, 59, 59), "2026-10-25 02:59:59", "2026-10-25 02:59:59*"),
    "right after the repeated hour": (AUTUMN, time(3), "2026-10-25 03:00", "2026-10-25 03:00"),
}


@pytest.mark.parametrize(("announced_at", "starts_at"), named(EARLIEST))
def test_m4_a_window_starts_after_72_hours_and_three_days(announced_at: str, starts_at: str) -> None:
    earliest = earliest_start(local(announced_at), notice_hours=72, notice_days=3, zone=AMSTERDAM)
    assert earliest.astimezone(UTC) == local(starts_at).astimezone(UTC)
    assert earliest.tzinfo is AMSTERDAM


def test_m4_days_alone_end_where_spring_skips_their_time() -> None:
    earliest = earliest_start(local("2026-03-26 02:30"), notice_hours=0, notice_days=3, zone=AMSTERDAM)
    assert earliest.astimezone(UTC) == local("2026-03-29 03:00").astimezone(UTC)


@pytest.mark.parametrize(("hours", "days", "starts_at", "announced_at"), named(LATEST))
def test_m4_the_last_moment_to_announce(hours: int, days: int, starts_at: str, announced_at: str) -> None:
    terms = {"notice_hours": hours, "notice_days": days}
    latest = latest_announcement(local(starts_at), zone=AMSTERDAM, **terms)
    assert latest.astimezone(UTC) == local(announced_at).astimezone(UTC)
    assert latest.tzinfo is AMSTERDAM
    assert is_in_time(latest, local(starts_at), zone=AMSTERDAM, **terms)
    assert not is_in_time(latest.astimezone(UTC) + TICK, local(starts_at), zone=AMSTERDAM, **terms)


def test_m4_notice_counts_by_the_clock_of_the_zone_whatever_zone_is_given() -> None:
    terms = {"notice_hours": 72, "notice_days": 3}
    for at in (local("2026-10-23 10:00"), local("2026-10-23 10:00").astimezone(UTC)):
        assert earliest_start(at, zone=AMSTERDAM, **terms) == local("2026-10-26 10:00")
        assert earliest_start(at, zone=UTC, **terms) == local("2026-10-26 09:00").astimezone(UTC)


def test_m4_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 24, 10, 12)  # noqa: DTZ001  what is refused
    with pytest.raises(NaiveMoment):
        earliest_start(naive, notice_hours=72, notice_days=3, zone=AMSTERDAM)
    with pytest.raises(NaiveMoment):
        latest_announcement(naive, notice_hours=72, notice_days=3, zone=AMSTERDAM)


@pytest.mark.parametrize(("on", "at", "earlier", "later"), named(EXISTING))
def test_a_local_time_that_exists_is_a_moment(on: date, at: time, earlier: str, later: str) -> None:
    first, last = local_moment(on, at, AMSTERDAM), local_moment(on, at, AMSTERDAM, later=True)
    assert first.astimezone(UTC) == local(earlier).astimezone(UTC)
    assert last.astimezone(UTC) == local(later).astimezone(UTC)
    assert [moment.astimezone(UTC) for moment in readings(on, at, AMSTERDAM)] == sorted(
        {first.astimezone(UTC), last.astimezone(UTC)}
    )


@pytest.mark.parametrize("at", [time(2), time(2, 30), time(2, 59, 59), time(2, 59, 59, 999999), time(2, 30, fold=1)])
def test_a_local_time_that_spring_skips_is_refused_and_says_what_is_skipped(at: time) -> None:
    with pytest.raises(NonexistentTime, match="02:00:00 to 2026-03-29 03:00:00") as refused:
        local_moment(SPRING, at, AMSTERDAM, later=True)
    assert refused.value.wall == datetime.combine(SPRING, at)
    assert refused.value.jumps_at == local("2026-03-29 03:00")
    assert (refused.value.skipped_from.time(), refused.value.skipped_to.time()) == (time(2), time(3))
    assert readings(SPRING, at, AMSTERDAM) == ()


def test_a_clock_that_jumps_at_midnight_has_no_midnight_then() -> None:
    with pytest.raises(NonexistentTime) as refused:
        local_moment(date(2026, 3, 8), time(0), HAVANA)
    assert refused.value.skipped_to == datetime(2026, 3, 8, 1)  # noqa: DTZ001  a reading of the clock


@pytest.mark.parametrize("year", [1, 1900, 1999, 2101, 9999])
def test_a_local_time_in_a_year_of_no_use_is_refused(year: int) -> None:
    with pytest.raises(YearOutOfRange) as refused:
        local_moment(date(year, 6, 1), time(22), AMSTERDAM)
    assert refused.value.year == year


def test_a_time_of_day_with_a_zone_is_refused() -> None:
    with pytest.raises(NaiveMoment):
        local_moment(SPRING, time(22, tzinfo=UTC), AMSTERDAM)


@pytest.mark.parametrize(
    ("window", "twice"),
    [
        ("2026-11-28 22:00 > 23:00", []),
        ("2026-10-25 00:00 > 06:00", []),
        ("2026-10-25 02:30 > 06:00", ["02:30"]),
        ("2026-10-25 00:00 > 02:15*", ["02:15"]),
        ("2026-10-25 02:30 > 02:15*", ["02:30", "02:15"]),
        ("2026-03-29 01:30 > 03:30", []),
    ],
)
def test_a_window_tells_which_of_its_times_are_read_twice(window: str, twice: list[str]) -> None:
    expected = [(local(f"2026-10-25 {at}"), local(f"2026-10-25 {at}*")) for at in twice]
    found = read_twice(span(window), AMSTERDAM)
    assert [[at.astimezone(UTC) for at in both] for both in found] == [
        [at.astimezone(UTC) for at in both] for both in expected
    ]
