"""A deadline that explains itself: by the design's picture, by example (N, H5, W2), and by law on random histories."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from agreements.ledger import Closed, Kind, Ledger, NamedDay, Row, as_json, days, ledger
from agreements.opening_hours import NaiveMoment, NeverOpens, OpeningHours
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
from tests.agreements.calendars import ALWAYS, OFFICE, Case, Spot, amounts, cases, spots, steady
from tests.agreements.oracle import Hours, micros

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
START, PAUSE, RESUME, STOP = MarkKind
ZERO = timedelta()
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOST_TURNS = 3
# From this width on, the middle of a piece of a bar is away from its rounded edges.
WIDE = 4
RUNNING = (Kind.COUNTED, Kind.LATE)
NAMES = {
    date(2026, 12, 24): "Kerstavond, tot 12:00",
    date(2026, 12, 25): "Eerste Kerstdag",
    date(2026, 12, 26): "Tweede Kerstdag",
    date(2027, 1, 1): "Nieuwjaarsdag",
}
DESK = OpeningHours(
    AMSTERDAM,
    OFFICE,
    {on: [(time(8, 30), time(12))] if "tot" in name else [] for on, name in NAMES.items()},
)


def named(on: date) -> str:
    return NAMES.get(on, "")


def on(day: int, at: str, month: int = 11) -> datetime:
    return datetime.combine(date(2026, month, day), time.fromisoformat(at), AMSTERDAM)


def december(day: int, at: str) -> datetime:
    return on(day, at, 12)


def marks(*written: tuple[MarkKind, datetime]) -> list[Mark]:
    return [Mark(kind, at) for kind, at in written]


def explained(target: Target, now: datetime, *written: tuple[MarkKind, datetime], hours: OpeningHours = DESK) -> Ledger:
    return ledger(marks(*written), target, hours, now=now, closed_name=named)


def lines(of: Ledger) -> list[str]:
    """The rows as the rail shows them: from, until, what, what it adds."""
    return [f"{row.start:%a %H:%M}-{row.end:%a %H:%M} {row.kind} {row.adds}" for row in of.rows]


def closed(of: Ledger) -> list[tuple[Closed | None, tuple[str, ...]]]:
    return [(row.why, row.names) for row in of.rows if row.kind == Kind.CLOSED]


class TestThePictureOfTheDesign:
    OF = explained(
        OpeningTime(8 * HOUR),
        on(24, "10:12"),
        (START, on(23, "15:20")),
        (PAUSE, on(23, "16:35")),
        (RESUME, on(24, "08:52")),
    )

    def test_n2_rows_are_those_of_the_picture(self) -> None:
        assert lines(self.OF) == [
            "Mon 15:20-Mon 16:35 counted 1:15:00",
            "Mon 16:35-Mon 17:00 paused 0:00:00",
            "Mon 17:00-Tue 08:30 closed 0:00:00",
            "Tue 08:30-Tue 08:52 paused 0:00:00",
            "Tue 08:52-Tue 10:12 counted 1:20:00",
            "Tue 10:12-Tue 15:37 left 5:25:00",
        ]
        assert [row.until_now for row in self.OF.rows] == [False, False, False, False, True, False]
        assert closed(self.OF) == [(Closed.NIGHT, ())]

    def test_n2_sums_are_those_of_the_picture(self) -> None:
        assert (self.OF.due_at, self.OF.target, self.OF.breached_at) == (on(24, "15:37"), 8 * HOUR, None)
        assert (self.OF.counted, self.OF.left) == (155 * MINUTE, 325 * MINUTE)
        assert (self.OF.paused, self.OF.late) == (47 * MINUTE, ZERO)
        assert [row.running_sum // MINUTE for row in self.OF.rows] == [75, 75, 75, 75, 155, 480]

    def test_bars_are_those_of_the_picture(self) -> None:
        monday, tuesday = days(self.OF)
        assert [(s.kind, s.x, s.width) for s in monday.segments] == [
            ("empty", 0, 804),
            ("counted", 804, 147),
            ("paused", 951, 49),
        ]
        assert [(s.kind, s.x, s.width) for s in tuesday.segments] == [
            ("paused", 0, 43),
            ("counted", 43, 157),
            ("left", 200, 637),
            ("empty", 837, 163),
        ]
        assert (monday.on, monday.due, tuesday.on, tuesday.due) == (date(2026, 11, 23), None, date(2026, 11, 24), 837)
        assert (tuesday.opens, tuesday.closes) == (on(24, "08:30"), on(24, "17:00"))

    def test_json_is_the_same_story(self) -> None:
        told = as_json(self.OF, clause="N2")
        rows = told.pop("rows")
        assert told == {
            "clause": "N2",
            "state": "running",
            "target": {"kind": "opening_time", "seconds": 28800.0},
            "started_at": "2026-11-23T15:20:00+01:00",
            "now": "2026-11-24T10:12:00+01:00",
            "due_at": "2026-11-24T15:37:00+01:00",
            "breached_at": None,
            "counted_seconds": 9300.0,
            "paused_seconds": 2820.0,
            "left_seconds": 19500.0,
            "late_seconds": 0.0,
        }
        assert isinstance(rows, list)
        assert rows[2] == {
            "kind": "closed",
            "from": "2026-11-23T17:00:00+01:00",
            "until": "2026-11-24T08:30:00+01:00",
            "opening_seconds": 0.0,
            "running_sum_seconds": 4500.0,
            "why": "night",
            "named": [],
            "working_day": None,
        }


class TestWhatAClockDid:
    FOUR = OpeningTime(4 * HOUR)

    def test_n_late_is_told_from_the_due_moment_on(self) -> None:
        of = explained(OpeningTime(HOUR), on(25, "09:00"), (START, on(24, "15:30")))
        assert lines(of) == [
            "Tue 15:30-Tue 16:30 counted 1:00:00",
            "Tue 16:30-Tue 17:00 late 0:30:00",
            "Tue 17:00-Wed 08:30 closed 0:00:00",
            "Wed 08:30-Wed 09:00 late 0:30:00",
        ]
        assert (of.counted, of.late, of.left, of.breached_at) == (2 * HOUR, HOUR, ZERO, on(24, "16:30"))

    def test_n_at_the_due_moment_itself_it_is_late_by_nothing(self) -> None:
        of = explained(OpeningTime(HOUR), on(24, "11:00"), (START, on(24, "10:00")))
        assert (lines(of), of.breached_at, of.late) == (["Tue 10:00-Tue 11:00 counted 1:00:00"], on(24, "11:00"), ZERO)

    def test_n_time_used_up_at_closing_leaves_no_night(self) -> None:
        of = explained(OpeningTime(HOUR), on(24, "16:30"), (START, on(24, "16:00")))
        assert lines(of) == ["Tue 16:00-Tue 16:30 counted 0:30:00", "Tue 16:30-Tue 17:00 left 0:30:00"]
        assert days(of)[0].due == 1000

    def test_n_stopped_in_time_keeps_what_it_did_not_need(self) -> None:
        of = explained(self.FOUR, on(27, "12:00"), (START, on(24, "09:00")), (STOP, on(24, "10:30")))
        assert lines(of) == ["Tue 09:00-Tue 10:30 counted 1:30:00", "Tue 10:30-Tue 13:00 left 2:30:00"]
        assert (of.state, of.now, of.due_at) == (State.STOPPED, on(24, "10:30"), on(24, "13:00"))
        assert not any(row.until_now for row in of.rows)

    def test_n_stopped_too_late_ends_at_its_stop(self) -> None:
        of = explained(OpeningTime(HOUR), on(27, "12:00"), (START, on(24, "09:00")), (STOP, on(24, "10:30")))
        assert lines(of) == ["Tue 09:00-Tue 10:00 counted 1:00:00", "Tue 10:00-Tue 10:30 late 0:30:00"]

    def test_n_a_paused_clock_tells_what_is_left_but_not_when(self) -> None:
        of = explained(self.FOUR, on(25, "09:00"), (START, on(24, "15:00")), (PAUSE, on(24, "16:00")))
        assert lines(of)[1:] == [
            "Tue 16:00-Tue 17:00 paused 0:00:00",
            "Tue 17:00-Wed 08:30 closed 0:00:00",
            "Wed 08:30-Wed 09:00 paused 0:00:00",
        ]
        assert (of.due_at, of.left, of.paused) == (None, 3 * HOUR, 1.5 * HOUR)
        assert of.rows[-1].until_now

    def test_n_a_pause_after_the_due_moment_is_a_pause_of_a_late_clock(self) -> None:
        of = explained(
            OpeningTime(HOUR),
            on(24, "13:00"),
            (START, on(24, "09:00")),
            (PAUSE, on(24, "11:00")),
            (RESUME, on(24, "12:00")),
        )
        assert lines(of) == [
            "Tue 09:00-Tue 10:00 counted 1:00:00",
            "Tue 10:00-Tue 11:00 late 1:00:00",
            "Tue 11:00-Tue 12:00 paused 0:00:00",
            "Tue 12:00-Tue 13:00 late 1:00:00",
        ]

    def test_n_pauses_while_closed_are_closed_time(self) -> None:
        of = explained(
            self.FOUR, on(25, "09:00"), (START, on(24, "16:00")), (PAUSE, on(24, "18:00")), (RESUME, on(24, "22:00"))
        )
        assert [row.kind for row in of.rows] == ["counted", "closed", "counted", "left"]

    def test_n_between_stop_and_reopening_is_one_stretch_over_nights(self) -> None:
        of = explained(
            self.FOUR, on(26, "10:00"), (START, on(23, "09:00")), (STOP, on(23, "11:00")), (RESUME, on(26, "09:30"))
        )
        assert lines(of) == [
            "Mon 09:00-Mon 11:00 counted 2:00:00",
            "Mon 11:00-Thu 09:30 stopped 0:00:00",
            "Thu 09:30-Thu 10:00 counted 0:30:00",
            "Thu 10:00-Thu 11:30 left 1:30:00",
        ]
        assert of.rows[1].opening == 24 * HOUR
        assert [day.on.day for day in days(of)] == [23, 26]

    def test_n_reported_while_closed_begins_with_closed_time(self) -> None:
        of = explained(OpeningTime(HOUR), on(28, "14:20"), (START, on(28, "14:20")))
        assert lines(of) == ["Sat 14:20-Mon 08:30 closed 0:00:00", "Mon 08:30-Mon 09:30 left 1:00:00"]
        assert closed(of) == [(Closed.WEEKEND, ())]

    def test_a_moment_before_the_last_mark_is_read_as_that_mark(self) -> None:
        written = (START, on(24, "09:00")), (PAUSE, on(24, "10:00"))
        assert explained(self.FOUR, on(24, "09:59:59.9"), *written) == explained(self.FOUR, on(24, "10:00"), *written)

    def test_a_moment_without_a_time_zone_is_refused(self) -> None:
        with pytest.raises(NaiveMoment):
            explained(self.FOUR, datetime(2026, 11, 24, 10), (START, on(24, "09:00")))  # noqa: DTZ001  the point of the test

    def test_marks_that_no_clock_can_have_are_refused(self) -> None:
        with pytest.raises(ImpossibleMark):
            explained(self.FOUR, on(24, "10:00"), (START, on(24, "09:00")), (RESUME, on(24, "09:30")))


class TestWhyClosed:
    SIXTEEN = OpeningTime(16 * HOUR)

    def test_h_a_closed_period_tells_its_holidays_and_is_one_row(self) -> None:
        of = explained(self.SIXTEEN, december(23, "16:00"), (START, december(23, "15:00")))
        assert lines(of) == [
            "Wed 15:00-Wed 16:00 counted 1:00:00",
            "Wed 16:00-Wed 17:00 left 1:00:00",
            "Wed 17:00-Thu 08:30 closed 0:00:00",
            "Thu 08:30-Thu 12:00 left 3:30:00",
            "Thu 12:00-Mon 08:30 closed 0:00:00",
            "Mon 08:30-Mon 17:00 left 8:30:00",
            "Mon 17:00-Tue 08:30 closed 0:00:00",
            "Tue 08:30-Tue 10:30 left 2:00:00",
        ]
        assert closed(of) == [
            (Closed.NIGHT, ()),
            (Closed.NAMED, ("Kerstavond, tot 12:00", "Eerste Kerstdag", "Tweede Kerstdag")),
            (Closed.NIGHT, ()),
        ]
        assert of.rows[4].named[1] == NamedDay(date(2026, 12, 25), "Eerste Kerstdag")

    def test_h_a_start_on_the_holiday_itself_tells_it(self) -> None:
        of = explained(OpeningTime(HOUR), december(26, "14:00"), (START, december(26, "14:00")))
        assert closed(of) == [(Closed.NAMED, ("Tweede Kerstdag",))]

    def test_h_a_later_opening_is_told_of_the_night_before_it_only(self) -> None:
        later: dict[date, Hours] = {date(2026, 12, 24): [(time(10), time(17))], date(2026, 12, 25): []}
        hours = OpeningHours(AMSTERDAM, OFFICE, later)
        of = explained(self.SIXTEEN, december(23, "16:00"), (START, december(23, "16:00")), hours=hours)
        assert closed(of) == [
            (Closed.NAMED, ("Kerstavond, tot 12:00",)),
            (Closed.NAMED, ("Eerste Kerstdag", "Tweede Kerstdag")),
        ]

    @pytest.mark.parametrize("named_before", [1, 4])
    def test_h_odd_hours_are_compared_with_an_ordinary_day(self, named_before: int) -> None:
        """New Year's Eve a week after Christmas Eve, and a day of which all four weeks before it had a name too."""
        half: Hours = [(time(8, 30), time(12))]
        short = {date(2026, 12, 31) - n * timedelta(weeks=1): half for n in range(named_before + 1)}
        of = ledger(
            marks((START, december(31, "11:00"))),
            OpeningTime(2 * HOUR),
            OpeningHours(AMSTERDAM, OFFICE, short),
            now=december(31, "11:00"),
            closed_name=lambda day: "tot 12:00" if day in short else "",
        )
        assert closed(of) == [(Closed.NAMED, ("tot 12:00",))]

    @pytest.mark.parametrize("stop", [on(27, "20:00"), on(28, "00:00")])
    def test_h_the_evening_of_a_stop_is_no_weekend_and_no_break(self, stop: datetime) -> None:
        of = explained(
            OpeningTime(8 * HOUR), on(30, "09:00"), (START, on(27, "16:00")), (STOP, stop), (RESUME, on(30, "09:00"))
        )
        assert closed(of) == [(Closed.NIGHT, ())]

    def test_h_one_name_for_several_days_is_told_once(self) -> None:
        shut: dict[date, Hours] = {date(2026, 12, day): [] for day in (28, 29, 30)}
        of = ledger(
            marks((START, december(27, "12:00"))),
            OpeningTime(HOUR),
            OpeningHours(AMSTERDAM, OFFICE, shut),
            now=december(27, "12:00"),
            closed_name=lambda day: "Verhuizing" if day in shut else "",
        )
        assert (of.rows[0].names, len(of.rows[0].named), of.due_at) == (("Verhuizing",), 3, december(31, "09:30"))

    @pytest.mark.parametrize(
        ("start", "why"),
        [
            (on(24, "12:10"), Closed.BREAK),
            (on(24, "06:00"), Closed.NIGHT),
            (on(24, "19:00"), Closed.DAY),
            (on(27, "19:00"), Closed.WEEKEND),
            (on(26, "17:00"), Closed.NIGHT),
        ],
    )
    def test_h_breaks_nights_weekends_and_other_days_are_told_apart(self, start: datetime, why: Closed) -> None:
        halves = [(time(8, 30), time(12)), (time(13), time(17))]
        hours = OpeningHours(AMSTERDAM, dict.fromkeys((0, 1, 3, 4), halves))
        assert explained(OpeningTime(HOUR), start, (START, start), hours=hours).rows[0].why == why

    def test_h_without_names_every_closed_day_is_ordinary(self) -> None:
        of = ledger(marks((START, december(25, "12:00"))), OpeningTime(HOUR), DESK, now=december(25, "12:00"))
        assert closed(of) == [(Closed.WEEKEND, ())]


