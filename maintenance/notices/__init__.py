"""Who is told of an event. The mail itself is written when it is sent (`notices.mail`)."""

from datetime import datetime

from maintenance.models import MaintenanceWindow, WindowEvent
from maintenance.notices.circle import recipients_of
from maintenance.queries.proof import SOURCE
from notifications import outbox

__all__ = ["SOURCE", "enqueue_for"]


def enqueue_for(window: MaintenanceWindow, event: WindowEvent, *, now: datetime) -> None:
    """Put the notices of one event in the outbox, in the transaction of the change; twice is once (M4).

    Each carries the customers that its recipient is told for: the proof of who was told what.
    """
    event.window = window
    rows = [
        outbox.NewNotice(SOURCE, event.pk, each.user_id, payload={"customers": each.customer_ids})
        for each in recipients_of(event, now=now)
    ]
    if rows:
        outbox.enqueue_many(rows, now=now)
        outbox.wake()
