"""Opening time by example, clause by clause (H, N, W2) and rule by rule of the engine."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from agreements.opening_hours import BeyondCalendar, NaiveMoment, NeverOpens, OpeningHours, OpeningHoursError, Weekly

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OPENS, CLOSES = time(8, 30), time(17)
MIDNIGHT = time(0)
OFFICE: Weekly = {weekday: [(OPENS, CLOSES)] for weekday in range(5)}
ALWAYS: Weekly = {weekday: [(MIDNIGHT, MIDNIGHT)] for weekday in range(7)}
HOLIDAYS: dict[date, list[tuple[time, time]]] = {
    date(2026, 4, 27): [],
    date(2026, 12, 24): [(OPENS, time(12))],
    date(2026, 12, 25): [],
    date(2026, 12, 26): [],
    date(2027, 1, 1): [],
}
DESK = OpeningHours("Europe/Amsterdam", OFFICE, HOLIDAYS)
ROUND_THE_CLOCK = OpeningHours("Europe/Amsterdam", ALWAYS)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
TICK = timedelta(microseconds=1)


def local(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def clock(text: str) -> time:
    return time.fromisoformat(text)


def on(day: date, *ranges: tuple[str, str]) -> OpeningHours:
    """A calendar that is open on one date only."""
    hours = [(clock(opens), clock(closes)) for opens, closes in ranges]
    return OpeningHours(AMSTERDAM, {}, {day: hours})


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


class TestOpeningHoursH:
    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            ("2026-11-24 08:29:59.999999", False),
            ("2026-11-24 08:30", True),
            ("2026-11-24 16:59:59.999999", True),
            ("2026-11-24 17:00", False),
            ("2026-11-28 12:00", False),
            ("2026-04-27 12:00", False),
            ("2026-12-24 11:59", True),
            ("2026-12-24 12:00", False),
        ],
    )
    def test_h1_open_on_working_days_from_half_past_eight_to_five(self, at: str, expected: bool) -> None:
        assert DESK.is_open(local(at)) is expected

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            ("2026-11-24 07:00", "2026-11-24 08:30"),
            ("2026-11-24 10:00:00.000001", "2026-11-24 10:00:00.000001"),
            ("2026-11-24 17:00", "2026-11-25 08:30"),
            ("2026-11-28 14:20", "2026-11-30 08:30"),
            ("2026-04-24 17:00", "2026-04-28 08:30"),
            ("2026-12-24 12:00", "2026-12-28 08:30"),
        ],
    )
    def test_h4_taken_up_at_the_next_opening(self, at: str, expected: str) -> None:
        assert DESK.next_opening(local(at)) == local(expected)

    def test_h_hours_given_for_a_date_win_from_its_holiday(self) -> None:
        desk = OpeningHours(AMSTERDAM, OFFICE, {**HOLIDAYS, date(2026, 4, 27): [(time(10), time(14))]})
        assert desk.between(local("2026-04-27 00:00"), local("2026-04-28 00:00")) == hours(4)

    def test_h_a_question_past_the_end_of_the_calendar_is_refused(self) -> None:
        desk = OpeningHours(AMSTERDAM, OFFICE, until=date(2026, 12, 31))
        assert desk.add(local("2026-12-31 16:00"), hours(1)) == local("2026-12-31 17:00")
        assert desk.between(local("2026-12-31 16:00"), local("2027-01-01 00:00")) == hours(1)
        refused: list[Callable[[], object]] = [
            lambda: desk.add(local("2026-12-31 16:00"), hours(1) + TICK),
            lambda: desk.add(local("2027-01-01 00:00") + TICK, timedelta()),
            lambda: desk.add_working_days(local("2026-12-31 16:00"), 1),
            lambda: desk.between(local("2026-12-31 16:00"), local("2027-01-01 00:00") + TICK),
            lambda: desk.is_open(local("2027-01-01 00:00")),
            lambda: desk.next_opening(local("2026-12-31 17:00")),
            lambda: desk.stretches(local("2026-12-31 16:00"), local("2027-01-04 12:00")),
        ]
        for question in refused:
            with pytest.raises(BeyondCalendar, match="2026-12-31"):
                question()


class TestNormTimesN:
    @pytest.mark.parametrize(
        ("norm", "due"),
        [(0.5, "10:42"), (1, "11:12"), (2, "12:12"), (4, "14:12"), (6, "16:12")],
    )
    def test_n_within_a_day_counts_as_the_clock_does(self, norm: float, due: str) -> None:
        assert DESK.add(local("2026-11-24 10:12"), hours(norm)) == local(f"2026-11-24 {due}")

    def test_n2_recovery_runs_on_the_next_morning(self) -> None:
        assert DESK.add(local("2026-11-24 10:12"), hours(8)) == local("2026-11-25 09:42")

    def test_n3_recovery_over_a_weekend_and_kings_day(self) -> None:
        assert DESK.add(local("2026-04-24 10:00"), hours(16)) == local("2026-04-29 09:00")

    @pytest.mark.parametrize(("norm", "due"), [(0.5, "09:00"), (1, "09:30"), (2, "10:30"), (4, "12:30")])
    def test_n_submitted_while_closed_counts_from_the_next_opening(self, norm: float, due: str) -> None:
        assert DESK.add(local("2026-11-28 14:20"), hours(norm)) == local(f"2026-11-30 {due}")

    def test_n_time_that_runs_out_at_closing_is_due_at_closing(self) -> None:
        assert DESK.add(local("2026-11-24 16:00"), hours(1)) == local("2026-11-24 17:00")
        assert DESK.add(local("2026-11-24 16:00"), hours(1) + TICK) == local("2026-11-25 08:30") + TICK
        assert DESK.add(local("2026-11-23 18:00"), hours(17)) == local("2026-11-25 17:00")

    def test_n_microseconds_count(self) -> None:
        assert DESK.add(local("2026-11-24 16:59:59.999998"), 3 * TICK) == local("2026-11-25 08:30:00.000001")
        assert DESK.between(local("2026-11-24 16:59:59.999998"), local("2026-11-25 08:30:00.000001")) == 3 * TICK


class TestWorkingDaysW2:
    @pytest.mark.parametrize(
        ("start", "due"),
        [
            ("2026-11-23 10:00", "2026-11-25 10:00"),
            ("2026-11-21 11:00", "2026-11-24 17:00"),
            ("2026-12-23 10:00", "2026-12-28 10:00"),
            ("2026-11-23 08:30", "2026-11-24 17:00"),
            ("2026-11-23 08:30:00.000001", "2026-11-25 08:30:00.000001"),
            ("2026-11-23 07:00", "2026-11-24 17:00"),
            ("2026-11-23 17:00", "2026-11-25 17:00"),
            ("2026-12-22 14:00", "2026-12-24 12:00"),
            ("2026-12-22 12:00", "2026-12-24 12:00"),
            ("2026-12-24 09:00", "2026-12-29 09:00"),
            ("2026-11-27 16:59:59", "2026-12-01 16:59:59"),
        ],
    )
    def test_w2_due_within_two_working_days(self, start: str, due: str) -> None:
        assert DESK.add_working_days(local(start), 2) == local(due)

    def test_w2_the_lunch_break_is_no_opening_of_the_day(self) -> None:
        desk = OpeningHours(AMSTERDAM, {day: [(OPENS, time(12)), (time(13), CLOSES)] for day in range(5)})
        assert desk.add_working_days(local("2026-11-23 12:30"), 2) == local("2026-11-25 13:00")

    def test_w2_round_the_clock(self) -> None:
        assert ROUND_THE_CLOCK.add_working_days(local("2026-11-23 00:00"), 2) == local("2026-11-25 00:00")
        assert ROUND_THE_CLOCK.add_working_days(local("2026-11-23 00:01"), 2) == local("2026-11-25 00:01")

    def test_w2_a_time_skipped_in_spring_is_due_when_the_clock_jumps(self) -> None:
        assert ROUND_THE_CLOCK.add_working_days(local("2026-03-27 02:30"), 2) == local("2026-03-29 03:00")

    def test_w2_a_time_read_twice_in_autumn_is_due_the_first_time(self) -> None:
        due = ROUND_THE_CLOCK.add_working_days(local("2026-10-23 02:30"), 2)
        assert due.astimezone(UTC) == utc("2026-10-25 00:30")

    def test_w2_many_working_days(self) -> None:
        assert DESK.add_working_days(local("2026-11-23 10:00"), 2600) > local("2036-01-01 00:00")

    def test_w2_no_working_days_give_the_start(self) -> None:
        assert DESK.add_working_days(local("2026-11-21 11:00"), 0) == local("2026-11-21 11:00")

    def test_w2_negative_working_days_are_refused(self) -> None:
        with pytest.raises(OpeningHoursError, match="counted forwards"):
            DESK.add_working_days(local("2026-11-23 10:00"), -1)


class TestRanges:
    def test_ranges_unsorted_touching_and_overlapping(self) -> None:
        day = date(2026, 11, 24)
        neat = on(day, ("08:00", "12:00"), ("13:00", "17:00"))
        written = [("15:00", "17:00"), ("08:00", "10:00"), ("09:00", "11:00"), ("11:00", "12:00"), ("13:00", "16:00")]
        messy = on(day, *written, ("08:30", "09:00"))
        span = local("2026-11-24 00:00"), local("2026-11-25 00:00")
        assert list(messy.stretches(*span)) == list(neat.stretches(*span))
        assert messy.between(*span) == hours(8)

    def test_ranges_around_a_lunch_break(self) -> None:
        desk = on(date(2026, 11, 24), ("08:30", "12:00"), ("13:00", "17:00"))
        assert desk.add(local("2026-11-24 11:30"), hours(0.5)) == local("2026-11-24 12:00")
        assert desk.add(local("2026-11-24 11:30"), hours(1)) == local("2026-11-24 13:30")
        assert desk.next_opening(local("2026-11-24 12:00")) == local("2026-11-24 13:00")

    def test_ranges_of_a_night_shift_written_per_date(self) -> None:
        desk = OpeningHours(
            AMSTERDAM,
            {},
            {date(2026, 11, 24): [(time(22), MIDNIGHT)], date(2026, 11, 25): [(MIDNIGHT, time(6))]},
        )
        assert desk.is_open(local("2026-11-24 23:59:59.999999"))
        assert desk.is_open(local("2026-11-25 00:00"))
        assert list(desk.stretches(local("2026-11-24 12:00"), local("2026-11-25 12:00"))) == [
            (local("2026-11-24 22:00"), local("2026-11-25 06:00"))
        ]
        assert desk.add(local("2026-11-24 22:00"), hours(2)) == local("2026-11-25 00:00")
        assert desk.add(local("2026-11-24 22:00"), hours(8)) == local("2026-11-25 06:00")

    def test_ranges_that_end_before_they_begin_are_refused(self) -> None:
        for opens, closes in ((time(22), time(6)), (time(9), time(9))):
            with pytest.raises(OpeningHoursError, match="end before they begin"):
                OpeningHours(AMSTERDAM, {0: [(opens, closes)]})

    def test_ranges_with_a_time_zone_are_refused(self) -> None:
        with pytest.raises(OpeningHoursError, match="wall clock"):
            OpeningHours(AMSTERDAM, {0: [(time(9, tzinfo=UTC), time(17))]})

    def test_weekdays_outside_the_week_are_refused(self) -> None:
        with pytest.raises(OpeningHoursError, match="Monday"):
            OpeningHours(AMSTERDAM, {7: [(OPENS, CLOSES)]})

    def test_other_weekly_hours_from_a_date_on(self) -> None:
        early: Weekly = {day: [(time(7), time(9))] for day in range(7)}
        changes: dict[date, Weekly] = {date(2027, 1, 1): {}, date(2026, 11, 25): early}
        desk = OpeningHours(AMSTERDAM, OFFICE, {date(2026, 11, 26): [(time(10), time(11))]}, changes=changes)
        days = [local(f"2026-11-{day} 00:00") for day in (24, 25, 26, 27, 28, 29)]
        lengths = [desk.between(*pair) for pair in pairwise(days)]
        assert lengths == [hours(8.5), hours(2), hours(1), hours(2), hours(2)]
        with pytest.raises(NeverOpens):
            desk.next_opening(local("2026-12-31 09:00"))


class TestClockChanges:
    def test_a_day_round_the_clock_has_23_hours_in_march_and_25_in_october(self) -> None:
        for day, length in ((SPRING, 23), (AUTUMN, 25), (date(2026, 7, 1), 24)):
            midnight = datetime.combine(day, MIDNIGHT, AMSTERDAM)
            assert ROUND_THE_CLOCK.between(midnight, midnight + timedelta(1)) == hours(length)

    def test_hours_over_the_change_are_counted_as_they_elapse(self) -> None:
        night = [("01:00", "06:00")]
        assert on(SPRING, *night).between(local("2026-03-29 00:00"), local("2026-03-29 12:00")) == hours(4)
        assert on(AUTUMN, *night).between(local("2026-10-25 00:00"), local("2026-10-25 12:00")) == hours(6)
        assert on(SPRING, *night).add(local("2026-03-29 00:00"), hours(2)) == local("2026-03-29 04:00")
        assert on(AUTUMN, *night).add(local("2026-10-25 00:00"), hours(3)) == local("2026-10-25 03:00")

    @pytest.mark.parametrize(
        ("opens", "closes", "expected"),
        [("02:30", "05:00", ["03:00", "05:00"]), ("01:00", "02:30", ["01:00", "03:00"]), ("02:15", "02:45", [])],
    )
    def test_an_edge_skipped_in_spring_is_where_the_clock_jumps(
        self, opens: str, closes: str, expected: list[str]
    ) -> None:
        stretches = on(SPRING, (opens, closes)).stretches(local("2026-03-28 12:00"), local("2026-03-30 12:00"))
        assert [f"{edge:%H:%M}" for stretch in stretches for edge in stretch] == expected

    @pytest.mark.parametrize(
        ("opens", "closes", "expected"),
        [
            ("02:30", "05:00", [("00:30", "01:00"), ("01:30", "04:00")]),
            ("01:00", "02:30", [("23:00", "00:30"), ("01:00", "01:30")]),
            ("02:15", "02:45", [("00:15", "00:45"), ("01:15", "01:45")]),
            ("02:00", "03:00", [("00:00", "02:00")]),
        ],
    )
    def test_an_hour_read_twice_in_autumn_is_open_both_times(
        self, opens: str, closes: str, expected: list[tuple[str, str]]
    ) -> None:
        stretches = on(AUTUMN, (opens, closes)).stretches(local("2026-10-24 12:00"), local("2026-10-26 12:00"))
        in_utc = [(f"{start.astimezone(UTC):%H:%M}", f"{end.astimezone(UTC):%H:%M}") for start, end in stretches]
        assert in_utc == expected

    def test_answers_in_the_hour_read_twice_say_which_one(self) -> None:
        start = local("2026-10-25 01:30")
        answers = [ROUND_THE_CLOCK.add(start, hours(number)) for number in (1, 2, 3)]
        assert [(f"{answer:%H:%M}", answer.fold) for answer in answers] == [("02:30", 0), ("02:30", 1), ("03:30", 0)]
        assert ROUND_THE_CLOCK.next_opening(local("2026-10-25 02:30", fold=1)).fold == 1

    def test_answers_in_a_stretch_within_the_second_reading_say_so(self) -> None:
        due = on(AUTUMN, ("02:15", "02:45")).add(local("2026-10-25 00:00"), timedelta(minutes=40))
        assert (f"{due:%H:%M}", due.fold, due.astimezone(UTC)) == ("02:25", 1, utc("2026-10-25 01:25"))

    def test_moments_in_the_hour_read_twice_are_told_apart(self) -> None:
        first, second = local("2026-10-25 02:30"), local("2026-10-25 02:30", fold=1)
        assert ROUND_THE_CLOCK.between(first, second) == hours(1)
        assert ROUND_THE_CLOCK.between(second, first) == hours(-1)


class TestMoments:
    def test_moments_in_any_time_zone_are_answered_in_the_calendars(self) -> None:
        tokyo = local("2026-11-24 10:12").astimezone(ZoneInfo("Asia/Tokyo"))
        due = DESK.add(tokyo, hours(8))
        assert due == local("2026-11-25 09:42")
        assert [due.tzinfo, DESK.add(tokyo, timedelta()).tzinfo, DESK.next_opening(tokyo).tzinfo] == [AMSTERDAM] * 3

    def test_calendars_in_other_time_zones(self) -> None:
        kathmandu = OpeningHours("Asia/Kathmandu", OFFICE)
        assert kathmandu.next_opening(utc("2026-11-24 00:00")).astimezone(UTC) == utc("2026-11-24 02:45")
        fixed = OpeningHours(UTC, OFFICE)
        assert fixed.add(utc("2026-11-24 16:00"), hours(2)) == utc("2026-11-25 09:30")

    def test_moments_without_a_time_zone_are_refused(self) -> None:
        naive, aware = datetime(2026, 11, 24, 10), local("2026-11-24 10:00")  # noqa: DTZ001  the point of the test
        refused: list[Callable[[], object]] = [
            lambda: DESK.is_open(naive),
            lambda: DESK.next_opening(naive),
            lambda: DESK.add(naive, hours(1)),
            lambda: DESK.add(naive, timedelta()),
            lambda: DESK.add_working_days(naive, 2),
            lambda: DESK.add_working_days(naive, 0),
            lambda: DESK.between(naive, aware),
            lambda: DESK.between(aware, naive),
            lambda: DESK.stretches(aware, naive),
        ]
        for question in refused:
            with pytest.raises(NaiveMoment, match="needs a time zone"):
                question()

    def test_reversed_moments_count_negative_and_have_no_stretches(self) -> None:
        early, late = local("2026-11-24 16:00"), local("2026-11-25 09:00")
        assert DESK.between(late, early) == hours(-1.5)
        assert list(DESK.stretches(late, early)) == []
        assert list(DESK.stretches(late, late)) == []

    def test_stretches_explain_a_deadline(self) -> None:
        assert list(DESK.stretches(local("2026-04-24 15:00"), local("2026-04-28 09:00"))) == [
            (local("2026-04-24 15:00"), local("2026-04-24 17:00")),
            (local("2026-04-28 08:30"), local("2026-04-28 09:00")),
        ]

    def test_adding_nothing_gives_the_start_even_when_closed(self) -> None:
        assert DESK.add(local("2026-11-28 14:20"), timedelta()) == local("2026-11-28 14:20")

    def test_a_negative_duration_is_refused(self) -> None:
        with pytest.raises(OpeningHoursError, match="counted forwards"):
            DESK.add(local("2026-11-24 10:00"), -TICK)


class TestFarAndNever:
    def test_a_calendar_that_never_opens_says_so(self) -> None:
        shut = OpeningHours(AMSTERDAM, {})
        for question in (shut.next_opening, lambda at: shut.add(at, TICK), lambda at: shut.add_working_days(at, 1)):
            with pytest.raises(NeverOpens, match="no further opening"):
                question(local("2026-11-24 10:00"))
        assert shut.between(local("2026-11-24 10:00"), local("2028-11-24 10:00")) == timedelta()
        assert shut.is_open(local("2026-11-24 10:00")) is False

    def test_a_calendar_of_dates_finds_the_one_far_off_and_then_never_opens(self) -> None:
        once = on(date(2061, 5, 4), ("10:00", "11:00"))
        assert once.next_opening(local("2026-11-24 10:00")) == local("2061-05-04 10:00")
        assert once.add(local("2026-11-24 10:00"), hours(1)) == local("2061-05-04 11:00")
        with pytest.raises(NeverOpens):
            once.add(local("2026-11-24 10:00"), hours(1) + TICK)

    def test_a_calendar_with_an_end_and_no_opening_left_never_opens(self) -> None:
        hours_after_the_end = {date(2027, 1, 4): [(OPENS, CLOSES)]}
        ended = OpeningHours(AMSTERDAM, {}, hours_after_the_end, until=date(2026, 12, 31))
        with pytest.raises(NeverOpens):
            ended.next_opening(local("2026-11-24 10:00"))

    def test_fifty_years(self) -> None:
        start, end = local("1990-01-01 00:00"), local("2040-01-01 00:00")
        working_days = sum(date.fromordinal(day).weekday() < 5 for day in range(start.toordinal(), end.toordinal()))
        desk = OpeningHours(AMSTERDAM, OFFICE)
        assert desk.between(start, end) == hours(8.5) * working_days
        assert desk.add(start, hours(8.5) * working_days) == local("2039-12-30 17:00")
        assert desk.between(end, start) == hours(-8.5) * working_days

    @pytest.mark.parametrize("at", [datetime.max, datetime.min, datetime(2200, 6, 1), datetime(1899, 6, 1)])  # noqa: DTZ001, DTZ901
    def test_moments_centuries_off_are_refused(self, at: datetime) -> None:
        for zone in (UTC, AMSTERDAM, ZoneInfo("America/New_York")):
            with pytest.raises(BeyondCalendar, match="1900-01-01"):
                OpeningHours(AMSTERDAM, OFFICE).add(at.replace(tzinfo=zone), hours(1))

    def test_an_amount_that_would_take_centuries_is_refused(self) -> None:
        weekly: Weekly = {0: [(MIDNIGHT, time(0, 0, 0, 1))]}
        with pytest.raises(BeyondCalendar):
            OpeningHours(UTC, weekly).add(utc("2026-11-24 10:00"), hours(1))