class TestWorkingDays:
    def test_w2_rows_are_working_days(self) -> None:
        of = explained(WorkingDays(2), december(23, "15:00"), (START, december(23, "10:00")))
        assert [(f"{row.start:%d %H:%M}", f"{row.end:%d %H:%M}", row.kind, row.working_day) for row in of.rows] == [
            ("23 10:00", "23 15:00", "counted", 0),
            ("23 15:00", "24 00:00", "left", 0),
            ("24 00:00", "25 00:00", "left", 1),
            ("25 00:00", "28 00:00", "closed", None),
            ("28 00:00", "28 10:00", "left", 2),
        ]
        assert (of.due_at, of.rows[2].names) == (december(28, "10:00"), ("Kerstavond, tot 12:00",))
        assert closed(of) == [(Closed.NAMED, ("Eerste Kerstdag", "Tweede Kerstdag"))]
        assert (of.counted, of.counted + of.left) == (5 * HOUR, of.target)

    def test_w2_a_whole_first_day_is_the_first(self) -> None:
        of = explained(WorkingDays(2), on(28, "14:20"), (START, on(28, "14:20")))
        assert [(row.kind, row.working_day) for row in of.rows] == [("closed", None), ("left", 1), ("left", 2)]
        assert (of.due_at, of.rows[-1].end) == (on(1, "17:00", 12), on(1, "17:00", 12))

    def test_w2_a_pause_cuts_a_working_day(self) -> None:
        of = explained(
            WorkingDays(2),
            on(25, "09:30"),
            (START, on(23, "10:00")),
            (PAUSE, on(24, "16:00")),
            (RESUME, on(25, "09:30")),
        )
        assert [(row.kind, row.working_day) for row in of.rows] == [
            *(("counted", 0), ("counted", 1), ("paused", 1), ("paused", 2), ("left", 2)),
        ]
        assert (of.due_at, of.paused) == (on(25, "12:00"), 2 * HOUR)

    def test_w2_between_stop_and_reopening_is_one_stretch_over_days(self) -> None:
        of = explained(
            WorkingDays(2),
            on(26, "09:30"),
            (START, on(23, "10:00")),
            (STOP, on(24, "10:00")),
            (RESUME, on(26, "09:00")),
        )
        assert [(row.kind, row.working_day) for row in of.rows] == [
            *(("counted", 0), ("counted", 1), ("stopped", None), ("counted", 3), ("left", 3), ("left", 4)),
        ]
        assert (of.due_at, of.counted + of.left) == (on(27, "09:00"), of.target)


