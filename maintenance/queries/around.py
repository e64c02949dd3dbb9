"""Which maintenance a customer may be noticing: what somebody who reports a ticket is shown, and who handles it."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.composed import Composed
from maintenance.enums import Status
from maintenance.models import MaintenanceWindow

JUST_AFTER = timedelta(hours=2)


def windows_around(customer_id: int, at: datetime, after: timedelta = JUST_AFTER) -> list[MaintenanceWindow]:
    """The windows that affect a customer and were going on at a moment, or had ended less than `after` before it.

    Announced ones count from their start on, cancelled ones when they had begun. One SQL, in order of start.
    """
    return _around(customer_id, at, at - after)


def _windows(customer_id: int, at: datetime, since: datetime) -> QuerySet[MaintenanceWindow]:
    begun = Q(status__in=[Status.ANNOUNCED, Status.RUNNING, Status.COMPLETED]) | Q(
        status=Status.CANCELLED, started_at__isnull=False
    )
    ended = Q(ended_at__isnull=False, ended_at__lte=since)
    planned_end = Q(ended_at=None, holds_open=False, ends_at__lte=since)
    theirs = Q(affected__customer_id=customer_id, affected__left_at=None)
    going_on = MaintenanceWindow.objects.filter(begun, theirs, starts_at__lte=at).exclude(ended | planned_end)
    return going_on.select_related("environment").order_by("starts_at", "pk")


_around = Composed(_windows, int, datetime, datetime)
