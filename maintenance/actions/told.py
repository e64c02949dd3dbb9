"""From the event of a window to the outbox."""

from datetime import datetime

from maintenance import notices
from maintenance.models import MaintenanceWindow, WindowEvent


def tell(window: MaintenanceWindow, event: WindowEvent, *, now: datetime) -> None:
    """Put the notices of one event in the outbox, in the transaction of the change."""
    notices.enqueue_for(window, event, now=now)
