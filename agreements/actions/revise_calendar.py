"""The one way in which an edit of the calendar becomes something that clocks can pin."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import SecurityEventKind, User
from accounts.refusals import Refusal
from accounts.security.log import note
from agreements.actions.newer import check_is_newest
from agreements.models import Calendar, CalendarDay, CalendarRevision, WeeklyHours
from agreements.permissions import check_can_edit_agreements
from agreements.snapshot import Snapshot, opening_hours_of, snapshot_of
from agreements.wording import ZONE


@transaction.atomic
def lock_calendar(based_on: int | None = None, *, now: datetime | None = None) -> Calendar:
    """The calendar's settings, locked to the end of the transaction: edits of the calendar wait for each other.

    Refused (409) when `based_on`, the revision that the edit was looked at with, is no longer the newest.
    """
    # An update before the read: it takes the lock on SQLite too, where SELECT ... FOR UPDATE does nothing.
    Calendar.objects.filter(pk=1).update(id=1)
    calendar = Calendar.objects.select_for_update().get(pk=1)
    check_calendar_unchanged(based_on, now=now)
    return calendar


def check_calendar_unchanged(based_on: int | None, *, now: datetime | None = None) -> None:
    """Refuse (409) with who, when and why, when there is a newer revision than this one; None asks for no check."""
    newest = CalendarRevision.objects.select_related("created_by").order_by("-number").first()
    sentence = gettext(
        "The calendar was changed in the meantime, by %(who)s at %(when)s (%(why)s). Nothing is saved: look at "
        "what your change does now, and save it again."
    )
    check_is_newest(newest, based_on, sentence, now=now)


@transaction.atomic
def revise_calendar(*, actor: User | None, now: datetime, reason: str) -> CalendarRevision:
    """Store the calendar as it is as the next revision; when nothing changed, the newest one is the answer.

    Called in the transaction of the edit. Clocks that pinned an older revision keep it (N). Refused: a calendar with a
    year in which nothing opens.
    """
    check_can_edit_agreements(actor)
    calendar = lock_calendar()
    snapshot = snapshot_of(calendar, WeeklyHours.objects.all(), CalendarDay.objects.all())
    newest = CalendarRevision.objects.order_by("-number").first()
    if newest is not None and newest.snapshot == snapshot:
        return newest
    check_opens(snapshot, now=now)
    number = newest.number + 1 if newest else 1
    if actor is not None:
        note(SecurityEventKind.SETTING_CHANGED, actor=actor, now=now, subject="calendar", data={"revision": number})
    return CalendarRevision.objects.create(
        number=number, snapshot=snapshot, reason=reason, created_at=now, created_by=actor
    )


def check_opens(snapshot: Snapshot, *, now: datetime) -> None:
    """Refuse a calendar in which a year from now on has no opening at all."""
    hours, until = opening_hours_of(snapshot), date.fromisoformat(snapshot["until"])
    for year in range(now.astimezone(ZONE).year, until.year + 1):
        begins, ends = datetime(year, 1, 1, tzinfo=ZONE), datetime(year, 12, 31, 12, tzinfo=ZONE)
        if until >= ends.date() and next(iter(hours.stretches(begins, ends)), None) is None:
            raise Refusal(
                _("With this we would not open at all in %(year)s: give at least one day opening times.")
                % {"year": year}
            )
