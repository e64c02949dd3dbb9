"""A promise's clock replayed from its marks: by example (N, W2), and by law on calendars of every kind."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from agreements.opening_hours import BeyondCalendar, NaiveMoment, NeverOpens, OpeningHours
from agreements.sla_clock import (
    AgreedMoment,
    ImpossibleMark,
    Mark,
    MarkKind,
    OpeningTime,
    Reading,
    State,
    Target,
    WorkingDays,
    replay,
)
from tests.agreements.calendars import ALWAYS, Case, Spot, amounts, cases, spots, steady
from tests.agreements.oracle import micros

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DESK = OpeningHours(AMSTERDAM, {weekday: [(time(8, 30), time(17))] for weekday in range(5)}, {date(2026, 12, 25): []})
START, PAUSE, RESUME, STOP = MarkKind
ZERO = timedelta()
TICK = timedelta(microseconds=1)
MOST_TURNS = 3
HALF_HOUR, FOUR_HOURS = OpeningTime(timedelta(minutes=30)), OpeningTime(timedelta(hours=4))


def november(day: int, at: str) -> datetime:
    return datetime.combine(date(2026, 11, day), time.fromisoformat(at), AMSTERDAM)


def tuesday(at: str) -> datetime:
    return november(24, at)


def marks(*written: tuple[MarkKind, datetime]) -> list[Mark]:
    return [Mark(kind, at) for kind, at in written]


def read(target: Target, *written: tuple[MarkKind, datetime]) -> Reading:
    return replay(marks(*written), target, DESK)


class TestStrictly:
    def test_n_a_response_just_in_time_is_met(self) -> None:
        reading = read(HALF_HOUR, (START, tuesday("10:12")), (STOP, tuesday("10:41:59.999999")))
        assert reading == Reading(
            due_at=tuesday("10:42"),
            elapsed=timedelta(minutes=30) - TICK,
            state=State.STOPPED,
            paused=ZERO,
            met=True,
            stopped_at=tuesday("10:41:59.999999"),
            breached_at=None,
            since=tuesday("10:41:59.999999"),
            remaining=TICK,
        )

    def test_n_a_response_after_exactly_thirty_minutes_is_late(self) -> None:
        reading = read(HALF_HOUR, (START, tuesday("10:12")), (STOP, tuesday("10:42")))
        assert (reading.met, reading.breached_at, reading.elapsed) == (False, tuesday("10:42"), timedelta(minutes=30))

    def test_n_time_used_up_at_closing_is_late_the_next_morning(self) -> None:
        reading = read(HALF_HOUR, (START, tuesday("16:30")), (STOP, november(25, "07:00")))
        assert (reading.due_at, reading.met, reading.breached_at) == (tuesday("17:00"), False, tuesday("17:00"))

    def test_n_a_running_clock_has_no_outcome_yet(self) -> None:
        reading = read(HALF_HOUR, (START, tuesday("10:12")))
        assert (reading.state, reading.due_at, reading.met) == (State.RUNNING, tuesday("10:42"), None)
        assert (reading.elapsed, reading.remaining) == (ZERO, timedelta(minutes=30))

    def test_n_a_clock_started_while_closed_counts_from_the_next_opening(self) -> None:
        reading = read(HALF_HOUR, (START, november(28, "14:20")), (STOP, november(30, "08:45")))
        assert (reading.due_at, reading.elapsed) == (november(30, "09:00"), timedelta(minutes=15))

    def test_n_a_stop_at_the_start_has_used_nothing(self) -> None:
        reading = read(HALF_HOUR, (START, tuesday("10:12")), (STOP, tuesday("10:12")))
        assert (reading.met, reading.elapsed) == (True, ZERO)


class TestPauses:
    def test_n_a_pause_moves_the_due_moment_by_as_much_opening_time(self) -> None:
        reading = read(
            FOUR_HOURS, (START, tuesday("10:00")), (PAUSE, tuesday("11:00")), (RESUME, november(25, "09:00"))
        )
        assert reading.paused == timedelta(hours=6.5)
        assert (reading.due_at, reading.elapsed) == (november(25, "12:00"), timedelta(hours=1))

    def test_n_a_paused_clock_has_no_due_moment_and_stands_still(self) -> None:
        reading = read(FOUR_HOURS, (START, tuesday("10:00")), (PAUSE, tuesday("11:00")))
        assert (reading.state, reading.due_at, reading.met) == (State.PAUSED, None, None)
        later = november(27, "16:00")
        assert reading.elapsed_at(later, DESK) == timedelta(hours=1)
        assert reading.remaining_at(later, DESK) == timedelta(hours=3)
        assert reading.breached_by(later) is None

    def test_n_pause_and_resume_while_closed_cost_nothing(self) -> None:
        undisturbed = read(FOUR_HOURS, (START, tuesday("15:00")))
        reading = read(
            FOUR_HOURS,
            (START, tuesday("15:00")),
            (PAUSE, tuesday("17:00")),
            (RESUME, tuesday("19:00")),
            (PAUSE, tuesday("23:00")),
            (RESUME, november(25, "08:30")),
        )
        assert (reading.due_at, reading.paused) == (undisturbed.due_at, ZERO)
        assert reading.elapsed == timedelta(hours=2)

    def test_n_several_pauses_add_up(self) -> None:
        reading = read(
            FOUR_HOURS,
            (START, tuesday("09:00")),
            (PAUSE, tuesday("10:00")),
            (RESUME, tuesday("10:30")),
            (PAUSE, tuesday("11:30")),
            (RESUME, tuesday("12:00")),
            (STOP, tuesday("13:59:59")),
        )
        assert (reading.paused, reading.due_at, reading.met) == (timedelta(hours=1), tuesday("14:00"), True)
        assert reading.elapsed == timedelta(hours=4) - timedelta(seconds=1)

    def test_n_stopped_while_paused_is_judged_as_if_resumed_then(self) -> None:
        reading = read(FOUR_HOURS, (START, tuesday("09:00")), (PAUSE, tuesday("12:59:59")), (STOP, tuesday("15:00")))
        assert (reading.met, reading.due_at) == (True, tuesday("15:00:01"))
        assert (reading.paused, reading.elapsed) == (timedelta(seconds=7201), timedelta(seconds=14399))

    def test_n_paused_too_late_is_breached_for_good(self) -> None:
        reading = read(HALF_HOUR, (START, tuesday("10:12")), (PAUSE, tuesday("10:42")), (RESUME, tuesday("11:00")))
        assert (reading.breached_at, reading.due_at) == (tuesday("10:42"), tuesday("10:42"))
        stopped = read(
            HALF_HOUR,
            (START, tuesday("10:12")),
            (PAUSE, tuesday("10:42")),
            (STOP, tuesday("11:00")),
        )
        assert (stopped.breached_at, stopped.met) == (tuesday("10:42"), False)

    def test_n_paused_too_late_keeps_its_due_moment(self) -> None:
        reading = read(HALF_HOUR, (START, tuesday("10:12")), (PAUSE, tuesday("12:00")))
        assert (reading.state, reading.due_at) == (State.PAUSED, tuesday("10:42"))
        assert reading.breached_by(tuesday("12:30")) == tuesday("10:42")

    def test_n_paused_after_closing_when_time_was_up_at_closing(self) -> None:
        reading = read(HALF_HOUR, (START, tuesday("16:30")), (PAUSE, tuesday("18:00")))
        assert reading.breached_at == tuesday("17:00")


class TestReopening:
    FIRST = ((START, tuesday("09:00")), (STOP, tuesday("11:00")))

    def test_n_a_reopened_clock_goes_on_with_the_time_already_used(self) -> None:
        reading = read(FOUR_HOURS, *self.FIRST, (RESUME, november(26, "09:00")))
        assert (reading.state, reading.met, reading.stopped_at) == (State.RUNNING, None, None)
        assert (reading.elapsed, reading.due_at) == (timedelta(hours=2), november(26, "11:00"))
        assert reading.paused == ZERO

    @pytest.mark.parametrize(("again", "met"), [("10:59:59.999999", True), ("11:00", False)])
    def test_n_a_reopened_clock_is_judged_by_all_its_time(self, again: str, met: bool) -> None:
        reading = read(FOUR_HOURS, *self.FIRST, (RESUME, november(26, "09:00")), (STOP, november(26, again)))
        assert reading.met is met

    def test_n_a_breach_survives_the_reopening(self) -> None:
        reading = read(HALF_HOUR, *self.FIRST, (RESUME, november(26, "09:00")), (STOP, november(26, "09:00:01")))
        assert (reading.met, reading.breached_at) == (False, tuesday("09:30"))

    def test_n_stopped_while_paused_then_reopened(self) -> None:
        reading = read(
            FOUR_HOURS,
            (START, tuesday("09:00")),
            (PAUSE, tuesday("10:00")),
            (STOP, tuesday("11:00")),
            (RESUME, tuesday("13:00")),
        )
        assert (reading.elapsed, reading.paused) == (timedelta(hours=1), timedelta(hours=1))
        assert reading.due_at == tuesday("16:00")


class TestTargets:
    def test_n4_an_agreed_moment_is_the_deadline(self) -> None:
        agreed = AgreedMoment(november(27, "12:00"))
        for at, met in (("11:59:59", True), ("12:00", False)):
            reading = read(agreed, (START, tuesday("10:00")), (STOP, november(27, at)))
            assert (reading.met, reading.due_at) == (met, november(27, "12:00"))

    def test_n4_a_pause_does_not_move_an_agreed_moment(self) -> None:
        agreed = AgreedMoment(november(27, "12:00"))
        paused = ((START, tuesday("10:00")), (PAUSE, tuesday("11:00")))
        assert read(agreed, *paused).due_at == november(27, "12:00")
        assert read(agreed, *paused).breached_by(november(27, "12:00")) == november(27, "12:00")
        assert read(agreed, *paused).remaining_at(november(27, "11:00"), DESK) == timedelta(hours=1)
        assert read(agreed, *paused, (STOP, november(27, "12:00"))).met is False
        assert read(agreed, *paused, (RESUME, november(27, "12:01"))).breached_at == november(27, "12:00")

    def test_n4_reopened_after_the_agreed_moment_was_kept(self) -> None:
        agreed = AgreedMoment(november(24, "12:00"))
        kept = ((START, tuesday("10:00")), (STOP, tuesday("11:00")))
        assert read(agreed, *kept).met is True
        again = read(agreed, *kept, (RESUME, november(26, "09:00")))
        assert (again.breached_at, again.breached_by(november(26, "09:00"))) == (None, tuesday("12:00"))

    def test_w2_delivered_within_working_days(self) -> None:
        for at, met in (("09:59:59", True), ("10:00", False)):
            reading = read(WorkingDays(2), (START, november(23, "10:00")), (STOP, november(25, at)))
            assert (reading.met, reading.due_at) == (met, november(25, "10:00"))

    def test_w2_working_days_move_with_a_pause_too(self) -> None:
        reading = read(
            WorkingDays(2), (START, november(23, "10:00")), (PAUSE, tuesday("16:00")), (RESUME, november(25, "09:30"))
        )
        assert reading.due_at == november(25, "12:00")


class TestAfterTheMarks:
    READING = read(FOUR_HOURS, (START, tuesday("15:00")))

    def test_elapsed_and_remaining_stand_still_while_closed(self) -> None:
        for at in (tuesday("17:00"), tuesday("22:00"), november(25, "08:30")):
            assert self.READING.elapsed_at(at, DESK) == timedelta(hours=2)
            assert self.READING.remaining_at(at, DESK) == timedelta(hours=2)

    def test_remaining_is_negative_when_late(self) -> None:
        assert self.READING.remaining_at(november(25, "11:30"), DESK) == timedelta(hours=-1)

    def test_breached_by_the_due_moment_itself(self) -> None:
        assert self.READING.breached_by(november(25, "10:30") - TICK) is None
        assert self.READING.breached_by(november(25, "10:30")) == november(25, "10:30")

    def test_a_stopped_clock_is_done(self) -> None:
        reading = read(FOUR_HOURS, (START, tuesday("15:00")), (STOP, tuesday("16:00")))
        assert reading.elapsed_at(november(30, "12:00"), DESK) == timedelta(hours=1)
        assert reading.remaining_at(november(30, "12:00"), DESK) == timedelta(hours=3)
        assert reading.breached_by(november(30, "12:00")) is None


class TestMarks:
    def test_marks_are_taken_in_order_of_time(self) -> None:
        in_order = marks((START, tuesday("10:00")), (PAUSE, tuesday("10:10")), (RESUME, tuesday("10:20")))
        assert replay(reversed(in_order), HALF_HOUR, DESK) == replay(in_order, HALF_HOUR, DESK)

    def test_marks_at_one_moment_are_taken_as_given(self) -> None:
        at = tuesday("10:00")
        reading = read(HALF_HOUR, (START, at), (PAUSE, at), (RESUME, at), (STOP, at))
        assert (reading.state, reading.elapsed, reading.met) == (State.STOPPED, ZERO, True)

    @pytest.mark.parametrize(
        "kinds",
        [
            [],
            [STOP],
            [PAUSE, START],
            [START, START],
            [START, RESUME],
            [START, PAUSE, PAUSE],
            [START, PAUSE, RESUME, RESUME],
            [START, STOP, STOP],
            [START, STOP, PAUSE],
            [START, PAUSE, START],
            [START, STOP, START],
        ],
    )
    def test_marks_that_no_clock_can_have_are_refused(self, kinds: list[MarkKind]) -> None:
        written = [(kind, tuesday("10:00") + timedelta(minutes=n)) for n, kind in enumerate(kinds)]
        with pytest.raises(ImpossibleMark, match="clock"):
            read(HALF_HOUR, *written)

    def test_marks_before_the_start_are_refused(self) -> None:
        with pytest.raises(ImpossibleMark, match="start"):
            read(HALF_HOUR, (START, tuesday("10:00")), (STOP, tuesday("09:59")))

    def test_marks_without_a_time_zone_are_refused(self) -> None:
        with pytest.raises(NaiveMoment):
            read(HALF_HOUR, (START, datetime(2026, 11, 24, 10)))  # noqa: DTZ001  the point of the test

    def test_marks_past_the_calendar_are_refused(self) -> None:
        short = OpeningHours(AMSTERDAM, {0: [(time(8), time(9))]}, until=date(2026, 11, 30))
        with pytest.raises(BeyondCalendar):
            replay(marks((START, tuesday("10:00"))), FOUR_HOURS, short)

    def test_marks_in_the_hour_read_twice_keep_their_order(self) -> None:
        always = OpeningHours(AMSTERDAM, ALWAYS)
        start = datetime(2026, 10, 25, 2, 40, tzinfo=AMSTERDAM)
        stop = datetime(2026, 10, 25, 2, 20, tzinfo=AMSTERDAM, fold=1)
        reading = replay(marks((STOP, stop), (START, start)), OpeningTime(timedelta(minutes=40)), always)
        assert (reading.elapsed, reading.met) == (timedelta(minutes=40), False)

    def test_marks_in_the_hour_read_twice_are_judged_by_what_elapsed(self) -> None:
        start = datetime(2026, 10, 25, 1, 30, tzinfo=AMSTERDAM)
        stop = datetime(2026, 10, 25, 2, 50, tzinfo=AMSTERDAM)
        reading = replay(
            marks((START, start), (STOP, stop)), OpeningTime(timedelta(minutes=110)), OpeningHours(AMSTERDAM, ALWAYS)
        )
        assert (reading.elapsed, reading.met) == (timedelta(minutes=80), True)


def history(case: Case, turns: list[MarkKind], last: list[MarkKind], near: list[Spot]) -> tuple[Case, list[Mark]]:
    """A calendar, and marks that a clock can have: some times it stands still and goes on, and then the last ones."""
    kinds = [START, *(kind for turn in turns for kind in (turn, RESUME)), *last]
    moments = sorted(map(case.moment, near), key=micros)
    return case, [Mark(kind, at) for kind, at in zip(kinds, moments, strict=False)]


def histories(*last: list[MarkKind]) -> st.SearchStrategy[tuple[Case, list[Mark]]]:
    turns = st.lists(st.sampled_from([PAUSE, STOP]), max_size=MOST_TURNS)
    enough = 3 + 2 * MOST_TURNS
    return st.builds(history, cases, turns, st.sampled_from(last), st.lists(spots, min_size=enough, max_size=enough))


stopped, running = histories([STOP], [PAUSE, STOP]), histories([])


def answer(written: list[Mark], duration: timedelta, hours: OpeningHours) -> Reading:
    """The reading; an example whose calendar has too little opening time proves nothing."""
    try:
        return replay(written, OpeningTime(duration), hours)
    except NeverOpens:
        reject()


def slow_elapsed(case: Case, written: list[Mark]) -> int:
    """The microseconds run, stretch by stretch."""
    oracle = case.oracle()
    running = [
        (micros(mark.at), micros(following.at)) for mark, following in pairwise(written) if mark.kind in (START, RESUME)
    ]
    return sum(oracle.between(*stretch) for stretch in running)


@steady
@given(stopped, amounts)
def test_n_met_is_elapsed_below_target(of_clock: tuple[Case, list[Mark]], duration: timedelta) -> None:
    case, written = of_clock
    reading = answer(written, duration, case.engine())
    assert reading.elapsed == timedelta(microseconds=slow_elapsed(case, written))
    assert reading.met == (reading.elapsed < duration)
    assert reading.due_at is not None
    assert reading.met == (micros(reading.since) < micros(reading.due_at))


@steady
@given(stopped, amounts)
def test_n_a_breach_is_never_taken_back(of_clock: tuple[Case, list[Mark]], duration: timedelta) -> None:
    case, written = of_clock
    engine = case.engine()
    readings = [answer(written[:length], duration, engine) for length in range(1, len(written) + 1)]
    for before, after in pairwise(readings):
        assert before.breached_at in (None, after.breached_at)
        assert after.breached_at in (None, after.due_at)


@steady
@given(running, amounts, st.integers(0, 10**12))
def test_n_a_running_clock_is_late_from_its_due_moment_on(
    of_clock: tuple[Case, list[Mark]], duration: timedelta, later: int
) -> None:
    case, written = of_clock
    engine = case.engine()
    reading = answer(written, duration, engine)
    now = written[-1].at.astimezone(UTC) + timedelta(microseconds=later)
    assert (reading.breached_by(now) is None) == (reading.elapsed_at(now, engine) < duration)
    if reading.breached_at is None:
        assert reading.remaining_at(now, engine) == duration - reading.elapsed_at(now, engine)
