"""How fast opening time is computed: `python -m benchmarks.opening_hours`. Figures to read, not to assert.

Each figure stands beside a bare bisection of the same run, since a loaded machine slows both.
"""

import gc
import platform
import sys
import tracemalloc
from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from time import process_time
from zoneinfo import ZoneInfo

from agreements.opening_hours import Hours, OpeningHours
from agreements.sla_clock import Mark, MarkKind, OpeningTime, replay

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEKLY = {weekday: [(time(8, 30), time(17))] for weekday in range(5)}
FIRST_YEAR, YEARS, LONG_SPAN = 2024, 5, 50
# Month and day of the closed days that keep theirs; Easter and what hangs on it differ in date, not in cost.
CLOSED = ((1, 1), (4, 5), (4, 6), (4, 27), (5, 14), (5, 24), (5, 25), (12, 25), (12, 26))
# Short rounds and many: on a busy machine some of them run undisturbed.
ROUNDS, CALLS = 40, 4_000

START = datetime(2026, 4, 24, 10, 0, tzinfo=AMSTERDAM)
END = datetime(2026, 6, 3, 14, 0, tzinfo=AMSTERDAM)
NORM = timedelta(hours=16)


def dutch_calendar(years: int = YEARS) -> OpeningHours:
    """The desk's hours over so many years, each with its closed days."""
    exceptions: dict[date, Hours] = {
        date(FIRST_YEAR + n, month, day): [] for n in range(years) for month, day in CLOSED
    }
    return OpeningHours(AMSTERDAM, WEEKLY, exceptions, until=date(FIRST_YEAR + years - 1, 12, 31))


def reach_all(hours: OpeningHours, years: int = YEARS) -> None:
    """Make the calendar compute the whole of its span."""
    first = datetime(FIRST_YEAR, 1, 1, tzinfo=AMSTERDAM)
    hours.between(first, datetime(FIRST_YEAR + years, 1, 1, tzinfo=AMSTERDAM))


def per_call(work: Callable[[], object], calls: int = CALLS) -> float:
    """Processor seconds a call, the best of some rounds: what else the machine does can only add."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = process_time()
        for _ in range(calls):
            work()
        best = min(best, process_time() - begun)
    return best / calls


def memory_of(years: int) -> int:
    """Bytes that a calendar keeps, once it has computed this many years."""
    gc.collect()
    tracemalloc.start()
    hours = dutch_calendar(years)
    reach_all(hours, years)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept


def clock_of(marks: int) -> list[Mark]:
    """A clock that was paused and resumed every seven minutes."""
    kinds = [MarkKind.START, *([MarkKind.PAUSE, MarkKind.RESUME] * marks)][:marks]
    return [Mark(kind, START + timedelta(minutes=7 * n)) for n, kind in enumerate(kinds)]


def main() -> None:
    """Measure and print."""
    hours = dutch_calendar()
    reach_all(hours)
    in_utc, until_utc, midnight = START.astimezone(UTC), END.astimezone(UTC), START.replace(hour=0)
    numbers, marks, target = list(range(0, 1300 * 9, 9)), clock_of(200), OpeningTime(NORM)
    print(f"Python {platform.python_version()}, {platform.machine()}, {sys.platform}")
    rates: list[tuple[str, Callable[[], object]]] = [
        ("bare bisection of 1300 whole numbers", lambda: bisect_right(numbers, 6002)),
        ("add 16 h over King's Day, from Amsterdam", lambda: hours.add(START, NORM)),
        ("add 16 h over King's Day, from UTC", lambda: hours.add(in_utc, NORM)),
        ("between, six weeks, from Amsterdam", lambda: hours.between(START, END)),
        ("between, six weeks, from UTC", lambda: hours.between(in_utc, until_utc)),
        ("is_open", lambda: hours.is_open(START)),
        ("next_opening, while closed", lambda: hours.next_opening(midnight)),
        ("add_working_days", lambda: hours.add_working_days(START, 2)),
    ]
    for name, work in rates:
        seconds = per_call(work)
        print(f"{name:<45}{seconds * 1e6:8.2f} us {1 / seconds:12,.0f} a second")
    for years in (YEARS, LONG_SPAN):
        milliseconds = per_call(lambda years=years: reach_all(dutch_calendar(years), years), 1) * 1e3  # type: ignore[misc]
        print(f"build {years} years{milliseconds:36.1f} ms {memory_of(years) / 1024:12,.0f} kB kept")
    print(f"replay a clock of 200 marks{per_call(lambda: replay(marks, target, hours), 5) * 1e3:25.2f} ms")


if __name__ == "__main__":
    main()
