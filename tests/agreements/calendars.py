"""Calendars, moments and amounts for property tests of opening time: ordinary, odd, and around every clock change."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from agreements.opening_hours import OpeningHours
from tests.agreements.oracle import MICROSECOND, Hours, Oracle, Weekly

# The same examples on every machine and in every run.
steady = settings(derandomize=True, deadline=None, database=None, max_examples=100)

# Summer time of an hour and of half an hour, clocks changed at midnight, distances of odd minutes, and none of all that.
ZONES = (
    *("Europe/Amsterdam",) * 3,
    *("UTC", "America/New_York", "America/St_Johns", "America/Havana", "America/Santiago", "Australia/Lord_Howe"),
    "Asia/Kathmandu",
)
# The clocks change in most of these weeks, in one zone or another.
FOCUSES = (
    *(date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 27), date(2026, 9, 6), date(2025, 11, 2)),
    *(date(2026, 3, 8), date(2026, 4, 5), date(2026, 12, 31)),
)
EDGES = tuple(
    map(time, *zip((0, 0), (1, 30), (2, 0), (2, 30), (3, 0), (8, 30), (12, 0), (17, 0), (22, 0), strict=True))
)
OFFICE: Weekly = {weekday: [(time(8, 30), time(17))] for weekday in range(5)}
ALWAYS: Weekly = {weekday: [(time(0), time(0))] for weekday in range(7)}


class Case(NamedTuple):
    """A calendar as written down, and the date around which it is asked about."""

    focus: date
    zone: str
    weekly: Weekly
    exceptions: dict[date, Hours]
    changes: dict[date, Weekly]

    def engine(self, until: date | None = None) -> OpeningHours:
        return OpeningHours(self.zone, self.weekly, self.exceptions, changes=self.changes, until=until)

    def oracle(self) -> Oracle:
        return Oracle(ZoneInfo(self.zone), self.weekly, self.exceptions, self.changes)

    def moments(self, days: int = 12) -> st.SearchStrategy[datetime]:
        """Moments near the focus: any microsecond, or close to an edge of the hours, in any time zone."""
        day = st.integers(-days, days).map(lambda n: self.focus + timedelta(n))
        near_edge = st.builds(self.near_edge, day, st.sampled_from(EDGES), st.booleans(), st.integers(-1, 1))
        anywhere = st.integers(-days * 86_400_000_000, days * 86_400_000_000).map(self.from_focus)
        return st.builds(datetime.astimezone, near_edge | anywhere, st.sampled_from([UTC, *map(ZoneInfo, ZONES)]))

    def near_edge(self, on: date, at: time, again: bool, shift: int) -> datetime:  # noqa: FBT001  drawn by hypothesis
        edge = datetime.combine(on, at, ZoneInfo(self.zone)).replace(fold=int(again))
        return edge.astimezone(UTC) + shift * MICROSECOND

    def from_focus(self, micros: int) -> datetime:
        return datetime.combine(self.focus, time(12), UTC) + micros * MICROSECOND


def amounts(most: timedelta = timedelta(days=5)) -> st.SearchStrategy[timedelta]:
    whole_hours = st.integers(0, 40).map(lambda n: timedelta(hours=n / 2))
    return whole_hours | st.timedeltas(timedelta(), most) | st.sampled_from([MICROSECOND, timedelta(hours=8.5)])


def times() -> st.SearchStrategy[time]:
    return st.sampled_from(EDGES) | st.times()


def ranges() -> st.SearchStrategy[tuple[time, time]]:
    """A range in the order in which it can be written; what ends at midnight ends the day."""
    return st.tuples(times(), times()).map(lambda pair: (min(pair), max(pair) if min(pair) < max(pair) else time(0)))


def hours() -> st.SearchStrategy[Hours]:
    return st.lists(ranges(), max_size=3)


def weeks() -> st.SearchStrategy[Weekly]:
    return st.sampled_from([OFFICE, ALWAYS, {}]) | st.dictionaries(st.integers(0, 6), hours(), max_size=7)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    focus = draw(st.sampled_from(FOCUSES))
    near = st.integers(-10, 10).map(lambda n: focus + timedelta(n))
    exceptions = draw(st.dictionaries(near, hours(), max_size=6))
    changes = draw(st.dictionaries(near, weeks(), max_size=2))
    return Case(focus, draw(st.sampled_from(ZONES)), draw(weeks()), exceptions, changes)
