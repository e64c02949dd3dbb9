"""Windows that still run while the helpdesk is open: the alarm of planner and desk (M1)."""

from maintenance.enums import Status
from maintenance.models import MaintenanceWindow


def running_late() -> list[MaintenanceWindow]:
    """Those that overran into opening hours and still run, the longest first. One SQL."""
    late = MaintenanceWindow.objects.filter(status=Status.RUNNING, overran_at__isnull=False)
    return list(late.select_related("environment").order_by("overran_at", "pk"))
