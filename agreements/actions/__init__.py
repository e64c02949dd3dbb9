"""Everything that changes agreements and the calendar: each function is one transaction."""

from agreements.actions.keep_holidays import extend_calendar, set_holiday_policy
from agreements.actions.publish_version import check_effective_from, check_terms, publish_version
from agreements.actions.revise_calendar import revise_calendar
from agreements.actions.set_day import check_day, remove_day, set_day
from agreements.actions.set_weekly_hours import set_weekly_hours

__all__ = [
    "check_day",
    "check_effective_from",
    "check_terms",
    "extend_calendar",
    "publish_version",
    "remove_day",
    "revise_calendar",
    "set_day",
    "set_holiday_policy",
    "set_weekly_hours",
]
