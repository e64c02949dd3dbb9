"""The customer withdraws a ticket: its clocks end without an outcome, unless they were late already (N)."""

from datetime import datetime

from accounts.models import User
from tickets.actions.changes.open_estimate import take_back
from tickets.actions.write_path import Form, ticket_change
from tickets.enums import Status
from tickets.models import Ticket
from tickets.state_machine import Action


def withdraw(user: User, form: Form, *, now: datetime) -> Ticket:
    """End an open ticket on the customer's word; twice is once. Refused: a recovered or closed ticket (422)."""
    with ticket_change(user, form, now=now) as change:
        if change.ticket.status == Status.WITHDRAWN:
            return change.ticket
        change.record(Action.WITHDRAW, changes={"ended_at": now})
        take_back(change.ticket, now=now)
    return change.ticket
