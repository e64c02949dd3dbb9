"""Calendars, moments and amounts for property tests of opening time: ordinary, odd, and around every clock change."""

import os
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from agreements.opening_hours import OpeningHours
from tests.agreements.oracle import MICROSECOND, Hours, Oracle, Weekly

# The same examples on every machine and in every run; more of them when somebody asks (DESK_TEST_EXAMPLES=1000).
EXAMPLES = int(os.environ.get("DESK_TEST_EXAMPLES", "40"))
steady = settings(derandomize=True, deadline=None, database=None, max_examples=EXAMPLES)

# Summer time of an hour and of half an hour, clocks changed at midnight, distances of odd minutes, and none of these.
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


class Spot(NamedTuple):
    """A moment near a case's focus: so many microseconds from its noon, or (from -1 to 1) from an edge of the hours."""

    day: int
    edge: time | None
    again: bool
    micros: int
    zone: str


class Case(NamedTuple):
    """A calendar as written down, and the date around which it is asked about."""

    focus: date
    zone: str
    weekly: Weekly
    exceptions: dict[date, Hours]
    changes: dict[date, Weekly]

    @classmethod
    def around(
        cls, focus: date, zone: str, weekly: Weekly, exceptions: dict[int, Hours], changes: dict[int, Weekly]
    ) -> "Case":
        """A case with its dates counted from the focus."""
        return cls(
            focus,
            zone,
            weekly,
            {focus + timedelta(days): hours for days, hours in exceptions.items()},
            {focus + timedelta(days): changed for days, changed in changes.items()},
        )

    def engine(self) -> OpeningHours:
        return OpeningHours(self.zone, self.weekly, self.exceptions, changes=self.changes)

    def oracle(self) -> Oracle:
        return Oracle(ZoneInfo(self.zone), self.weekly, self.exceptions, self.changes)

    def moment(self, spot: Spot) -> datetime:
        on = self.focus + timedelta(spot.day)
        if spot.edge is None:
            near = datetime.combine(on, time(12), UTC)
        else:
            near = datetime.combine(on, spot.edge, ZoneInfo(self.zone)).replace(fold=int(spot.again)).astimezone(UTC)
        return (near + spot.micros * MICROSECOND).astimezone(ZoneInfo(spot.zone))


# Strategies are made once, here: making them anew for every example costs more than the example.
_days = st.integers(-12, 12)
_zones = st.sampled_from(ZONES)
_times = st.sampled_from(EDGES) | st.times()
# In the order in which a range can be written; what would end where it begins ends the day.
_ranges = st.tuples(_times, _times).map(lambda pair: (min(pair), max(pair) if pair[0] != pair[1] else time(0)))
_hours = st.lists(_ranges, max_size=3)
_weeks = st.sampled_from([OFFICE, ALWAYS, {}]) | st.dictionaries(st.integers(0, 6), _hours, max_size=7)

cases = st.builds(
    Case.around,
    st.sampled_from(FOCUSES),
    _zones,
    _weeks,
    st.dictionaries(_days, _hours, max_size=6),
    st.dictionaries(_days, _weeks, max_size=2),
)
spots = st.builds(Spot, _days, st.sampled_from(EDGES), st.booleans(), st.integers(-1, 1), _zones) | st.builds(
    Spot, _days, st.none(), st.just(value=False), st.integers(-43_200_000_000, 43_200_000_000), _zones
)
amounts = (
    st.integers(0, 80).map(lambda halves: timedelta(hours=halves / 2))
    | st.timedeltas(timedelta(), timedelta(days=5))
    | st.sampled_from([MICROSECOND, timedelta(hours=8.5)])
)
