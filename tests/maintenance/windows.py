"""Windows and moments as tests write them down, and the helpdesk's calendar that they are held against."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from agreements.opening_hours import Hours, OpeningHours
from maintenance.schedule import Span

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OFFICE: Mapping[int, Hours] = {weekday: [(time(8, 30), time(17))] for weekday in range(5)}
DATED: Mapping[date, Hours] = {
    date(2026, 4, 6): [],
    date(2026, 4, 27): [],
    date(2026, 5, 14): [],
    date(2026, 11, 28): [(time(10), time(12))],
    date(2026, 12, 3): [(time(8, 30), time(12)), (time(13), time(17))],
    date(2026, 12, 24): [(time(8, 30), time(12))],
    date(2026, 12, 25): [],
    date(2027, 1, 1): [],
}
DESK = OpeningHours(AMSTERDAM, OFFICE, DATED, until=date(2027, 12, 31))
NIGHT_SHIFT = OpeningHours(AMSTERDAM, {weekday: [(time(0), time(0))] for weekday in range(7)})


def local(text: str) -> datetime:
    """A moment by the clock in Amsterdam; the later of two when it ends in an asterisk."""
    return datetime.fromisoformat(text.removesuffix("*")).replace(tzinfo=AMSTERDAM, fold=int(text.endswith("*")))


def span(text: str) -> Span:
    """A window as `2026-11-28 22:00 > 2026-11-29 02:00`; without its second date it ends on the first."""
    starts, ends = text.split(" > ")
    return Span(local(starts), local(ends if "-" in ends else f"{starts[:10]} {ends}"))


def spoken(window: Span) -> str:
    """The window as `span` reads it."""
    starts, ends = (_spoken(at) for at in window.local(AMSTERDAM))
    return f"{starts} > {ends.removeprefix(starts[:11])}"


def _spoken(at: datetime) -> str:
    read = at.replace(tzinfo=None).isoformat(" ").removesuffix(":00")
    return read + "*" * at.fold


def named(cases: Mapping[str, tuple[object, ...]]) -> "list[pytest.ParameterSet]":
    """The cases of a table, each under its own name."""
    return [pytest.param(*case, id=name) for name, case in cases.items()]