class TestAgreedMoments:
    def test_n4_a_moment_agreed_before_the_start_still_reads_forwards(self) -> None:
        of = explained(AgreedMoment(on(24, "09:00")), on(24, "10:30"), (START, on(24, "10:00")))
        assert [(row.start, row.end) for row in of.rows] == [(on(24, "09:00"), on(24, "09:00"))]
        assert (of.late, of.left) == (0.5 * HOUR, ZERO)

    def test_n4_an_agreed_moment_is_one_statement(self) -> None:
        agreed = AgreedMoment(on(27, "12:00"))
        of = explained(agreed, on(25, "10:00"), (START, on(24, "10:00")), (PAUSE, on(24, "11:00")))
        assert [(row.kind, row.start, row.end) for row in of.rows] == [("agreed", on(24, "10:00"), on(27, "12:00"))]
        assert (of.target, of.due_at, of.counted, of.paused) == (None, on(27, "12:00"), HOUR, 7.5 * HOUR)
        assert (of.left, days(of)) == (19 * HOUR, [])
        assert as_json(of, clause="N4")["target"] == {"kind": "agreed_moment", "at": "2026-11-27T12:00:00+01:00"}

    def test_n4_an_agreed_moment_that_passed_is_late(self) -> None:
        of = explained(AgreedMoment(on(24, "12:00")), on(24, "13:00"), (START, on(24, "10:00")))
        assert (of.breached_at, of.late, of.left, len(of.rows)) == (on(24, "12:00"), HOUR, ZERO, 1)


