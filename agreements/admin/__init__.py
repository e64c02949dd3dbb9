"""Agreements and the calendar for administrators: what was agreed is read-only, every edit goes through an action."""

from agreements.admin.base import ByActions, ReadOnly
from agreements.admin.calendar import CalendarAdmin, CalendarDayAdmin, CalendarRevisionAdmin, WeeklyHoursAdmin
from agreements.admin.versions import AgreementAdmin, AgreementVersionAdmin

__all__ = [
    "AgreementAdmin",
    "AgreementVersionAdmin",
    "ByActions",
    "CalendarAdmin",
    "CalendarDayAdmin",
    "CalendarRevisionAdmin",
    "ReadOnly",
    "WeeklyHoursAdmin",
]
