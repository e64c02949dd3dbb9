"""An agent says that the service works again: recovery, always with a message to the customer (N)."""

from datetime import datetime

from accounts.models import User
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


def recover(user: User, form: Form, words: Words, *, now: datetime) -> Ticket:
    """Record the recovery at `now` and tell the customer. Refused: no message, an ended ticket (422), stale (409)."""
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if was_said(words):
            return change.ticket
        check_nothing_new(change.ticket, form)
        mine = {"assignee_id": user.pk} if change.ticket.assignee_id is None else {}
        event = change.record(Action.RECOVER, data=mine, changes={**mine, "recovered_at": now})
        say(change.ticket, event, words)
    return change.ticket
