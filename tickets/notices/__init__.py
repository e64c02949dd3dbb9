"""Who is told of an event. The mail itself is written when it is sent (`notices.mail`)."""

from collections.abc import Sequence
from datetime import datetime

from notifications import outbox
from tickets.enums import EventKind
from tickets.models import Ticket, TicketEvent

SOURCE = "tickets.event"
TOLD_TO_REPORTER = frozenset(
    {
        EventKind.SUBMITTED,
        EventKind.RELEASED,
        EventKind.REPLIED,
        EventKind.CUSTOMER_ASKED,
        EventKind.STATUS_REPORTED,
        EventKind.RECOVERED,
        EventKind.CLOSED,
        EventKind.CALL_LOGGED,
        EventKind.RECLASSIFIED,
        EventKind.APPOINTMENT_MADE,
        EventKind.REMINDED,
        EventKind.CLOSED_UNANSWERED,
    }
)


def enqueue_for(ticket: Ticket, event: TicketEvent, *, now: datetime) -> None:
    """Put the notices of one event in the outbox, in the transaction of the change; twice is once."""
    enqueue_for_batch([(ticket, event)], now=now)


def enqueue_for_batch(happened: Sequence[tuple[Ticket, TicketEvent]], *, now: datetime) -> None:
    """The same for many events, in one statement."""
    rows = [
        outbox.NewNotice(SOURCE, event.pk, ticket.reporter_id)
        for ticket, event in happened
        if EventKind(event.kind) in TOLD_TO_REPORTER and ticket.reporter_id is not None
    ]
    _enqueue(rows, now)


def enqueue_released(released: Sequence[tuple[int, int | None]], *, now: datetime) -> None:
    """Tell the reporters, by id beside the event's, that the night's tickets were taken up; in one statement."""
    _enqueue([outbox.NewNotice(SOURCE, event, reporter) for event, reporter in released if reporter is not None], now)


def _enqueue(rows: Sequence[outbox.NewNotice], now: datetime) -> None:
    if rows:
        outbox.enqueue_many(rows, now=now)
        outbox.wake()
