"""The schedule on calendars of every kind, around every clock change: equal to the walk minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maintenance.schedule import (
    LAST,
    Monthly,
    NonexistentTime,
    NoRoom,
    Rank,
    Rule,
    Span,
    Weekly,
    earliest_start,
    first_conflict,
    free_slots,
    is_in_time,
    is_weekend,
    latest_announcement,
    local_moment,
    nearest_outside_opening,
    opening_overlap,
    readings,
    series,
    weekend_slots,
)
from tests.agreements.calendars import FOCUSES, OFFICE, ZONES, steady
from tests.maintenance.minutes import MINUTE, Clock, Planner, minute, moment, stretch

TICK = timedelta(microseconds=1)
few = settings(steady, max_examples=40)

zones = st.sampled_from([ZoneInfo(zone) for zone in ZONES])
focuses = st.sampled_from(FOCUSES)
times = st.sampled_from([time(0), time(2), time(6), time(8, 30), time(17), time(22)]) | st.times().map(
    lambda at: at.replace(second=0, microsecond=0)
)
ranges = st.tuples(times, times).map(lambda pair: (min(pair), max(pair) if pair[0] != pair[1] else time(0)))
weeks = st.sampled_from([OFFICE, OFFICE, {}]) | st.dictionaries(st.integers(0, 6), st.lists(ranges, max_size=2))
# Minutes from the focus: three days to either side.
offsets = st.integers(-4320, 4320)
# Minutes to the noon of a date around the focus, most of them in the night: clocks change on one of these.
nights = st.builds(lambda day, at: 1440 * day + at, st.integers(-5, 5), st.integers(-900, -400)) | offsets
lengths = st.sampled_from([60, 120, 240, 480, 840, 1440]) | st.integers(1, 600) | st.integers(1, 4320)


@st.composite
def planners(draw: st.DrawFn) -> tuple[Planner, int]:
    """A calendar, and the minute around which it is asked about."""
    focus = draw(focuses)
    dated = draw(st.dictionaries(st.integers(-4, 4), st.lists(ranges, max_size=2), max_size=3))
    planner = Planner(draw(zones), draw(weeks), {focus + timedelta(day): hours for day, hours in dated.items()})
    return planner, minute(datetime.combine(focus, time(12), UTC))


def window(start: int, length: int) -> Span:
    return Span(moment(start), moment(start + length))


def taken_near(middle: int) -> st.SearchStrategy[list[Span]]:
    return st.lists(st.builds(window, offsets.map(lambda at: at + middle), st.integers(1, 400)), max_size=8)


@few
@given(planners(), offsets, lengths)
def test_m1_opening_time_within_a_window_is_its_open_minutes(
    asked: tuple[Planner, int], offset: int, length: int
) -> None:
    planner, middle = asked
    span = window(middle + offset, length)
    minutes = planner.open_minutes(*stretch(span))
    met = first_conflict(span, planner.engine())
    assert opening_overlap(span, planner.engine()) == len(minutes) * MINUTE
    assert (met is None) == (not minutes)
    if met:
        first, last = minute(met[0]), minute(met[1])
        assert max(first, minute(span.starts_at)) == min(minutes)
        assert len(planner.open_minutes(first, last)) == last - first


@few
@given(planners(), offsets, lengths, offsets, st.data())
def test_m1_the_nearest_move_is_the_first_free_minute(
    asked: tuple[Planner, int], offset: int, length: int, not_before: int, data: st.DataObject
) -> None:
    planner, middle = asked
    span, taken = window(middle + offset, length), data.draw(taken_near(middle))
    patience = 8 * 1440
    expected = planner.nearest(stretch(span), middle + not_before, map(stretch, taken), patience)
    try:
        moved = nearest_outside_opening(span, planner.engine(), not_before=moment(middle + not_before), taken=taken)
    except NoRoom:
        assert expected is None
        return
    if expected is None:
        assert minute(moved.starts_at) >= max(middle + offset, middle + not_before) + patience
    else:
        assert moved == window(expected, length)


@settings(steady, max_examples=60)
@given(
    planners(),
    st.sampled_from([60, 120, 240, 480, 840, 1440]) | st.integers(1, 900),
    st.tuples(st.integers(-6000, -1500), st.integers(1500, 6000)),
    st.sampled_from([15, 30, 45, 420]),
    st.data(),
)
def test_m5_free_slots_equal_the_walk(
    asked: tuple[Planner, int], length: int, period: tuple[int, int], step: int, data: st.DataObject
) -> None:
    planner, middle = asked
    taken = data.draw(taken_near(middle))
    first, last = middle + period[0], middle + period[1]
    rank: Rank = data.draw(st.sampled_from(["weekend first", "soonest"]))
    found = list(
        free_slots(
            length * MINUTE,
            planner.engine(),
            taken,
            not_before=moment(first),
            until=moment(last),
            zone=planner.zone,
            step=step * MINUTE,
            rank=rank,
        )
    )
    expected = planner.slots(length, map(stretch, taken), first, last, step, weekend_first=rank == "weekend first")
    assert [stretch(slot.span) for slot in found] == list(expected)
    assert [slot.is_weekend for slot in found] == [is_weekend(slot.span, planner.zone) for slot in found]


@few
@given(planners(), lengths, offsets, st.data())
def test_m5_what_the_calendar_offers_is_free_to_the_minute(
    asked: tuple[Planner, int], length: int, not_before: int, data: st.DataObject
) -> None:
    planner, middle = asked
    taken = data.draw(taken_near(middle))
    days = [moment(middle).date() + timedelta(day) for day in range(-3, 4)]
    found = weekend_slots(
        days[0],
        days[-1],
        length * MINUTE,
        planner.engine(),
        taken,
        not_before=moment(middle + not_before),
        zone=planner.zone,
    )
    weekend = [on for on in days if on.weekday() > 4]
    read = [planner.clock.readings(on, time(6 if on.weekday() == 6 else 22)) for on in weekend]
    starts = [minutes[0] for minutes in read if minutes]
    busy = {at for span in taken for at in range(*stretch(span))}
    assert [stretch(span) for span in found] == [
        (at, at + length)
        for at in starts
        if at >= middle + not_before
        and busy.isdisjoint(range(at, at + length))
        and not planner.open_minutes(at, at + length)
    ]


@few
@given(zones, focuses, nights, st.integers(0, 100), st.integers(0, 5))
def test_m4_the_earliest_start_equals_the_walk(zone: ZoneInfo, focus: date, offset: int, hours: int, days: int) -> None:
    announced = minute(datetime.combine(focus, time(12), UTC)) + offset
    found = earliest_start(moment(announced), notice_hours=hours, notice_days=days, zone=zone)
    assert minute(found) == Clock(zone).earliest_start(announced, hours, days)
    assert found.astimezone(UTC) == moment(minute(found))


@few
@given(zones, focuses, nights, st.sampled_from([0, 24, 71, 72, 73, 96]), st.integers(0, 5))
def test_m4_the_latest_announcement_equals_the_walk(
    zone: ZoneInfo, focus: date, offset: int, hours: int, days: int
) -> None:
    starts = minute(datetime.combine(focus, time(12), UTC)) + offset
    found = latest_announcement(moment(starts), notice_hours=hours, notice_days=days, zone=zone)
    assert minute(found) == Clock(zone).latest_announcement(starts, hours, days)


@settings(steady, max_examples=300)
@given(
    zones,
    st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 11, 1)]),
    st.builds(timedelta, st.integers(-1, 4), minutes=st.integers(-240, 240), microseconds=st.integers(-1, 1)),
    st.sampled_from([(72, 3), (0, 3), (72, 0), (0, 0), (24, 1), (73, 3)]),
    st.timedeltas(TICK, timedelta(days=4)),
)
def test_m4_the_latest_announcement_is_the_inverse_of_the_earliest_start(
    zone: ZoneInfo, focus: date, offset: timedelta, notice: tuple[int, int], apart: timedelta
) -> None:
    terms = {"notice_hours": notice[0], "notice_days": notice[1]}
    starts_at = datetime.combine(focus, time(2, 30), zone).astimezone(UTC) + offset
    latest = latest_announcement(starts_at, zone=zone, **terms).astimezone(UTC)
    assert is_in_time(latest, starts_at, zone=zone, **terms)
    for later in (TICK, apart):
        assert not is_in_time(latest + later, starts_at, zone=zone, **terms)
    earlier = latest - apart
    local = earlier.astimezone(zone)
    if len(readings(local.date(), local.time(), zone)) == 1:
        assert is_in_time(earlier, starts_at, zone=zone, **terms)


@few
@given(zones, focuses, st.integers(-1, 1), times)
def test_a_local_time_is_each_minute_that_the_clock_reads_it(zone: ZoneInfo, focus: date, day: int, at: time) -> None:
    on = focus + timedelta(day)
    clock = Clock(zone)
    expected = clock.readings(on, at)
    assert [minute(found) for found in readings(on, at, zone)] == expected
    if expected:
        found = [local_moment(on, at, zone), local_moment(on, at, zone, later=True)]
        assert [minute(moment) for moment in found] == [expected[0], expected[-1]]
        return
    with pytest.raises(NonexistentTime) as refused:
        local_moment(on, at, zone)
    jump = minute(refused.value.jumps_at)
    assert refused.value.skipped_from == clock.wall(jump - 1) + MINUTE
    assert refused.value.skipped_to == clock.wall(jump)


@steady
@given(
    st.dates(date(2001, 1, 1), date(2090, 1, 1)),
    st.integers(0, 1500),
    st.sampled_from([1, 2, 3, 4, 5, LAST]),
    st.integers(0, 6),
    st.integers(1, 20),
)
def test_a_monthly_series_has_each_date_that_the_almanac_calls_so(
    first: date, days: int, nth: int, weekday: int, count: int
) -> None:
    almanac = [first + timedelta(day) for day in range(days + 1)]
    called = [on for on in almanac if on.weekday() == weekday and _is_nth(on, nth)]
    rule = Rule(Monthly(nth, weekday), first, time(6), time(8), count=count, until=almanac[-1])
    assert [span.starts_at.date() for span in series(rule, UTC) if isinstance(span, Span)] == called[:count]


@steady
@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.integers(0, 700), st.integers(1, 52))
def test_a_weekly_series_has_each_so_manieth_week(first: date, days: int, every: int) -> None:
    rule = Rule(Weekly(every), first, time(6), time(8), until=first + timedelta(days))
    expected = [first + timedelta(day) for day in range(0, days + 1, 7 * every)]
    assert [span.starts_at.date() for span in series(rule, UTC) if isinstance(span, Span)] == expected


def _is_nth(on: date, nth: int) -> bool:
    """Whether so many of this date's weekday are in its month up to it, or none after it."""
    if nth == LAST:
        return (on + timedelta(7)).month != on.month
    return (on.day - 1) // 7 + 1 == nth