class TestClockChanges:
    def test_h1_the_hour_read_twice_counts_twice(self) -> None:
        start = datetime(2026, 10, 25, 1, 30, tzinfo=AMSTERDAM)
        again = datetime(2026, 10, 25, 2, 15, tzinfo=AMSTERDAM, fold=1)
        of = explained(OpeningTime(2 * HOUR), again, (START, start), hours=OpeningHours(AMSTERDAM, ALWAYS))
        assert (of.counted, of.left) == (105 * MINUTE, 15 * MINUTE)
        assert as_json(of, clause="N1")["now"] == "2026-10-25T02:15:00+01:00"
        assert (of.rows[0].end.fold, of.rows[0].until_now) == (1, True)

    def test_h1_due_at_midnight_stands_at_the_end_of_its_day_only(self) -> None:
        start, now = on(24, "23:00"), on(25, "01:00")
        of = explained(OpeningTime(HOUR), now, (START, start), hours=OpeningHours(AMSTERDAM, ALWAYS))
        assert [(bar.on.day, bar.due) for bar in days(of)] == [(24, 1000), (25, None)]

    def test_h1_a_bar_over_the_skipped_hour_is_a_shorter_day(self) -> None:
        start = datetime(2026, 3, 29, 0, 0, tzinfo=AMSTERDAM)
        of = explained(OpeningTime(23 * HOUR), start, (START, start), hours=OpeningHours(AMSTERDAM, ALWAYS))
        (sunday,) = days(of)
        assert ([(s.kind, s.width) for s in sunday.segments], sunday.due) == ([("left", 1000)], 1000)


