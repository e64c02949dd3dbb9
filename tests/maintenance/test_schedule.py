"""The rules of planned maintenance by example: outside opening hours (M1), the year (M3), the weekend (M5), sense."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from agreements.opening_hours import BeyondCalendar
from maintenance.schedule import (
    EndsBeforeStart,
    NaiveMoment,
    NoRoom,
    SchedulingError,
    Span,
    TooLong,
    YearOutOfRange,
    check_span,
    conflicts,
    first_conflict,
    is_weekend,
    nearest_outside_opening,
    opening_overlap,
    overlaps,
    year_of,
)
from tests.maintenance.windows import AMSTERDAM, DESK, NIGHT_SHIFT, local, named, span, spoken

ALLOWED = {
    "ends at the opening to the second": ("2026-11-24 06:00 > 08:30",),
    "begins at the closing to the second": ("2026-11-24 17:00 > 19:00",),
    "from closing to the next opening": ("2026-11-24 17:00 > 2026-11-25 08:30",),
    "the night over midnight": ("2026-11-24 22:00 > 2026-11-25 02:00",),
    "begins at midnight": ("2026-11-25 00:00 > 04:00",),
    "ends at midnight": ("2026-11-24 20:00 > 2026-11-25 00:00",),
    "Saturday night": ("2026-12-05 22:00 > 2026-12-06 02:00",),
    "Saturday in daytime": ("2026-12-05 09:00 > 17:00",),
    "Sunday morning": ("2026-12-06 06:00 > 10:00",),
    "the whole weekend": ("2026-12-04 17:00 > 2026-12-07 08:30",),
    "Ascension Day at noon": ("2026-05-14 12:00 > 14:00",),
    "Ascension Day as a whole and both nights": ("2026-05-13 17:00 > 2026-05-15 08:30",),
    "Easter Monday": ("2026-04-06 08:30 > 17:00",),
    "King's Day": ("2026-04-27 10:00 > 11:00",),
    "Christmas Day": ("2026-12-25 08:00 > 20:00",),
    "Christmas Eve after its early closing": ("2026-12-24 12:00 > 17:00",),
    "Christmas Eve's closing until Monday": ("2026-12-24 17:00 > 2026-12-27 17:00",),
    "New Year's Eve into New Year's Day": ("2026-12-31 22:00 > 2027-01-01 04:00",),
    "in the lunch break of a dated day": ("2026-12-03 12:00 > 13:00",),
    "the rest of a Saturday with opening hours": ("2026-11-28 12:00 > 23:00",),
    "the night of spring": ("2026-03-29 00:00 > 06:00",),
    "the night of autumn": ("2026-10-25 00:00 > 06:00",),
    "the whole weekend of spring": ("2026-03-27 17:00 > 2026-03-30 08:30",),
    "the whole weekend of autumn": ("2026-10-23 17:00 > 2026-10-26 08:30",),
    "to the last day of the calendar": ("2027-12-31 17:00 > 2028-01-01 00:00",),
}

REFUSED = {
    "ends a second after the opening": ("2026-11-24 06:00 > 08:30:01", 1, "2026-11-24 08:30 > 17:00"),
    "begins a second before the closing": ("2026-11-24 16:59:59 > 19:00", 1, "2026-11-24 08:30 > 17:00"),
    "within opening hours": ("2026-11-24 10:00 > 11:00", 3600, "2026-11-24 08:30 > 17:00"),
    "a single second of opening hours": ("2026-11-24 12:00 > 12:00:01", 1, "2026-11-24 08:30 > 17:00"),
    "around a whole day": ("2026-11-24 06:00 > 20:00", 30600, "2026-11-24 08:30 > 17:00"),
    "two days": ("2026-11-24 16:00 > 2026-11-25 09:30", 7200, "2026-11-24 08:30 > 17:00"),
    "the weekend a minute long": ("2026-12-04 17:00 > 2026-12-07 08:31", 60, "2026-12-07 08:30 > 17:00"),
    "the weekend a minute early": ("2026-12-04 16:59 > 2026-12-07 08:30", 60, "2026-12-04 08:30 > 17:00"),
    "Saturday with opening hours of its own": ("2026-11-28 11:00 > 13:00", 3600, "2026-11-28 10:00 > 12:00"),
    "Good Friday, which is a working day": ("2026-04-03 12:00 > 13:00", 3600, "2026-04-03 08:30 > 17:00"),
    "the day after Ascension Day": ("2026-05-15 12:00 > 13:00", 3600, "2026-05-15 08:30 > 17:00"),
    "Christmas Eve until its early closing": ("2026-12-24 11:59 > 14:00", 60, "2026-12-24 08:30 > 12:00"),
    "into the afternoon of a dated day": ("2026-12-03 12:00 > 13:30", 1800, "2026-12-03 13:00 > 17:00"),
    "New Year's Eve, which is a working day": ("2026-12-31 16:00 > 20:00", 3600, "2026-12-31 08:30 > 17:00"),
    "the Monday after spring": ("2026-03-29 22:00 > 2026-03-30 08:30:01", 1, "2026-03-30 08:30 > 17:00"),
    "the Monday after autumn": ("2026-10-25 22:00 > 2026-10-26 08:30:01", 1, "2026-10-26 08:30 > 17:00"),
}

YEARS = {
    "New Year's Eve counts in the old year": ("2026-12-31 23:59:59", 2026),
    "New Year's Eve in the evening": ("2026-12-31 22:00", 2026),
    "New Year's Day counts in the new year": ("2027-01-01 00:00", 2027),
    "by the local clock, not UTC's": ("2027-01-01 00:30", 2027),
    "summer": ("2026-07-01 00:00", 2026),
}

WEEKENDS = {
    "Saturday begins": ("2026-11-28 00:00 > 02:00", True),
    "Saturday night": ("2026-11-28 22:00 > 2026-11-29 02:00", True),
    "Sunday morning": ("2026-11-29 06:00 > 10:00", True),
    "Sunday night into Monday": ("2026-11-29 23:59:59 > 2026-11-30 04:00", True),
    "Monday's first moment": ("2026-11-30 00:00 > 04:00", False),
    "Friday's last moment": ("2026-11-27 23:59:59 > 2026-11-28 06:00", False),
    "Friday night": ("2026-11-27 22:00 > 2026-11-28 02:00", False),
    "Wednesday night": ("2026-11-25 22:00 > 23:00", False),
    "Ascension Day": ("2026-05-14 12:00 > 14:00", False),
    "King's Day on a Monday": ("2026-04-27 12:00 > 14:00", False),
    "Christmas on a Friday": ("2026-12-25 12:00 > 14:00", False),
    "Saturday by the local clock, Friday by UTC's": ("2026-11-28 00:30 > 04:00", True),
    "Monday by the local clock, Sunday by UTC's": ("2026-11-30 00:30 > 04:00", False),
}

OVERLAPS = {
    "the same": ("2026-11-28 22:00 > 23:00", "2026-11-28 22:00 > 23:00", True),
    "one within the other": ("2026-11-28 20:00 > 23:00", "2026-11-28 21:00 > 22:00", True),
    "by a second": ("2026-11-28 20:00 > 22:00:01", "2026-11-28 22:00 > 23:00", True),
    "one begins where the other ends": ("2026-11-28 20:00 > 22:00", "2026-11-28 22:00 > 23:00", False),
    "apart": ("2026-11-28 20:00 > 21:00", "2026-11-28 22:00 > 23:00", False),
    "over midnight": ("2026-11-28 22:00 > 2026-11-29 02:00", "2026-11-29 01:00 > 03:00", True),
    "both readings of an autumn hour": ("2026-10-25 02:15 > 02:45", "2026-10-25 02:15* > 02:45*", False),
    "through both readings": ("2026-10-25 02:15 > 02:30*", "2026-10-25 02:15* > 02:45*", True),
}

SENSIBLE = {
    "a second": ("2026-11-28 22:00 > 22:00:01",),
    "72 hours to the second": ("2026-12-25 00:00 > 2026-12-28 00:00",),
    "71 hours by the wall clock of spring": ("2026-03-28 00:00 > 2026-03-31 01:00",),
    "the first moment of 2000": ("2000-01-01 00:00 > 01:00",),
    "the last evening of 2100": ("2100-12-31 22:00 > 23:59",),
    "the repeated hour, from its first reading to its second": ("2026-10-25 02:30 > 02:30*",),
}

SENSELESS = {
    "the end before the start": ("2026-11-28 22:00 > 21:00", EndsBeforeStart),
    "the end at the start": ("2026-11-28 22:00 > 22:00", EndsBeforeStart),
    "from the second reading back to the first": ("2026-10-25 02:30* > 02:45", EndsBeforeStart),
    "a second over 72 hours": ("2026-12-25 00:00 > 2026-12-28 00:00:01", TooLong),
    "72 hours by the wall clock of autumn": ("2026-10-24 00:00 > 2026-10-27 00:00", TooLong),
    "thirty days": ("2026-11-01 00:00 > 2026-12-01 00:00", TooLong),
    "the year 1900": ("1900-01-01 22:00 > 23:00", YearOutOfRange),
    "the year 1999": ("1999-12-31 23:00 > 2000-01-01 01:00", YearOutOfRange),
    "the year 2101": ("2101-01-01 00:00 > 01:00", YearOutOfRange),
    "an end in 2101": ("2100-12-31 22:00 > 2101-01-01 00:00", YearOutOfRange),
    "the year 9999": ("9999-12-31 22:00 > 23:00", YearOutOfRange),
    "the year 9999 as the end": ("2026-11-28 22:00 > 9999-12-31 23:59", YearOutOfRange),
}

NEAREST = {
    "stays where it is": ("2026-11-24 18:00 > 20:00", "2026-11-24 18:00 > 20:00"),
    "stays, touching both edges": ("2026-11-24 17:00 > 2026-11-25 08:30", "2026-11-24 17:00 > 2026-11-25 08:30"),
    "from the day to its closing": ("2026-11-24 10:00 > 12:00", "2026-11-24 17:00 > 19:00"),
    "from just before the opening to the closing": ("2026-11-24 08:00 > 09:00", "2026-11-24 17:00 > 18:00"),
    "too long for a night: to the weekend": (
        "2026-11-30 10:00 > 2026-12-01 10:00",
        "2026-12-04 17:00 > 2026-12-05 17:00",
    ),
    "keeps its real length over spring": ("2026-03-27 10:00 > 2026-03-28 22:00", "2026-03-27 17:00 > 2026-03-29 06:00"),
    "into a lunch break": ("2026-12-03 11:30 > 12:30", "2026-12-03 12:00 > 13:00"),
    "past a lunch break that is too short": ("2026-12-03 11:30 > 12:31", "2026-12-03 17:00 > 18:01"),
    "to an early closing": ("2026-12-24 10:00 > 12:00", "2026-12-24 12:00 > 14:00"),
    "longer than a weekend: to Christmas": (
        "2026-11-30 17:00 > 2026-12-03 17:00",
        "2026-12-24 12:00 > 2026-12-27 12:00",
    ),
}


@pytest.mark.parametrize("window", named(ALLOWED))
def test_m1_a_window_outside_opening_hours_is_allowed(window: str) -> None:
    assert opening_overlap(span(window), DESK) == timedelta()
    assert first_conflict(span(window), DESK) is None


@pytest.mark.parametrize(("window", "seconds", "met"), named(REFUSED))
def test_m1_a_window_that_touches_opening_hours_is_refused_and_says_which(window: str, seconds: int, met: str) -> None:
    assert opening_overlap(span(window), DESK) == timedelta(seconds=seconds)
    period = first_conflict(span(window), DESK)
    assert period is not None
    assert spoken(Span(*period)) == met
    assert period[0].tzinfo is AMSTERDAM


def test_m1_an_opening_without_end_is_told_by_the_date() -> None:
    period = first_conflict(span("2026-11-24 22:00 > 2026-11-25 02:00"), NIGHT_SHIFT)
    assert period is not None
    assert spoken(Span(*period)) == "2026-11-24 00:00 > 2026-11-25 00:00"


@pytest.mark.parametrize("window", ["2027-12-31 17:00 > 2028-01-01 00:00:01", "2028-05-01 22:00 > 23:00"])
def test_m1_past_the_calendar_nothing_is_open_or_closed(window: str) -> None:
    with pytest.raises(BeyondCalendar, match="2027-12-31"):
        opening_overlap(span(window), DESK)
    with pytest.raises(BeyondCalendar, match="2027-12-31"):
        first_conflict(span(window), DESK)


@pytest.mark.parametrize(("starts_at", "year"), named(YEARS))
def test_m3_a_window_counts_in_the_year_of_its_local_start(starts_at: str, year: int) -> None:
    assert year_of(local(starts_at), AMSTERDAM) == year
    assert year_of(local(starts_at).astimezone(UTC), AMSTERDAM) == year


@pytest.mark.parametrize(("window", "expected"), named(WEEKENDS))
def test_m5_a_window_is_in_the_weekend_by_its_local_start(window: str, *, expected: bool) -> None:
    assert is_weekend(span(window), AMSTERDAM) is expected


@pytest.mark.parametrize(("one", "other", "expected"), named(OVERLAPS))
def test_windows_overlap_when_they_share_time(one: str, other: str, *, expected: bool) -> None:
    assert overlaps(span(one), span(other)) is expected
    assert overlaps(span(other), span(one)) is expected


def test_conflicts_are_those_that_overlap_the_earliest_first() -> None:
    before, late, early, after = (
        span(f"2026-11-28 {hours}") for hours in ("18:00 > 20:00", "22:00 > 23:00", "19:00 > 21:00", "23:00 > 23:30")
    )
    assert conflicts(span("2026-11-28 20:00 > 23:00"), [before, late, early, after]) == [early, late]
    assert conflicts(span("2026-11-28 20:00 > 23:00"), []) == []


@pytest.mark.parametrize("window", named(SENSIBLE))
def test_a_window_that_makes_sense_passes(window: str) -> None:
    check_span(span(window), AMSTERDAM)


@pytest.mark.parametrize(("window", "kind"), named(SENSELESS))
def test_a_window_that_makes_no_sense_is_refused(window: str, kind: type[SchedulingError]) -> None:
    with pytest.raises(SchedulingError) as refused:
        check_span(span(window), AMSTERDAM)
    assert type(refused.value) is kind


def test_refusals_carry_what_a_sentence_needs() -> None:
    with pytest.raises(TooLong) as long:
        check_span(span("2026-11-01 00:00 > 2026-12-01 00:00"), AMSTERDAM)
    assert (long.value.length, long.value.most) == (timedelta(days=30), timedelta(hours=72))
    with pytest.raises(YearOutOfRange) as year:
        check_span(span("1900-01-01 22:00 > 23:00"), AMSTERDAM)
    assert (year.value.year, year.value.first, year.value.last) == (1900, 2000, 2100)
    with pytest.raises(EndsBeforeStart) as reversed_:
        check_span(span("2026-11-28 22:00 > 21:00"), AMSTERDAM)
    assert (reversed_.value.starts_at, reversed_.value.ends_at) == (
        local("2026-11-28 22:00"),
        local("2026-11-28 21:00"),
    )


def test_a_moment_without_a_zone_is_refused_as_soon_as_a_window_is_made_of_it() -> None:
    naive, aware = datetime(2026, 11, 28, 22), local("2026-11-28 23:00")  # noqa: DTZ001  what is refused
    for moments in ((naive, aware), (aware, naive)):
        with pytest.raises(NaiveMoment) as refused:
            Span(*moments)
        assert refused.value.at is naive


def test_a_moment_that_utc_has_no_year_for_is_refused() -> None:
    with pytest.raises(YearOutOfRange):
        Span(local("0001-01-01 00:00"), local("2026-11-28 23:00"))


def test_the_same_window_is_equal_in_any_zone_and_lasts_what_elapses() -> None:
    autumn = span("2026-10-25 02:30 > 02:30*")
    assert autumn == Span(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert autumn.length == timedelta(hours=1)
    assert span("2026-03-29 01:00 > 04:00").length == timedelta(hours=2)


@pytest.mark.parametrize(("window", "moved"), named(NEAREST))
def test_m1_the_nearest_move_lies_outside_opening_hours(window: str, moved: str) -> None:
    found = nearest_outside_opening(span(window), DESK, not_before=local("2026-01-01 00:00"))
    assert spoken(found) == moved


@pytest.mark.parametrize(
    ("not_before", "moved"),
    [
        ("2026-12-04 12:00", "2026-12-04 17:00 > 19:00"),
        ("2026-12-05 10:12", "2026-12-05 10:12 > 12:12"),
        ("2026-12-05 10:12:00.000001", "2026-12-05 10:13 > 12:13"),
    ],
)
def test_m4_the_nearest_move_keeps_the_notice_to_the_minute(not_before: str, moved: str) -> None:
    found = nearest_outside_opening(span("2026-11-24 18:00 > 20:00"), DESK, not_before=local(not_before))
    assert spoken(found) == moved


def test_the_nearest_move_makes_room_for_what_is_taken() -> None:
    taken = [span("2026-11-24 17:30 > 18:00"), span("2026-11-24 19:00 > 22:00"), span("2026-11-24 21:00 > 23:30")]
    window = span("2026-11-24 16:00 > 17:30")
    moved = nearest_outside_opening(window, DESK, not_before=local("2026-11-01 00:00"), taken=iter(taken))
    assert spoken(moved) == "2026-11-24 23:30 > 2026-11-25 01:00"


def test_the_nearest_move_is_refused_where_none_is_within_a_year() -> None:
    with pytest.raises(NoRoom) as refused:
        nearest_outside_opening(span("2026-11-24 10:00 > 11:00"), NIGHT_SHIFT, not_before=local("2026-11-24 00:00"))
    assert refused.value.length == timedelta(hours=1)
    assert refused.value.not_before == local("2026-11-24 10:00")
    with pytest.raises(BeyondCalendar):
        nearest_outside_opening(span("2027-12-31 10:00 > 18:00"), DESK, not_before=local("2026-11-24 00:00"))


def test_the_named_days_and_dates_of_these_tables_are_what_they_are_called() -> None:
    assert (date(2026, 5, 14) - date(2026, 4, 5)).days == 39
    assert date(2026, 11, 28).weekday() == 5
    assert DESK.is_open(datetime.combine(date(2026, 4, 3), time(12), AMSTERDAM))
