"""Windows that still run while the helpdesk is open: the alarm of planner and desk (M1)."""

from datetime import datetime

from maintenance.enums import Status
from maintenance.models import MaintenanceWindow


def running_late() -> list[MaintenanceWindow]:
    """Those that overran into opening hours and still run, the longest first. One SQL."""
    late = MaintenanceWindow.objects.filter(status=Status.RUNNING, overran_at__isnull=False)
    return list(late.select_related("environment").order_by("overran_at", "pk"))


def under_way(*, now: datetime) -> list[MaintenanceWindow]:
    """Those that run at `now`, what overran first; the helpdesk sees them all. One SQL."""
    begun = MaintenanceWindow.objects.filter(status__in=(Status.ANNOUNCED, Status.RUNNING), starts_at__lte=now)
    running = (each for each in begun.order_by("starts_at", "pk") if each.status_at(now) is Status.RUNNING)
    return sorted(running, key=lambda each: each.overran_at is None)
