"""The calendar as it would be after an edit that is not saved yet: what a preview and the simulator compute with.

Each takes three SQL statements.
"""

from __future__ import annotations

from datetime import date, datetime

from agreements.actions.keep_holidays import generated_after
from agreements.models import Calendar, CalendarDay, DayOrigin, WeeklyHours
from agreements.snapshot import Snapshot, snapshot_of
from agreements.wording import ZONE


def snapshot_with_day(day: CalendarDay) -> Snapshot:
    """With this day by hand (saved or not) in the place of the one on its date."""
    given = CalendarDay(date=day.date, hours=day.hours, name_nl=day.name_nl, name_en=day.name_en, origin=DayOrigin.HAND)
    return _snapshot(days=[*_days_but(day.date), given])


def snapshot_without_day(on: date) -> Snapshot:
    """When the day by hand on this date is taken back."""
    return _snapshot(days=_days_but(on))


def snapshot_with_week(week: WeeklyHours) -> Snapshot:
    """With these weekly hours (saved or not) from their date on."""
    return _snapshot(weeks=[*_weeks_but(week.effective_from), week])


def snapshot_without_week(effective_from: date) -> Snapshot:
    """When the weekly hours from this date on are taken back."""
    return _snapshot(weeks=_weeks_but(effective_from))


def snapshot_with_policy(*, good_friday: str, liberation_day: str, now: datetime) -> Snapshot:
    """With the holidays after today under another policy."""
    calendar, today = Calendar.objects.get(pk=1), now.astimezone(ZONE).date()
    calendar.good_friday, calendar.liberation_day = good_friday, liberation_day
    kept = CalendarDay.objects.exclude(date__gt=today, origin=DayOrigin.GENERATED)
    return _snapshot(calendar, days=[*kept, *generated_after(today, calendar)])


def _days_but(on: date) -> list[CalendarDay]:
    return list(CalendarDay.objects.exclude(date=on, origin=DayOrigin.HAND))


def _weeks_but(effective_from: date) -> list[WeeklyHours]:
    return list(WeeklyHours.objects.exclude(effective_from=effective_from))


def _snapshot(
    calendar: Calendar | None = None, *, weeks: list[WeeklyHours] | None = None, days: list[CalendarDay] | None = None
) -> Snapshot:
    return snapshot_of(
        calendar or Calendar.objects.get(pk=1),
        WeeklyHours.objects.all() if weeks is None else weeks,
        CalendarDay.objects.all() if days is None else days,
    )
