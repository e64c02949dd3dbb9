"""An agent says that the service works again: recovery, always with a message to the customer (N)."""

from datetime import datetime

from accounts.models import User
from tickets.actions.changes.deliver import check_is_no_change
from tickets.actions.time.spent import Spent, keep_spent
from tickets.actions.write_path import (
    Form,
    Words,
    check_nothing_new,
    say,
    ticket_change,
    was_said,
)
from tickets.models import Ticket
from tickets.permissions import check_is_agent
from tickets.state_machine import Action


def recover(user: User, form: Form, words: Words, *, now: datetime, spent: Spent | None = None) -> Ticket:
    """Record the recovery at `now` and tell the customer. Refused: no message, a change, an ended ticket (422)."""
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if was_said(words):
            return change.ticket
        check_is_no_change(change.ticket)
        check_nothing_new(change.ticket, form)
        mine = {"assignee_id": user.pk} if change.ticket.assignee_id is None else {}
        event = change.record(Action.RECOVER, data=mine, changes={**mine, "recovered_at": now})
        say(change.ticket, event, words)
        keep_spent(change, spent, words.key)
    return change.ticket
