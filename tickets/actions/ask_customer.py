"""An agent asks the customer something and waits: recovery and status report stand still, response does not (N)."""

from datetime import datetime

from accounts.models import User
from tickets.actions.write_path import (
    Form,
    Words,
    check_version,
    say,
    ticket_change,
    was_said,
)
from tickets.models import Ticket
from tickets.permissions import check_is_agent
from tickets.state_machine import Action


def ask_customer(user: User, form: Form, words: Words, *, now: datetime) -> Ticket:
    """Send the question and wait for the answer. Refused: no question, already waiting, ended (422); stale (409)."""
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if was_said(words):
            return change.ticket
        check_version(change.ticket, form)
        mine = {"assignee_id": user.pk} if change.ticket.assignee_id is None else {}
        event = change.record(Action.ASK_CUSTOMER, data=mine, changes=mine)
        say(change.ticket, event, words)
    return change.ticket
