"""Every form in which a moment or a duration is shown, in both languages."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

import pytest
from django.utils.translation import override

from agreements import wording
from agreements.wording import ZONE

NOW = datetime(2026, 11, 24, 10, 12, tzinfo=ZONE)
TODAY = datetime(2026, 11, 24, 15, 37, tzinfo=ZONE)
YESTERDAY = datetime(2026, 11, 23, 14, 5, tzinfo=ZONE)
THURSDAY = datetime(2026, 11, 26, 9, 12, tzinfo=ZONE)
TOMORROW = datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)
NEXT_YEAR = datetime(2027, 1, 4, 9, 0, tzinfo=ZONE)
Relative = Callable[..., str]


@pytest.mark.parametrize(
    "form, at, dutch, english",
    [
        (wording.moment, YESTERDAY, "gisteren 14:05", "yesterday 14:05"),
        (wording.moment, THURSDAY, "donderdag 26 november 09:12", "Thursday 26 November 09:12"),
        (wording.before, TODAY, "vandaag vóór 15:37", "today before 15:37"),
        (wording.before, TOMORROW, "morgen vóór 08:30", "tomorrow before 08:30"),
        (wording.before, THURSDAY, "donderdag 26 november vóór 09:12", "Thursday 26 November before 09:12"),
        (wording.before, NEXT_YEAR, "maandag 4 januari 2027 vóór 09:00", "Monday 4 January 2027 before 09:00"),
        (wording.at, YESTERDAY, "gisteren om 14:05", "yesterday at 14:05"),
        (wording.day_of, TODAY, "vandaag", "today"),
        (wording.day_of, NEXT_YEAR, "maandag 4 januari 2027", "Monday 4 January 2027"),
        (wording.short, datetime(2026, 11, 24, 12, 52, tzinfo=ZONE), "12:52", "12:52"),
        (wording.short, datetime(2026, 11, 23, 16, 17, tzinfo=ZONE), "ma 16:17", "Mon 16:17"),
        (wording.short, datetime(2026, 11, 26, 8, 40, tzinfo=ZONE), "do 08:40", "Thu 08:40"),
        (wording.short, datetime(2026, 12, 2, 14, 0, tzinfo=ZONE), "2 dec 14:00", "2 Dec 14:00"),
        (wording.short, NEXT_YEAR, "4 jan 2027 09:00", "4 Jan 2027 09:00"),
    ],
)
def test_moment_relative_to_now(form: Relative, at: datetime, dutch: str, english: str) -> None:
    with override("nl"):
        assert form(at, now=NOW) == dutch
    with override("en"):
        assert form(at, now=NOW) == english


@pytest.mark.parametrize(
    "form, dutch, english",
    [
        (wording.full, "dinsdag 24 november 2026 om 15:37", "Tuesday 24 November 2026 at 15:37"),
        (wording.full_before, "dinsdag 24 november 2026 vóór 15:37", "Tuesday 24 November 2026 before 15:37"),
        (wording.time, "15:37", "15:37"),
        (wording.before_time, "vóór 15:37", "before 15:37"),
        (wording.at_time, "om 15:37", "at 15:37"),
        (wording.time_tag_iso, "2026-11-24T15:37:00+01:00", "2026-11-24T15:37:00+01:00"),
    ],
)
def test_moment_by_itself(form: Callable[[datetime], str], dutch: str, english: str) -> None:
    with override("nl"):
        assert form(TODAY) == dutch
    with override("en"):
        assert form(TODAY) == english


@pytest.mark.parametrize(
    "duration, words, short",
    [
        (timedelta(hours=2, minutes=40), "2 uur en 40 minuten", "2 u 40"),
        (timedelta(hours=1, minutes=1), "1 uur en 1 minuut", "1 u 01"),
        (timedelta(hours=16), "16 uur", "16 u"),
        (timedelta(minutes=37), "37 minuten", "37 min"),
        (timedelta(minutes=37, seconds=59), "37 minuten", "37 min"),
        (timedelta(seconds=59), "minder dan 1 minuut", "0 min"),
        (timedelta(hours=-1, minutes=-30), "1 uur en 30 minuten", "1 u 30"),
        (timedelta(hours=30), "30 uur", "30 u"),
    ],
)
def test_duration_in_dutch(duration: timedelta, words: str, short: str) -> None:
    with override("nl"):
        assert (wording.duration_words(duration), wording.duration_short(duration)) == (words, short)


def test_duration_in_english() -> None:
    with override("en"):
        assert wording.duration_words(timedelta(hours=1, minutes=40)) == "1 hour and 40 minutes"
        assert wording.duration_short(timedelta(hours=2, minutes=40)) == "2 h 40"


@pytest.mark.parametrize(
    "start, end, dutch, english",
    [
        (YESTERDAY, YESTERDAY.replace(hour=16), "ma 14:05–16:05", "Mon 14:05–16:05"),
        (YESTERDAY, TODAY, "ma 14:05–di 15:37", "Mon 14:05–Tue 15:37"),
        (TODAY, NEXT_YEAR, "di 15:37–4 jan 2027 09:00", "Tue 15:37–4 Jan 2027 09:00"),
    ],
)
def test_stretch_always_names_its_day(start: datetime, end: datetime, dutch: str, english: str) -> None:
    with override("nl"):
        assert wording.stretch(start, end, now=NOW) == dutch
    with override("en"):
        assert wording.stretch(start, end, now=NOW) == english


@pytest.mark.parametrize(
    "on, dutch, english",
    [
        (date(2026, 11, 24), "vandaag", "today"),
        (date(2026, 11, 25), "morgen", "tomorrow"),
        (date(2026, 11, 27), "op vrijdag", "on Friday"),
        (date(2026, 11, 28), "op zaterdag 28 november", "on Saturday 28 November"),
        (date(2027, 1, 4), "op maandag 4 januari 2027", "on Monday 4 January 2027"),
    ],
)
def test_day_in_a_sentence(on: date, dutch: str, english: str) -> None:
    with override("nl"):
        assert (wording.on_day(on, now=NOW), wording.day_number(date(2026, 11, 23))) == (dutch, "ma 23")
    with override("en"):
        assert (wording.on_day(on, now=NOW), wording.day_number(date(2026, 11, 23))) == (english, "Mon 23")


def test_norm_in_dutch() -> None:
    with override("nl"):
        assert [wording.norm(timedelta(minutes=n)) for n in (30, 60, 960)] == ["30 minuten", "1 uur", "16 uur"]


def test_short_months_in_dutch() -> None:
    with override("nl"):
        names = [wording.short(datetime(2026, month, 9, 14, tzinfo=ZONE), now=NOW) for month in range(1, 13)]
    assert " ".join(names).split()[1::3] == "jan feb mrt apr mei jun jul aug sep okt nov dec".split()  # noqa: SIM905


@pytest.mark.parametrize(
    ("start", "end", "dutch"),
    [
        (
            datetime(2026, 12, 5, 22, tzinfo=ZONE),
            datetime(2026, 12, 6, 2, tzinfo=ZONE),
            "zaterdag 5 december 2026 van 22:00 tot zondag 6 december 02:00 uur (Nederlandse tijd)",
        ),
        (
            datetime(2026, 12, 6, 6, tzinfo=ZONE),
            datetime(2026, 12, 6, 8, tzinfo=ZONE),
            "zondag 6 december 2026 van 06:00 tot 08:00 uur (Nederlandse tijd)",
        ),
        (
            datetime(2026, 12, 31, 23, tzinfo=ZONE),
            datetime(2027, 1, 1, 1, tzinfo=ZONE),
            "donderdag 31 december 2026 van 23:00 tot vrijdag 1 januari 2027 01:00 uur (Nederlandse tijd)",
        ),
        (
            datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
            datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
            "zondag 28 maart 2027 van 01:30 wintertijd tot 03:30 zomertijd (Nederlandse tijd)",
        ),
        (
            datetime(2027, 10, 31, 1, 5, tzinfo=UTC),
            datetime(2027, 10, 31, 1, 55, tzinfo=UTC),
            "zondag 31 oktober 2027 van 02:05 wintertijd tot 02:55 wintertijd (Nederlandse tijd)",
        ),
    ],
    ids=["over-midnight", "one-day", "over-new-year", "clock-forward", "hour-read-twice"],
)
def test_stretch_in_full_says_everything(start: datetime, end: datetime, dutch: str) -> None:
    with override("nl"):
        assert wording.full_stretch(start, end) == dutch


@pytest.mark.parametrize("distance", range(-10, 11))
def test_short_weekday_means_one_date_only(distance: int) -> None:
    """A bare weekday in the desk is at most three days away, so that no two dates share one."""
    with override("nl"):
        words = wording.short(NOW + timedelta(days=distance), now=NOW).split()
    assert len(words) == (1 if not distance else 2 if abs(distance) <= 3 else 3)


def test_day_without_now_names_the_year() -> None:
    with override("nl"):
        assert wording.day(date(2026, 11, 26)) == "donderdag 26 november 2026"
        assert wording.day(date(2026, 11, 26), now=NOW) == "donderdag 26 november"
        assert wording.day(date(2026, 11, 25), now=NOW) == "morgen"
        assert wording.weekday(date(2026, 11, 25)) == "woensdag"


def test_day_is_that_of_the_helpdesks_clock() -> None:
    """23:30 in UTC is the next day in Amsterdam."""
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    with override("nl"):
        assert wording.moment(late, now=NOW) == "morgen 00:30"
        assert wording.moment(late, now=late) == "vandaag 00:30"


def test_summer_time_in_the_offset() -> None:
    assert wording.time_tag_iso(datetime(2026, 7, 1, 8, tzinfo=UTC)) == "2026-07-01T10:00:00+02:00"


def test_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        wording.time(datetime(2026, 11, 24, 10, 12))  # noqa: DTZ001 - that is the point


ORDINARY = [(clock(8, 30), clock(17, 0))]


def test_week_with_equal_working_days_is_one_sentence() -> None:
    with override("nl"):
        assert wording.week_words(dict.fromkeys(range(5), ORDINARY)) == "op werkdagen van 08:30 tot 17:00"


def test_week_with_other_days_names_each() -> None:
    week = {0: ORDINARY, 5: [(clock(9, 0), clock(12, 0)), (clock(13, 0), clock(0, 0))], 6: []}
    with override("nl"):
        assert (
            wording.week_words(week)
            == "maandag van 08:30 tot 17:00, zaterdag van 09:00 tot 12:00 en van 13:00 tot 24:00"
        )
