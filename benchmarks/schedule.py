"""How fast a year of maintenance is suggested: `python -m benchmarks.schedule`. Figures to read, not to assert.

The worst of these is one window taken on every night, which leaves every preferred hour to be stepped away from.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from time import process_time

from benchmarks.opening_hours import AMSTERDAM, dutch_calendar, reach_all
from maintenance.schedule import SUNDAY, Monthly, Rule, Span, free_slots, series, weekend_slots

ROUNDS = 10
FIRST = datetime(2026, 11, 27, 10, 12, tzinfo=AMSTERDAM)
LAST = FIRST.replace(year=2027)


def evenings(days: int) -> list[Span]:
    """A window of three hours on every evening."""
    first = FIRST.astimezone(UTC).replace(hour=20, minute=0)
    return [Span(first + timedelta(day), first + timedelta(day, hours=3)) for day in range(days)]


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time, the best of some rounds: what else the machine does can only add."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = process_time()
        work()
        best = min(best, process_time() - begun)
    return best * 1000


def main() -> None:
    """Measure and print."""
    hours = dutch_calendar()
    reach_all(hours)
    for length in (1, 4, 14, 24, 72):
        for taken in ([], evenings(360)):
            spent = milliseconds(
                lambda length=length, taken=taken: list(  # type: ignore[misc]
                    free_slots(timedelta(hours=length), hours, taken, not_before=FIRST, until=LAST, zone=AMSTERDAM)
                )
            )
            print(f"a year of free slots of {length:>2} hours, {len(taken):>3} taken: {spent:5.1f} ms")
    weeks = date(2026, 11, 23), date(2027, 1, 3)
    four = timedelta(hours=4)
    spent = milliseconds(lambda: weekend_slots(*weeks, four, hours, evenings(40), not_before=FIRST, zone=AMSTERDAM))
    print(f"the weekends of six weeks: {spent:.2f} ms")
    rule = Rule(Monthly(1, SUNDAY), date(2027, 1, 1), time(6), time(8), count=12)
    print(f"a year of first Sundays: {milliseconds(lambda: series(rule, AMSTERDAM)):.2f} ms")


if __name__ == "__main__":
    main()
