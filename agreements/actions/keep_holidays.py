"""Public holidays for the years ahead, and the policy that they follow (H)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from agreements.actions.revise_calendar import lock_calendar, revise_calendar
from agreements.holidays import holidays_of
from agreements.models import Calendar, CalendarDay, CalendarRevision, DayOrigin
from agreements.permissions import check_can_edit_agreements
from agreements.wording import ZONE

YEARS_AHEAD = 2


@transaction.atomic
def extend_calendar(*, now: datetime) -> CalendarRevision | None:
    """Make the calendar reach to the end of the year after next; None when it does already. Safe to run at any time.

    Only years that have no holidays yet get them: what was generated earlier stays as it is.
    """
    until = date(now.astimezone(ZONE).year + YEARS_AHEAD, 12, 31)
    if not Calendar.objects.filter(pk=1, until__lt=until).exists():
        return None
    calendar = lock_calendar()
    if calendar.until >= until:
        return None
    for year in range(calendar.until.year + 1, until.year + 1):
        CalendarDay.objects.bulk_create(_generated(year, calendar), ignore_conflicts=True)
    calendar.until = until
    calendar.save(update_fields=["until"])
    return revise_calendar(actor=None, now=now, reason=f"Feestdagen tot en met {until.year}")


@transaction.atomic
def set_holiday_policy(
    *,
    actor: User | None,
    now: datetime,
    good_friday: str,
    liberation_day: str,
    reason: str = "",
    based_on: int | None = None,
) -> CalendarRevision:
    """Which optional holidays are closed days. Holidays from tomorrow on are generated anew; earlier ones stay.

    Refused (409): a calendar changed since the revision `based_on`.
    """
    check_can_edit_agreements(actor)
    calendar = lock_calendar(based_on, now=now)
    calendar.good_friday, calendar.liberation_day = good_friday, liberation_day
    calendar.save(update_fields=["good_friday", "liberation_day"])
    today = now.astimezone(ZONE).date()
    CalendarDay.objects.filter(origin=DayOrigin.GENERATED, date__gt=today).delete()
    CalendarDay.objects.bulk_create(generated_after(today, calendar))
    chosen = f"Goede Vrijdag: {good_friday}; Bevrijdingsdag: {liberation_day}"
    return revise_calendar(actor=actor, now=now, reason=f"{reason.strip()} ({chosen})" if reason.strip() else chosen)


def generated_after(today: date, calendar: Calendar) -> list[CalendarDay]:
    """The holidays after a day up to the calendar's end under its policy, unsaved."""
    years = range(today.year, calendar.until.year + 1)
    return [day for year in years for day in _generated(year, calendar) if day.date > today]


def _generated(year: int, calendar: Calendar) -> list[CalendarDay]:
    return holidays_of(year, good_friday=calendar.good_friday, liberation_day=calendar.liberation_day)
