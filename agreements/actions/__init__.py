"""Everything that changes agreements and the calendar: each function is one transaction."""

from agreements.actions.add_rate import add_rate, check_rate, check_rates_unchanged
from agreements.actions.keep_holidays import extend_calendar, generated_after, set_holiday_policy
from agreements.actions.publish_version import (
    check_agreements_unchanged,
    check_effective_from,
    check_terms,
    publish_version,
)
from agreements.actions.revise_calendar import check_calendar_unchanged, check_opens, revise_calendar
from agreements.actions.set_day import check_day, remove_day, set_day
from agreements.actions.set_weekly_hours import check_begin, remove_weekly_hours, set_weekly_hours

__all__ = [
    "add_rate",
    "check_agreements_unchanged",
    "check_begin",
    "check_calendar_unchanged",
    "check_day",
    "check_effective_from",
    "check_opens",
    "check_rate",
    "check_rates_unchanged",
    "check_terms",
    "extend_calendar",
    "generated_after",
    "publish_version",
    "remove_day",
    "remove_weekly_hours",
    "revise_calendar",
    "set_day",
    "set_holiday_policy",
    "set_weekly_hours",
]
