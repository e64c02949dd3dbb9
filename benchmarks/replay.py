"""How fast a long life is replayed: `python -m benchmarks.replay`. Needs no database; figures to read, not to assert.

Two hundred marks of one clock, and lives of two hundred events: with a pause in every three, with reports,
reclassified, and with another ticket merged in. `python -m benchmarks.replay profile` says where the time goes.
"""

import cProfile
import os
import pstats
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import cycle, islice
from typing import Any

EVENTS, BUDGET = 200, 1.0

START = datetime(2026, 1, 5, 9, 12, tzinfo=UTC)
EVERY = timedelta(minutes=37)
PINS = {"agreement_version": 1, "calendar_revision": 1}


def books() -> Any:
    """Terms and hours as the agreement has them, without the database that keeps them."""
    from agreements.matrix import OZMO_MATRIX
    from agreements.terms import Norm, Terms
    from agreements.wording import ZONE
    from benchmarks.opening_hours import dutch_calendar, reach_all
    from tickets.sla import Books

    hours, hour = dutch_calendar(), timedelta(hours=1)
    reach_all(hours)
    norms = {1: Norm("N1", hour / 2, 4 * hour, 2 * hour), 2: Norm("N2", hour, 8 * hour, 4 * hour)}
    norms |= {3: Norm("N3", 2 * hour, 16 * hour, 6 * hour), 4: Norm("N4", 4 * hour, None, None)}
    terms = Terms(
        version_id=1, number=1, effective_from=date(2026, 1, 1), timezone=ZONE, matrix=OZMO_MATRIX, norms=norms,
        phone_number="", change_working_days=2, maintenance_per_year=24, notice_days=3, notice_hours=72,
        reservation_days=30, reopening_working_days=10, reminder_working_days=2, closing_working_days=10,
        pauses_while_waiting=True, reclassify_from="start", rounding_minutes=15, rounding_per="entry",
        vat_percent=Decimal(21), billable_grounds=("configuration",), confirm_working_days=5,
        approval_working_days=10, approval_reminder_working_days=2,
    )  # fmt: skip
    return Books(terms=lambda _: terms, hours=lambda _: hours)


def classified(category: int) -> dict[str, Any]:
    """What an incident of this category is, as events say it."""
    return {"kind": "incident", "ground": "", "impact": "some", "severity": "no_calls", "category": category}


def life(verbs: Iterable[tuple[str, str, dict[str, Any]]]) -> list[Any]:
    """A submitted incident with these events after it, each with the status after it and its data."""
    from tickets.enums import EventKind, Status
    from tickets.sla import Happening

    first = {"submitted_at": START.isoformat(), **classified(2), **PINS}
    events = islice(cycle(verbs), EVENTS - 1)
    return [Happening(EventKind.SUBMITTED, START, Status.NEW, first)] + [
        Happening(EventKind(verb), START + number * EVERY, Status(status), data)
        for number, (verb, status, data) in enumerate(events, start=1)
    ]


def lives() -> dict[str, list[Any]]:
    """The lives that are folded, by what they are called."""
    talk: list[tuple[str, str, dict[str, Any]]] = [
        ("customer_asked", "waiting", {}),
        ("customer_replied", "in_progress", {}),
        ("replied", "in_progress", {}),
    ]
    report = [("status_reported", "in_progress", {"number": 1})]
    change = [("reclassified", "in_progress", classified(number)) for number in (3, 2)]
    calm = 13 * talk
    long_talk = life([*talk])
    brought = {"other": "OZ-2", "classification": classified(1), "rounds": _running(long_talk[:20])}
    merged = life([*talk])
    merged[150] = type(merged[0])(kind_of("absorbed"), merged[150].at, merged[149].status, brought)
    return {
        "a pause in every three": long_talk,
        "and a report": life([*talk, *report]),
        "only reports": life(report),
        "reclassified four times": life([*calm, change[0], *calm, change[1]]),
        "merged": merged,
    }


def kind_of(name: str) -> Any:
    """The event's kind."""
    from tickets.enums import EventKind

    return EventKind(name)


def _running(history: list[Any]) -> list[dict[str, Any]]:
    from tickets.sla import folded
    from tickets.sla.merging import brought_along

    return brought_along(folded(history, books()).rounds.values())


def measured(work: Callable[[], object]) -> str:
    """Milliseconds of processor time, the best of some rounds."""
    from benchmarks.opening_hours import per_call

    return f"{1000 * per_call(work, calls=10):8.2f} ms   (budget {BUDGET} ms)"


def _rows(history: list[Any], known: Any) -> object:
    from tickets.models import Ticket
    from tickets.sla import clocks_of

    return clocks_of(Ticket(), history, known)


def main() -> None:
    """Measure, or profile, and print."""
    from agreements.sla_clock import OpeningTime, replay
    from benchmarks.opening_hours import clock_of
    from tickets.sla import folded

    known = books()
    marks, target, hours = clock_of(EVENTS), OpeningTime(timedelta(hours=16)), known.hours(1)
    print(f"{f'replay of {EVENTS} marks':<54}{measured(lambda: replay(marks, target, hours))}")
    every = lives()
    for name, history in every.items():
        alone = partial(folded, history, known)
        print(f"{f'fold of {EVENTS} events, {name}':<54}{measured(alone)}")
        print(f"{'  with the rows of its clocks':<54}{measured(partial(_rows, history, known))}")
    if "profile" in sys.argv:
        profile = cProfile.Profile()
        profile.enable()
        for history in every.values():
            for _ in range(20):
                _rows(history, known)
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    os.environ.setdefault("DATABASE_URL", "sqlite://")
    os.environ["DJANGO_SETTINGS_MODULE"] = "ozmo_desk.settings"
    os.environ.setdefault("DESK_MODE", "test")
    import django

    django.setup()
    main()
