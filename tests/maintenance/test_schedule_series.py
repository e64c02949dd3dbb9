"""Series of windows by example: the dates of a rule, what the clock changes do to them, and rules without sense."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from maintenance.schedule import (
    FRIDAY,
    LAST,
    MONDAY,
    SATURDAY,
    SUNDAY,
    BadRule,
    Monthly,
    NonexistentTime,
    Refused,
    Rule,
    SchedulingError,
    Span,
    Weekly,
    YearOutOfRange,
    conflicts,
    opening_overlap,
    series,
)
from tests.maintenance.windows import AMSTERDAM, DESK, named, spoken

MORNING = (time(6), time(8))
NIGHT = (time(22), time(2))
FIRST_SUNDAY = Monthly(1, SUNDAY)
DEC = date(2026, 12, 1)

DATES = {
    "the first Sunday of the month": (Rule(FIRST_SUNDAY, DEC, *MORNING, count=4), ["12-06", "01-03", "02-07", "03-07"]),
    "the first Sunday, begun after December's": (
        Rule(FIRST_SUNDAY, date(2026, 12, 7), *MORNING, count=2),
        ["01-03", "02-07"],
    ),
    "the first Sunday, begun on it": (Rule(FIRST_SUNDAY, date(2026, 12, 6), *MORNING, count=1), ["12-06"]),
    "the second Saturday": (Rule(Monthly(2, SATURDAY), DEC, *MORNING, count=3), ["12-12", "01-09", "02-13"]),
    "the third Monday": (Rule(Monthly(3, MONDAY), DEC, *MORNING, count=2), ["12-21", "01-18"]),
    "the fourth Friday": (Rule(Monthly(4, FRIDAY), DEC, *MORNING, count=3), ["12-25", "01-22", "02-26"]),
    "the fifth Sunday, in months that have one": (
        Rule(Monthly(5, SUNDAY), DEC, *MORNING, count=3),
        ["01-31", "05-30", "08-29"],
    ),
    "the last Sunday": (Rule(Monthly(LAST, SUNDAY), DEC, *MORNING, count=3), ["12-27", "01-31", "02-28"]),
    "the last Friday of a leap February": (Rule(Monthly(LAST, FRIDAY), date(2028, 2, 1), *MORNING, count=1), ["02-25"]),
    "every week": (Rule(Weekly(), date(2026, 12, 19), *MORNING, count=3), ["12-19", "12-26", "01-02"]),
    "every two weeks": (Rule(Weekly(2), date(2026, 12, 19), *MORNING, count=3), ["12-19", "01-02", "01-16"]),
    "every four weeks until a date, included": (
        Rule(Weekly(4), date(2026, 12, 19), *MORNING, until=date(2027, 2, 13)),
        ["12-19", "01-16", "02-13"],
    ),
    "until the day before": (
        Rule(Weekly(4), date(2026, 12, 19), *MORNING, until=date(2027, 2, 12)),
        ["12-19", "01-16"],
    ),
    "the count is reached first": (
        Rule(Weekly(), date(2026, 12, 19), *MORNING, count=2, until=date(2027, 12, 31)),
        ["12-19", "12-26"],
    ),
    "the last date is reached first": (
        Rule(Weekly(), date(2026, 12, 19), *MORNING, count=9, until=date(2026, 12, 31)),
        ["12-19", "12-26"],
    ),
    "until a date before the first": (Rule(Weekly(), DEC, *MORNING, until=date(2026, 11, 30)), []),
    "a year ahead": (
        Rule(FIRST_SUNDAY, date(2027, 1, 1), *MORNING, until=date(2027, 12, 31)),
        [
            *("01-03", "02-07", "03-07", "04-04", "05-02", "06-06"),
            *("07-04", "08-01", "09-05", "10-03", "11-07", "12-05"),
        ],
    ),
}

TIMES = {
    "a morning": (date(2026, 12, 6), *MORNING, "2026-12-06 06:00 > 08:00"),
    "a night ends on the next date": (date(2026, 12, 5), *NIGHT, "2026-12-05 22:00 > 2026-12-06 02:00"),
    "until midnight": (date(2026, 12, 5), time(22), time(0), "2026-12-05 22:00 > 2026-12-06 00:00"),
    "round the clock": (date(2026, 12, 5), time(0), time(0), "2026-12-05 00:00 > 2026-12-06 00:00"),
    "over New Year's Eve": (date(2026, 12, 31), *NIGHT, "2026-12-31 22:00 > 2027-01-01 02:00"),
    "over spring's change": (date(2027, 3, 27), time(22), time(4), "2027-03-27 22:00 > 2027-03-28 04:00"),
    "over autumn's change": (date(2027, 10, 30), time(22), time(4), "2027-10-30 22:00 > 2027-10-31 04:00"),
    "begins in the repeated hour: its first reading": (
        date(2027, 10, 31),
        time(2, 30),
        time(4),
        "2027-10-31 02:30 > 04:00",
    ),
    "ends in the repeated hour: its first reading": (
        date(2027, 10, 30),
        time(22),
        time(2, 30),
        "2027-10-30 22:00 > 2027-10-31 02:30",
    ),
}

SENSELESS = {
    "neither a count nor an end": (Rule(FIRST_SUNDAY, DEC, *MORNING), "until"),
    "no times": (Rule(FIRST_SUNDAY, DEC, *MORNING, count=0), "count"),
    "less than none": (Rule(FIRST_SUNDAY, DEC, *MORNING, count=-1), "count"),
    "far too many": (Rule(FIRST_SUNDAY, DEC, *MORNING, count=105), "count"),
    "an end that is too far off": (Rule(Weekly(), DEC, *MORNING, until=date(2029, 12, 1)), "until"),
    "every zero weeks": (Rule(Weekly(0), DEC, *MORNING, count=3), "every"),
    "every 53 weeks": (Rule(Weekly(53), DEC, *MORNING, count=3), "every"),
    "the sixth Sunday": (Rule(Monthly(6, SUNDAY), DEC, *MORNING, count=3), "nth"),
    "the zeroth Sunday": (Rule(Monthly(0, SUNDAY), DEC, *MORNING, count=3), "nth"),
    "an eighth day of the week": (Rule(Monthly(1, 7), DEC, *MORNING, count=3), "weekday"),
}


def windows(rule: Rule) -> list[Span]:
    found = series(rule, AMSTERDAM)
    made = [item for item in found if isinstance(item, Span)]
    assert made == found
    return made


@pytest.mark.parametrize(("rule", "dates"), named(DATES))
def test_a_series_has_the_dates_of_its_rule(rule: Rule, dates: list[str]) -> None:
    assert [f"{span.local(AMSTERDAM)[0]:%m-%d}" for span in windows(rule)] == dates


@pytest.mark.parametrize(("on", "begins", "ends", "window"), named(TIMES))
def test_a_series_is_by_the_clock_on_the_wall(on: date, begins: time, ends: time, window: str) -> None:
    assert [spoken(span) for span in windows(Rule(Weekly(), on, begins, ends, count=1))] == [window]


@pytest.mark.parametrize(
    ("begins", "ends", "first", "skipped"),
    [
        (time(2, 30), time(6), date(2027, 3, 21), time(2, 30)),
        (time(22), time(2, 30), date(2027, 3, 20), time(2, 30)),
        (time(2, 0), time(3), date(2027, 3, 21), time(2)),
    ],
)
def test_a_date_on_which_spring_skips_a_time_is_refused_alone(
    begins: time, ends: time, first: date, skipped: time
) -> None:
    before, refused, after = series(Rule(Weekly(), first, begins, ends, count=3), AMSTERDAM)
    assert isinstance(before, Span)
    assert isinstance(after, Span)
    assert isinstance(refused, Refused)
    assert refused.on == first + timedelta(days=7)
    assert isinstance(refused.why, NonexistentTime)
    assert refused.why.wall == datetime.combine(date(2027, 3, 28), skipped)


@pytest.mark.parametrize(("rule", "field"), named(SENSELESS))
def test_a_rule_that_makes_no_sense_is_refused(rule: Rule, field: str) -> None:
    with pytest.raises(BadRule) as refused:
        series(rule, AMSTERDAM)
    assert refused.value.field == field


@pytest.mark.parametrize(("first", "until"), [(date(1900, 1, 1), DEC), (DEC, date(9999, 12, 31)), (date.max, DEC)])
def test_a_rule_in_a_year_of_no_use_is_refused(first: date, until: date) -> None:
    with pytest.raises(YearOutOfRange):
        series(Rule(FIRST_SUNDAY, first, *MORNING, until=until), AMSTERDAM)


def test_a_series_ends_with_the_last_year() -> None:
    last = series(Rule(FIRST_SUNDAY, date(2100, 11, 1), *MORNING, count=5), AMSTERDAM)
    assert [span.starts_at.month for span in last if isinstance(span, Span)] == [11, 12]
    night = series(Rule(Weekly(), date(2100, 12, 31), *NIGHT, count=1), AMSTERDAM)
    assert [type(item.why) for item in night if isinstance(item, Refused)] == [YearOutOfRange]


def test_a_time_with_a_zone_is_refused_by_date() -> None:
    (only,) = series(Rule(Weekly(), DEC, time(6, tzinfo=UTC), time(8, tzinfo=UTC), count=1), AMSTERDAM)
    assert isinstance(only, Refused)
    assert isinstance(only.why, SchedulingError)


def test_a_year_of_first_sundays_is_outside_opening_hours_and_apart() -> None:
    year = windows(Rule(FIRST_SUNDAY, date(2027, 1, 1), *MORNING, until=date(2027, 12, 31)))
    assert [opening_overlap(span, DESK) for span in year] == [timedelta()] * 12
    assert [conflicts(span, year) for span in year] == [[span] for span in year]