# The laws, on random histories over calendars of every kind, held against the replay and against the slow oracle.
class Clock:
    """A random clock: its calendar, marks, target and present moment, and what the two engines say of them."""

    def __init__(self, case: Case, turns: list[MarkKind], last: list[MarkKind], near: list[Spot]) -> None:
        kinds = [START, *(kind for turn in turns for kind in (turn, RESUME)), *last]
        moments = sorted(map(case.moment, near[: len(kinds) + 1]), key=micros)
        self.case, self.now = case, moments[-1]
        self.marks = [Mark(kind, at) for kind, at in zip(kinds, moments, strict=False)]
        self.hours, self.oracle = case.engine(), case.oracle()

    def by(self, target: Target) -> tuple[Ledger, Reading]:
        """The ledger and the reading; an example whose calendar has too little opening time proves nothing."""
        try:
            reading = replay(self.marks, target, self.hours)
            return ledger(self.marks, target, self.hours, now=self.now, closed_name=self.name), reading
        except NeverOpens:
            reject()

    def name(self, day: date) -> str:
        return f"dated {day}" if day in self.case.exceptions else ""

    def open_in(self, start: datetime, end: datetime) -> timedelta:
        return timedelta(microseconds=self.oracle.between(micros(start), micros(end)))

    def spent(self, *after: MarkKind) -> timedelta:
        """The opening time after marks of these kinds, up to the next mark or the present moment, by the oracle."""
        ends = [*self.marks[1:], Mark(STOP, self.marks[-1].at if self.marks[-1].kind == STOP else self.now)]
        pairs = zip(self.marks, ends, strict=True)
        return sum((self.open_in(a.at, b.at) for a, b in pairs if a.kind in after), ZERO)


