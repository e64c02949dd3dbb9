"""A calendar as one JSON value: what a revision stores, and opening hours are computed from.

{"timezone", "until", "weekly": week, "changes": {date: week}, "exceptions": {date: {"hours", "nl", "en"}}}
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypedDict
from zoneinfo import ZoneInfo

from agreements.hours import Ranges, StoredRanges, StoredWeek, ranges_from, week_from
from agreements.models import Calendar, CalendarDay, DayOrigin, WeeklyHours
from agreements.opening_hours import OpeningHours


class SnapshotDay(TypedDict):
    """Hours of one date and its name, as customers read it."""

    hours: StoredRanges
    nl: str
    en: str


class Snapshot(TypedDict):
    """Everything that the opening hours are computed from, in a fixed order, so that equal calendars are equal."""

    timezone: str
    until: str
    weekly: StoredWeek
    changes: dict[str, StoredWeek]
    exceptions: dict[str, SnapshotDay]


def snapshot_of(calendar: Calendar, weeks: Iterable[WeeklyHours], days: Iterable[CalendarDay]) -> Snapshot:
    """The snapshot of these rows. A day set by hand wins from a holiday on the same date (H)."""
    base, *changes = sorted(weeks, key=lambda week: week.effective_from)
    by_hand_last = sorted(days, key=lambda day: (day.date, day.origin == DayOrigin.HAND))
    return {
        "timezone": calendar.timezone,
        "until": calendar.until.isoformat(),
        "weekly": base.hours,
        "changes": {week.effective_from.isoformat(): week.hours for week in changes},
        "exceptions": {
            day.date.isoformat(): {"hours": day.hours, "nl": day.name_nl, "en": day.name_en} for day in by_hand_last
        },
    }


def opening_hours_of(snapshot: Snapshot) -> OpeningHours:
    """The engine that answers for this calendar."""
    return OpeningHours(
        ZoneInfo(snapshot["timezone"]),
        week_from(snapshot["weekly"]),
        {date.fromisoformat(on): ranges_from(day["hours"]) for on, day in snapshot["exceptions"].items()},
        changes={date.fromisoformat(on): week_from(week) for on, week in snapshot["changes"].items()},
        until=date.fromisoformat(snapshot["until"]),
    )


def week_in_force(snapshot: Snapshot, on: date) -> dict[int, Ranges]:
    """The ordinary hours of the week that `on` is in, by weekday (Monday = 0)."""
    begun = [begins for begins in snapshot["changes"] if date.fromisoformat(begins) <= on]
    return week_from(snapshot["changes"][max(begun)] if begun else snapshot["weekly"])
