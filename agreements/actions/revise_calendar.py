"""The one way in which an edit of the calendar becomes something that clocks can pin."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from agreements.models import Calendar, CalendarDay, CalendarRevision, WeeklyHours
from agreements.permissions import check_can_edit_agreements
from agreements.snapshot import snapshot_of


@transaction.atomic
def lock_calendar() -> Calendar:
    """The calendar's settings, locked to the end of the transaction: edits of the calendar wait for each other."""
    # An update before the read: it takes the lock on SQLite too, where SELECT ... FOR UPDATE does nothing.
    Calendar.objects.filter(pk=1).update(id=1)
    return Calendar.objects.select_for_update().get(pk=1)


@transaction.atomic
def revise_calendar(*, actor: User | None, now: datetime, reason: str) -> CalendarRevision:
    """Store the calendar as it is as the next revision; when nothing changed, the newest one is the answer.

    Called in the transaction of the edit. Clocks that pinned an older revision keep it (N).
    """
    check_can_edit_agreements(actor)
    calendar = lock_calendar()
    snapshot = snapshot_of(calendar, WeeklyHours.objects.all(), CalendarDay.objects.all())
    newest = CalendarRevision.objects.order_by("-number").first()
    if newest is not None and newest.snapshot == snapshot:
        return newest
    number = newest.number + 1 if newest else 1
    return CalendarRevision.objects.create(
        number=number, snapshot=snapshot, reason=reason, created_at=now, created_by=actor
    )
