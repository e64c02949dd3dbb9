"""The agreement and the calendar as rows: fields, constraints, indexes; no rules."""

from agreements.models.agreement import Agreement
from agreements.models.calendar import Calendar, GoodFriday, LiberationDay
from agreements.models.calendar_day import CalendarDay, DayOrigin
from agreements.models.calendar_revision import CalendarRevision
from agreements.models.immutable import WrittenOnceError
from agreements.models.matrix_cell import MatrixCell
from agreements.models.norm_time import NormTime
from agreements.models.rate import Activity, Rate
from agreements.models.version import AgreementVersion, BillableGround, ReclassifyFrom, RoundingPer
from agreements.models.weekly_hours import WeeklyHours

__all__ = [
    "Activity",
    "Agreement",
    "AgreementVersion",
    "BillableGround",
    "Calendar",
    "CalendarDay",
    "CalendarRevision",
    "DayOrigin",
    "GoodFriday",
    "LiberationDay",
    "MatrixCell",
    "NormTime",
    "Rate",
    "ReclassifyFrom",
    "RoundingPer",
    "WeeklyHours",
    "WrittenOnceError",
]
