"""What time itself does to tickets: remind who was asked something, end what stays unanswered or recovered (N, W3).

Each is one event and one notice, exactly once, however many workers run and whatever was down: a ticket carries the
moment (`acts_at`), the job claims what is due in batches, and after its event the moment is another.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from tickets import event_log, notices, sla
from tickets.actions.changes.open_estimate import expire
from tickets.enums import EstimateState, EventKind, Status
from tickets.event_log import Actor, Entry
from tickets.models import Estimate, Ticket, TicketEvent
from tickets.state_machine import Action, Who, transition

BATCH = 100


def remind_waiting(*, now: datetime) -> int:
    """Remind the customer of every question that has waited long enough, once in each waiting; returns how many."""
    waiting = Ticket.objects.filter(status=Status.WAITING).exclude(_was_reminded())
    return _all_due(waiting, Action.REMIND, now, {})


def close_unanswered(*, now: datetime) -> int:
    """Close every ticket whose question stayed unanswered long enough after the reminder; returns how many.

    Its clocks end without an outcome, unless they were late already: closed without recovery.
    """
    reminded = Ticket.objects.filter(_was_reminded(), status=Status.WAITING)
    return _all_due(reminded, Action.CLOSE_UNANSWERED, now, {"ended_at": now})


def close_recovered(*, now: datetime) -> int:
    """Close every recovered ticket whose reopening period is over; returns how many.

    A missed promise without a cause does not hold it up: `queries.breaches` keeps asking.
    """
    return _all_due(Ticket.objects.filter(status=Status.RECOVERED), Action.CLOSE, now, {"ended_at": now})


def remind_approvals(*, now: datetime) -> int:
    """Remind who may approve of every estimate that waits long enough, once each; returns how many (W3)."""
    awaiting = Ticket.objects.filter(status=Status.AWAITING_APPROVAL).exclude(_approval_was_reminded())
    return _all_due(awaiting, Action.REMIND_APPROVAL, now, {})


def expire_estimates(*, now: datetime) -> int:
    """End every change of which the costs were not approved in time after the reminder; returns how many (W3)."""
    reminded = Ticket.objects.filter(_approval_was_reminded(), status=Status.AWAITING_APPROVAL)
    return _all_due(reminded, Action.EXPIRE_ESTIMATE, now, {"ended_at": now})


def _was_reminded() -> Exists:
    """Since it waits; a question that is asked in the meantime is the same waiting."""
    return Exists(
        TicketEvent.objects.filter(ticket=OuterRef("pk"), kind=EventKind.REMINDED, at__gte=OuterRef("status_since"))
    )


def _approval_was_reminded() -> Exists:
    """Since the estimate that is open was made."""
    reminders = TicketEvent.objects.filter(ticket=OuterRef("ticket"), kind=EventKind.APPROVAL_REMINDED)
    about = Estimate.objects.filter(ticket=OuterRef("pk"), state=EstimateState.PROPOSED)
    return Exists(about.filter(Exists(reminders.filter(at__gt=OuterRef("proposed_at")))))


def _all_due(tickets: QuerySet[Ticket], action: Action, now: datetime, changes: dict[str, Any]) -> int:
    done = 0
    while batch := _batch(tickets.filter(acts_at__lte=now).order_by("acts_at", "pk"), action, now, changes):
        done += batch
    return done


def _batch(due: QuerySet[Ticket], action: Action, now: datetime, changes: dict[str, Any]) -> int:
    skip_locked = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        tickets = list(due.select_for_update(skip_locked=skip_locked, of=("self",))[:BATCH])
        if action is Action.EXPIRE_ESTIMATE:
            expire([ticket.pk for ticket in tickets], now=now)
        happened = [(ticket, _act(ticket, action, now, changes)) for ticket in tickets]
        sla.refresh_many(tickets)
        notices.enqueue_for_batch(happened, now=now)
    return len(tickets)


def _act(ticket: Ticket, action: Action, now: datetime, changes: dict[str, Any]) -> TicketEvent:
    row = transition(action, Status(ticket.status), Who.SYSTEM)
    return event_log.record(ticket, row, Actor(system=str(action)), now=now, entry=Entry(), changes=changes)
