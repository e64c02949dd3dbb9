"""Other hours for an ordinary week, from a date on: given, changed and taken back by an administrator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import NotVisible, Refusal
from agreements.actions.revise_calendar import lock_calendar, revise_calendar
from agreements.hours import checked_week
from agreements.models import Calendar, CalendarRevision, WeeklyHours
from agreements.permissions import check_can_edit_agreements
from agreements.wording import ZONE


@transaction.atomic
def set_weekly_hours(
    *,
    actor: User | None,
    now: datetime,
    effective_from: date,
    hours: Mapping[str, Sequence[Sequence[str]]],
    reason: str,
    based_on: int | None = None,
) -> CalendarRevision:
    """Give the week these hours from a date on (H1): {"0": [["08:30", "17:00"]]}, Monday = 0, absent = closed.

    Refused with a sentence: a date in the past or past the calendar's end, no reason, reversed or overlapping hours, a
    week that never opens, a calendar changed since the revision `based_on` (409).
    """
    check_can_edit_agreements(actor)
    reason = _reason(reason)
    stored = checked_week(hours)
    _check_reach(effective_from, lock_calendar(based_on, now=now), now)
    WeeklyHours.objects.update_or_create(effective_from=effective_from, defaults={"hours": stored})
    return revise_calendar(actor=actor, now=now, reason=reason)


@transaction.atomic
def remove_weekly_hours(
    *, actor: User | None, now: datetime, effective_from: date, reason: str, based_on: int | None = None
) -> CalendarRevision:
    """Take back weekly hours that are not in force yet: those before them go on.

    Refused with a sentence: hours that are in force already, a date that has none, no reason, a calendar changed since
    the revision `based_on` (409).
    """
    check_can_edit_agreements(actor)
    reason = _reason(reason)
    lock_calendar(based_on, now=now)
    if effective_from <= now.astimezone(ZONE).date():
        raise Refusal(_("These weekly opening times are in force already: give others from a later date."))
    removed, _by_model = WeeklyHours.objects.filter(effective_from=effective_from).delete()
    if not removed:
        raise NotVisible(_("There are no other weekly opening times from that date."))
    return revise_calendar(actor=actor, now=now, reason=f"{effective_from}: - ({reason})")


def check_begin(effective_from: date, *, now: datetime) -> None:
    """Refuse with a sentence a date that weekly hours cannot begin on: a past one, or one past the calendar's end."""
    _check_reach(effective_from, Calendar.objects.get(pk=1), now)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refusal(_("Give a reason."))
    return reason.strip()


def _check_reach(effective_from: date, calendar: Calendar, now: datetime) -> None:
    if effective_from < now.astimezone(ZONE).date():
        raise Refusal(_("Weekly opening times cannot begin in the past."))
    if effective_from > calendar.until:
        raise Refusal(_("The calendar does not reach that far yet."))