_enough = 4 + 2 * MOST_TURNS
clocks = st.builds(
    Clock,
    cases,
    st.lists(st.sampled_from([PAUSE, STOP]), max_size=MOST_TURNS),
    st.sampled_from([[], [], [PAUSE], [STOP], [PAUSE, STOP]]),
    st.lists(spots, min_size=_enough, max_size=_enough),
)
targets = amounts.map(OpeningTime) | st.integers(1, 4).map(WorkingDays)


def adding(rows: Iterable[Row], *kinds: Kind) -> timedelta:
    return sum((row.opening for row in rows if row.kind in kinds), ZERO)


def length(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)


@steady
@given(clocks, targets)
def test_rows_are_in_order_without_gaps_from_the_start_to_the_last_moment(of: Clock, target: Target) -> None:
    told, reading = of.by(target)
    last = reading.since if reading.state == State.STOPPED else of.now
    ends = max(micros(last), micros(reading.due_at)) if reading.due_at else micros(last)
    if not told.rows:
        assert micros(of.marks[0].at) == ends
        return
    assert (micros(told.rows[0].start), micros(told.rows[-1].end)) == (micros(of.marks[0].at), ends)
    for row, following in pairwise(told.rows):
        assert micros(row.end) == micros(following.start)
        assert (row.kind, row.working_day) != (following.kind, following.working_day)
    for row in told.rows:
        assert micros(row.start) < micros(row.end)
        assert (row.start.tzinfo, row.end.tzinfo) == (of.hours.timezone, of.hours.timezone)


