"""The calendar as it would be after an edit that is not saved yet: what a preview and the simulator compute with."""

from __future__ import annotations

from datetime import date

from agreements.models import Calendar, CalendarDay, DayOrigin, WeeklyHours
from agreements.opening_hours import OpeningHours
from agreements.snapshot import opening_hours_of, snapshot_of


def hours_with_day(day: CalendarDay) -> OpeningHours:
    """The opening hours with this day by hand (saved or not) in the place of the one on its date. Three SQL."""
    given = CalendarDay(date=day.date, hours=day.hours, name_nl=day.name_nl, name_en=day.name_en, origin=DayOrigin.HAND)
    return _hours([*_days_but(day.date), given])


def hours_without_day(on: date) -> OpeningHours:
    """The opening hours when the day by hand on this date is taken back. Three SQL."""
    return _hours(_days_but(on))


def _days_but(on: date) -> list[CalendarDay]:
    return list(CalendarDay.objects.exclude(date=on, origin=DayOrigin.HAND))


def _hours(days: list[CalendarDay]) -> OpeningHours:
    return opening_hours_of(snapshot_of(Calendar.objects.get(pk=1), WeeklyHours.objects.all(), days))
