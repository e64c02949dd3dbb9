"""Other hours for an ordinary week, from a date on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from agreements.actions.revise_calendar import lock_calendar, revise_calendar
from agreements.hours import checked_week
from agreements.models import CalendarRevision, WeeklyHours
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
) -> CalendarRevision:
    """Give the week these hours from a date on (H1): {"0": [["08:30", "17:00"]]}, Monday = 0, absent = closed.

    Refused with a sentence: a date in the past, no reason, reversed or overlapping hours, a week that never opens.
    """
    check_can_edit_agreements(actor)
    if not reason.strip():
        raise Refusal(_("Give a reason."))
    if effective_from < now.astimezone(ZONE).date():
        raise Refusal(_("Weekly opening times cannot begin in the past."))
    stored = checked_week(hours)
    lock_calendar()
    WeeklyHours.objects.update_or_create(effective_from=effective_from, defaults={"hours": stored})
    return revise_calendar(actor=actor, now=now, reason=reason.strip())