@steady
@given(clocks, targets)
def test_n_the_sums_are_those_of_the_replay_and_of_the_oracle(of: Clock, target: Target) -> None:
    told, reading = of.by(target)
    assert told.counted == reading.elapsed_at(of.now, of.hours) == of.spent(START, RESUME)
    now_paused = of.open_in(reading.since, of.now) if reading.state == State.PAUSED else ZERO
    assert told.paused == reading.paused + now_paused == of.spent(PAUSE)
    assert (told.due_at, told.state) == (reading.due_at, reading.state)
    assert told.breached_at == reading.breached_by(of.now)
    assert told.left == max(ZERO, reading.remaining_at(of.now, of.hours))
    assert adding(told.rows, Kind.COUNTED, Kind.LATE) == told.counted
    assert (adding(told.rows, Kind.PAUSED), adding(told.rows, Kind.LATE)) == (told.paused, told.late)
    assert adding(told.rows, Kind.LEFT) == (ZERO if told.due_at is None else told.left)


@steady
@given(clocks, amounts)
def test_n_counted_and_left_make_the_norm(of: Clock, duration: timedelta) -> None:
    told, _ = of.by(OpeningTime(duration))
    assert told.target == duration == told.counted + told.left - told.late
    assert not (told.left and told.late)
    assert (told.breached_at is None) == (told.counted < duration)
    if told.due_at is not None and told.rows:
        assert told.rows[-1].running_sum == duration + told.late
    for row, following in pairwise(told.rows):
        assert row.running_sum + following.adds == following.running_sum


@steady
@given(clocks, st.integers(1, 4))
def test_w2_counted_and_left_make_the_working_days(of: Clock, number: int) -> None:
    told, reading = of.by(WorkingDays(number))
    assert told.counted + told.left - told.late == told.target
    assert told.breached_at is not None or not told.late
    for row in told.rows:
        if row.kind not in (Kind.CLOSED, Kind.STOPPED):
            first, last = row.start, (row.end.astimezone(UTC) - timedelta(microseconds=1)).astimezone(row.end.tzinfo)
            assert (first.date(), row.working_day is not None) == (last.date(), True)
    if not told.paused and len(of.marks) == 1 and micros(of.now) <= micros(reading.due_at or of.now):
        assert told.rows[-1].working_day == number or told.rows[-1].kind == Kind.CLOSED


@steady
@given(clocks, amounts)
def test_h5_every_row_is_what_the_oracle_and_the_marks_say(of: Clock, duration: timedelta) -> None:
    told, reading = of.by(OpeningTime(duration))
    for row in told.rows:
        middle = (micros(row.start) + micros(row.end)) // 2
        assert row.opening == of.open_in(row.start, row.end)
        last = next(mark.kind for mark in reversed(of.marks) if micros(mark.at) <= middle)
        if row.kind == Kind.CLOSED:
            assert row.opening == ZERO
        elif row.kind == Kind.LEFT:
            assert middle >= micros(told.now)
            assert row.opening == length(row.start, row.end)
        else:
            assert last in {Kind.PAUSED: (PAUSE,), Kind.STOPPED: (STOP,)}.get(row.kind, (START, RESUME))
            assert row.kind == Kind.STOPPED or row.opening == length(row.start, row.end)
        if row.kind in RUNNING and reading.due_at is not None:
            assert (middle >= micros(reading.due_at)) == (row.kind == Kind.LATE)


