"""Suggestions by example (M5): where a window fits, weekends first, and what the six-week calendar offers."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from itertools import islice

import pytest

from agreements.opening_hours import BeyondCalendar
from maintenance.schedule import (
    BadRule,
    NaiveMoment,
    Slot,
    YearOutOfRange,
    conflicts,
    free_slots,
    is_weekend,
    opening_overlap,
    weekend_slots,
)
from tests.maintenance.windows import AMSTERDAM, DESK, NIGHT_SHIFT, local, named, span, spoken

HOUR = timedelta(hours=1)
NOTICE = "2026-11-27 10:12"

# The length, what is taken, from when, until when, and the first four suggestions.
FIRST = {
    "nights of Saturday and mornings of Sunday": (
        4 * HOUR,
        [],
        "2026-11-28 00:00",
        "2027-01-31 00:00",
        ["11-28 22:00", "11-29 06:00", "12-05 22:00", "12-06 06:00"],
    ),
    "the notice ends on Saturday evening": (
        4 * HOUR,
        [],
        "2026-11-28 22:10",
        "2027-01-31 00:00",
        ["11-28 22:30", "11-29 06:00", "12-05 22:00", "12-06 06:00"],
    ),
    "the notice ends on Sunday evening": (
        4 * HOUR,
        [],
        "2026-11-29 23:45",
        "2027-01-31 00:00",
        ["12-05 22:00", "12-06 06:00", "12-12 22:00", "12-13 06:00"],
    ),
    "the preferred hours are taken": (
        4 * HOUR,
        ["2026-11-28 22:00 > 2026-11-29 00:00", "2026-11-29 07:00 > 08:10"],
        "2026-11-28 00:00",
        "2027-01-31 00:00",
        ["11-28 18:00", "11-29 08:30", "12-05 22:00", "12-06 06:00"],
    ),
    "a whole weekend is taken": (
        4 * HOUR,
        ["2026-12-04 20:00 > 2026-12-07 06:00"],
        "2026-11-30 00:00",
        "2027-01-31 00:00",
        ["12-12 22:00", "12-13 06:00", "12-19 22:00", "12-20 06:00"],
    ),
    "longer than the night: Sunday's begins where Saturday's ends": (
        12 * HOUR,
        [],
        "2026-12-05 00:00",
        "2027-01-31 00:00",
        ["12-05 22:00", "12-06 10:00", "12-12 22:00", "12-13 10:00"],
    ),
    "too long for what is left of a weekend": (
        48 * HOUR,
        [],
        "2026-12-05 00:00",
        "2026-12-24 00:00",
        ["12-05 08:30", "12-12 08:30", "12-19 08:30"],
    ),
    "longer than a weekend: around Christmas and New Year only": (
        72 * HOUR,
        [],
        "2026-11-28 00:00",
        "2027-01-31 00:00",
        ["12-24 22:00", "12-31 22:00"],
    ),
    "a Saturday with opening hours": (
        11 * HOUR,
        ["2026-11-28 23:00 > 2026-11-29 23:00"],
        "2026-11-28 00:00",
        "2026-11-29 12:00",
        ["11-28 12:00"],
    ),
    "weekday nights when the weekends are over": (
        4 * HOUR,
        [],
        "2026-11-29 00:00",
        "2026-12-02 12:00",
        ["11-29 06:00", "11-30 22:00", "12-01 22:00", "12-02 04:30"],
    ),
    "until its last moment": (4 * HOUR, [], "2026-11-28 00:00", "2026-11-29 02:00", ["11-28 22:00"]),
    "until just before that": (4 * HOUR, [], "2026-11-28 22:00", "2026-11-29 01:59:59", []),
    "from its first moment": (4 * HOUR, [], "2026-11-28 22:00", "2026-11-29 02:00", ["11-28 22:00"]),
    "nothing before the end": (4 * HOUR, [], "2026-11-28 22:00", "2026-11-28 22:00", []),
    "an end before the beginning": (4 * HOUR, [], "2026-12-05 00:00", "2026-11-28 22:00", []),
    "across a year's end": (
        4 * HOUR,
        [],
        "2026-12-26 00:00",
        "2027-01-31 00:00",
        ["12-26 22:00", "12-27 06:00", "01-02 22:00", "01-03 06:00"],
    ),
    "a public holiday by day, when its night is taken": (
        2 * HOUR,
        ["2026-12-24 21:00 > 2026-12-25 06:00", "2026-12-25 18:00 > 2026-12-28 09:00"],
        "2026-12-25 00:00",
        "2026-12-28 09:00",
        ["12-25 16:00"],
    ),
    "the night of spring, whose skipped hour is no start": (
        4 * HOUR,
        ["2026-03-27 12:00 > 2026-03-29 01:30", "2026-03-29 06:30 > 2026-03-30 17:00"],
        "2026-03-28 00:00",
        "2026-03-30 17:00",
        ["03-29 01:30"],
    ),
    "the night of autumn, whose hour is read twice": (
        7 * HOUR,
        ["2026-10-23 12:00 > 2026-10-25 00:00", "2026-10-25 06:00 > 2026-10-26 17:00"],
        "2026-10-24 00:00",
        "2026-10-26 17:00",
        ["10-25 00:00"],
    ),
}


def starts(found: Iterable[Slot]) -> list[str]:
    return [f"{slot.span.local(AMSTERDAM)[0]:%m-%d %H:%M}" for slot in found]


@pytest.mark.parametrize(("length", "taken", "not_before", "until", "expected"), named(FIRST))
def test_m5_suggestions_begin_in_the_weekend(
    length: timedelta, taken: list[str], not_before: str, until: str, expected: list[str]
) -> None:
    found = free_slots(length, DESK, map(span, taken), not_before=local(not_before), until=local(until), zone=AMSTERDAM)
    first = list(islice(found, 4))
    assert starts(first) == expected
    assert {slot.span.length for slot in first} <= {length}


def test_m5_suggestions_by_date_mix_nights_and_weekends() -> None:
    found = free_slots(
        2 * HOUR, DESK, [], not_before=local(NOTICE), until=local("2026-12-01 00:00"), zone=AMSTERDAM, rank="soonest"
    )
    assert [(starts([slot]), slot.is_weekend) for slot in found] == [
        (["11-27 22:00"], False),
        (["11-28 22:00"], True),
        (["11-29 06:00"], True),
        (["11-30 22:00"], False),
    ]


def test_m3_suggestions_pass_over_full_years() -> None:
    found = free_slots(
        4 * HOUR,
        DESK,
        [],
        not_before=local("2026-12-19 00:00"),
        until=local("2027-01-31 00:00"),
        zone=AMSTERDAM,
        full_years={2026},
    )
    assert starts(islice(found, 2)) == ["01-02 22:00", "01-03 06:00"]


def test_suggestions_are_steps_from_the_preferred_hour() -> None:
    taken = [span("2026-11-28 21:00 > 22:10")]
    slots = partial(free_slots, not_before=local("2026-11-28 13:00"), until=local("2026-11-29 00:00"), zone=AMSTERDAM)
    assert starts(slots(HOUR, DESK, [], step=5 * HOUR)) == ["11-28 22:00"]
    assert starts(slots(HOUR, DESK, taken, step=15 * HOUR / 60)) == ["11-28 22:15"]
    assert starts(slots(HOUR, DESK, taken, step=HOUR)) == ["11-28 23:00"]
    assert starts(slots(2 * HOUR, DESK, taken, step=5 * HOUR)) == ["11-28 17:00"]


def test_suggestions_of_a_year_are_free_together() -> None:
    taken = [span(f"2027-{month:02}-10 18:00 > 23:00") for month in range(1, 12)]
    found = list(
        free_slots(10 * HOUR, DESK, taken, not_before=local(NOTICE), until=local("2027-11-27 10:12"), zone=AMSTERDAM)
    )
    spans = [slot.span for slot in found]
    assert [conflicts(window, [*spans, *taken]) for window in spans] == [[window] for window in spans]
    assert [opening_overlap(window, DESK) for window in spans] == [timedelta()] * len(spans)
    assert [slot.is_weekend for slot in found] == [is_weekend(window, AMSTERDAM) for window in spans]
    weekend = [window for window in spans if is_weekend(window, AMSTERDAM)]
    assert spans == sorted(weekend) + sorted(set(spans) - set(weekend))


def test_suggestions_past_the_calendar_are_refused_when_asked_for() -> None:
    with pytest.raises(BeyondCalendar, match="2027-12-31"):
        free_slots(HOUR, DESK, [], not_before=local(NOTICE), until=local("2028-01-01 00:00:01"), zone=AMSTERDAM)


def test_nothing_fits_where_the_helpdesk_never_closes() -> None:
    found = free_slots(HOUR, NIGHT_SHIFT, [], not_before=local(NOTICE), until=local("2027-11-27 10:12"), zone=AMSTERDAM)
    assert list(found) == []


@pytest.mark.parametrize(
    ("length", "step", "field"),
    [
        (timedelta(), HOUR, "length"),
        (-HOUR, HOUR, "length"),
        (72 * HOUR + timedelta(seconds=1), HOUR, "length"),
        (HOUR, timedelta(), "step"),
        (HOUR, -HOUR, "step"),
        (HOUR, timedelta(seconds=59), "step"),
        (HOUR, timedelta(days=2), "step"),
    ],
)
def test_suggestions_of_a_senseless_length_or_step_are_refused(length: timedelta, step: timedelta, field: str) -> None:
    with pytest.raises(BadRule) as refused:
        free_slots(length, DESK, [], not_before=local(NOTICE), until=local(NOTICE), zone=AMSTERDAM, step=step)
    assert refused.value.field == field


def test_suggestions_without_a_zone_or_until_a_mistyped_year_are_refused() -> None:
    naive = local(NOTICE).replace(tzinfo=None)
    with pytest.raises(NaiveMoment):
        free_slots(HOUR, DESK, [], not_before=naive, until=local(NOTICE), zone=AMSTERDAM)
    for until in ("9999-12-31 23:59", "2101-01-02 00:00"):
        with pytest.raises(YearOutOfRange):
            free_slots(HOUR, DESK, [], not_before=local(NOTICE), until=local(until), zone=AMSTERDAM)


def test_m5_the_calendar_of_the_picture_offers_its_weekends() -> None:
    taken = [span("2026-11-28 22:00 > 2026-11-29 00:00"), span("2026-12-05 22:00 > 2026-12-06 02:00")]
    found = weekend_slots(
        date(2026, 11, 23),
        date(2026, 12, 20),
        4 * HOUR,
        DESK,
        taken,
        not_before=local(NOTICE),
        zone=AMSTERDAM,
    )
    assert [spoken(window) for window in found] == [
        "2026-11-29 06:00 > 10:00",
        "2026-12-06 06:00 > 10:00",
        "2026-12-12 22:00 > 2026-12-13 02:00",
        "2026-12-13 06:00 > 10:00",
        "2026-12-19 22:00 > 2026-12-20 02:00",
        "2026-12-20 06:00 > 10:00",
    ]


def test_m1_m4_the_calendar_offers_nothing_in_opening_hours_or_within_the_notice() -> None:
    offered = partial(weekend_slots, not_before=local("2026-11-28 22:00:01"), zone=AMSTERDAM)
    weekend = date(2026, 11, 28), date(2026, 11, 29)
    in_time = weekend_slots(*weekend, HOUR, DESK, [], not_before=local("2026-11-28 22:00"), zone=AMSTERDAM)
    assert [spoken(window) for window in in_time] == ["2026-11-28 22:00 > 23:00", "2026-11-29 06:00 > 07:00"]
    assert [spoken(window) for window in offered(*weekend, HOUR, DESK, [])] == ["2026-11-29 06:00 > 07:00"]
    assert offered(*weekend, 26 * HOUR + timedelta(hours=0.5), DESK, []) == [
        span("2026-11-29 06:00 > 2026-11-30 08:30")
    ]
    assert offered(*weekend, 27 * HOUR, DESK, []) == []


def test_the_calendar_of_a_day_in_the_week_or_of_no_days_offers_nothing() -> None:
    offered = partial(weekend_slots, not_before=local(NOTICE), zone=AMSTERDAM)
    assert offered(date(2026, 12, 1), date(2026, 12, 4), HOUR, DESK, []) == []
    assert offered(date(2026, 12, 6), date(2026, 12, 5), HOUR, DESK, []) == []


def test_the_calendar_past_the_end_of_opening_hours_is_refused() -> None:
    with pytest.raises(BeyondCalendar):
        weekend_slots(date(2027, 12, 27), date(2028, 1, 2), HOUR, DESK, [], not_before=local(NOTICE), zone=AMSTERDAM)
