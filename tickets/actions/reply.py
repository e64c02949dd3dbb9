"""An agent replies to the customer: the response (N), when it is the first."""

from datetime import datetime

from accounts.models import User
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


def reply(user: User, form: Form, words: Words, *, now: datetime, spent: Spent | None = None) -> Ticket:
    """Send the words to the customer; a new ticket goes in progress, by this agent when nobody had it yet.

    Refused: an empty text (422), an ended ticket (422), a stale form (409). The same form twice says it once.
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if was_said(words):
            return change.ticket
        check_nothing_new(change.ticket, form)
        mine = {"assignee_id": user.pk} if change.ticket.assignee_id is None else {}
        event = change.record(Action.REPLY, data=mine, changes=mine)
        say(change.ticket, event, words)
        keep_spent(change, spent, words.key)
    return change.ticket