@steady
@given(clocks, targets)
def test_h_a_closed_row_tells_every_dated_day_that_it_covers_and_no_other(of: Clock, target: Target) -> None:
    told, _ = of.by(target)
    for row in told.rows:
        quarters = (
            row.start.astimezone(UTC) + n * 6 * HOUR for n in range(length(row.start, row.end) // (6 * HOUR) + 1)
        )
        touched = {at.astimezone(row.start.tzinfo).date() for at in quarters} | {row.end.date()}
        within = {day for day in touched if day not in (row.start.date(), row.end.date())}
        names = {day.on for day in row.named}
        assert all(day.name == of.name(day.on) for day in row.named)
        assert names <= set(of.case.exceptions)
        assert (row.why is None) == (row.kind != Kind.CLOSED)
        if row.kind == Kind.CLOSED:
            assert {day for day in within if day in of.case.exceptions} <= names <= touched
            assert (row.why == Closed.NAMED) == bool(names)


@steady
@given(clocks, targets)
def test_bars_are_filled_by_their_rows(of: Clock, target: Target) -> None:
    told, _ = of.by(target)
    bars = days(told)
    assert [bar.on for bar in bars] == sorted({bar.on for bar in bars})
    for bar in bars:
        assert sum(segment.width for segment in bar.segments) == 1000
        x = 0
        for segment in bar.segments:
            assert (segment.x, segment.width > 0) == (x, True)
            x += segment.width
            if segment.width >= WIDE:
                middle = length(bar.opens, bar.closes) * (2 * segment.x + segment.width) / 2000
                assert drawn_at(told, bar.opens.astimezone(UTC) + middle) == segment.kind
    ticks = [bar for bar in bars if bar.due is not None]
    assert len(ticks) <= 1
    for bar in ticks:
        assert told.due_at is not None
        assert bar.due is not None
        exact = length(bar.opens, told.due_at) / length(bar.opens, bar.closes) * 1000
        assert abs(bar.due - exact) <= 0.5 + 1e-6


def drawn_at(told: Ledger, at: datetime) -> Kind:
    row = next((row for row in told.rows if micros(row.start) <= micros(at) < micros(row.end)), None)
    drawn = row is not None and row.kind not in (Kind.CLOSED, Kind.STOPPED) and told.hours.is_open(at)
    return row.kind if drawn and row else Kind.EMPTY


@steady
@given(clocks, targets | spots)
def test_json_keeps_every_microsecond(of: Clock, drawn: Target | Spot) -> None:
    target = AgreedMoment(of.case.moment(drawn)) if isinstance(drawn, Spot) else drawn
    told, reading = of.by(target)
    read = json.loads(json.dumps(as_json(told, clause="N2")))
    assert timedelta(seconds=read["counted_seconds"]) == reading.elapsed_at(of.now, of.hours)
    assert [timedelta(seconds=row["running_sum_seconds"]) for row in read["rows"]] == [
        row.running_sum for row in told.rows
    ]
    assert (read["due_at"] and micros(datetime.fromisoformat(read["due_at"]))) == (
        reading.due_at and micros(reading.due_at)
    )
    for row, written in zip(told.rows, read["rows"], strict=True):
        assert micros(datetime.fromisoformat(written["from"])) == micros(row.start)
        assert micros(datetime.fromisoformat(written["until"])) == micros(row.end)


@steady
@given(clocks, spots)
def test_n4_an_agreed_moment_counts_as_its_replay(of: Clock, spot: Spot) -> None:
    told, reading = of.by(AgreedMoment(of.case.moment(spot)))
    assert (told.counted, told.paused) == (of.spent(START, RESUME), of.spent(PAUSE))
    assert (told.due_at, told.breached_at) == (reading.due_at, reading.breached_by(of.now))
    assert [row.kind for row in told.rows] == [Kind.AGREED]
