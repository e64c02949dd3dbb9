"""Days with hours of their own, put in the calendar by an administrator (H)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import NotVisible, Refusal
from agreements.actions.revise_calendar import lock_calendar, revise_calendar
from agreements.hours import checked_ranges
from agreements.models import Calendar, CalendarDay, CalendarRevision, DayOrigin
from agreements.permissions import check_can_edit_agreements
from agreements.wording import ZONE


@transaction.atomic
def set_day(
    *,
    actor: User | None,
    now: datetime,
    date: date,
    hours: Sequence[Sequence[str]],
    reason_nl: str,
    reason_en: str = "",
    based_on: int | None = None,
) -> CalendarRevision:
    """Give a date its own hours, [] for closed, with the reason that customers see; wins from a holiday on it.

    Hours are [["08:30", "12:00"], ...]. Refused with a sentence: no reason, reversed or overlapping hours, a date in
    the past or past the calendar's end, a calendar changed since the revision `based_on` (409). Gives the revision
    that it made.
    """
    check_can_edit_agreements(actor)
    reason_nl, reason_en = reason_nl.strip(), reason_en.strip()
    if not reason_nl:
        raise Refusal(_("Give a reason: customers see it."))
    stored = checked_ranges(hours)
    _check_reach(date, lock_calendar(based_on, now=now), now)
    CalendarDay.objects.update_or_create(
        date=date,
        origin=DayOrigin.HAND,
        defaults={"hours": stored, "name_nl": reason_nl, "name_en": reason_en or reason_nl},
    )
    return revise_calendar(actor=actor, now=now, reason=f"{date}: {reason_nl}")


@transaction.atomic
def remove_day(*, actor: User | None, now: datetime, date: date, based_on: int | None = None) -> CalendarRevision:
    """Take back the hours that were given to a date by hand: it is a holiday or an ordinary day again.

    Refused: a date that has none, a date in the past, a calendar changed since `based_on` (409). Gives the revision
    that it made.
    """
    check_can_edit_agreements(actor)
    _check_reach(date, lock_calendar(based_on, now=now), now)
    removed, _by_model = CalendarDay.objects.filter(date=date, origin=DayOrigin.HAND).delete()
    if not removed:
        raise NotVisible(_("This day has no opening times of its own."))
    return revise_calendar(actor=actor, now=now, reason=f"{date}: -")


def check_day(on: date, *, now: datetime) -> None:
    """Refuse with a sentence a date whose hours cannot be changed: a past one, or one past the calendar's end."""
    _check_reach(on, Calendar.objects.get(pk=1), now)


def _check_reach(on: date, calendar: Calendar, now: datetime) -> None:
    if on < now.astimezone(ZONE).date():
        raise Refusal(_("A day in the past cannot be changed any more."))
    if on > calendar.until:
        raise Refusal(_("The calendar does not reach that far yet."))
