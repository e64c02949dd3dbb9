"""An agent writes an internal note: for colleagues only, stops no clock (N)."""

from datetime import datetime

from accounts.models import User
from tickets.actions.write_path import Form, Words, say, ticket_change, was_said
from tickets.enums import Visibility
from tickets.models import Ticket
from tickets.permissions import check_is_agent
from tickets.state_machine import Action


def note(user: User, form: Form, words: Words, *, now: datetime) -> Ticket:
    """Keep the words for the helpdesk; possible on every ticket, ended ones too. Refused: an empty text (422)."""
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if was_said(words):
            return change.ticket
        event = change.record(Action.NOTE, visibility=Visibility.INTERNAL)
        say(change.ticket, event, words)
    return change.ticket
