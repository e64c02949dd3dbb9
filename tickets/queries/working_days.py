"""Dates as the helpdesk works: whether a day is a working day, and when it ends (H1, W2)."""

from datetime import date, datetime, time, timedelta

from agreements.opening_hours import OpeningHours, OpeningHoursError
from agreements.queries import opening_hours
from tickets.catalogue.answers import Days


def days_at(revision_id: int, *, now: datetime) -> Days:
    """Today and the working days by a calendar revision, for the dates of a form."""
    hours = opening_hours(revision_id)
    return Days(now.astimezone(hours.timezone).date(), lambda on: closing_on(hours, on) is not None)


def closing_on(hours: OpeningHours, on: date) -> datetime | None:
    """When the helpdesk closes on that day; None on a day without opening time, or past the end of the calendar."""
    start = datetime.combine(on, time.min, hours.timezone)
    end = datetime.combine(on + timedelta(days=1), time.min, hours.timezone)
    try:
        return max((closes for _opens, closes in hours.stretches(start, end)), default=None)
    except OpeningHoursError:
        return None
