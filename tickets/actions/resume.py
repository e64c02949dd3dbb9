"""An agent lets the clocks run again without an answer of the customer."""

from datetime import datetime

from accounts.models import User
from tickets.actions.write_path import Form, check_version, ticket_change
from tickets.models import Ticket
from tickets.permissions import check_is_agent
from tickets.state_machine import Action


def resume(user: User, form: Form, *, now: datetime) -> Ticket:
    """Go on with a waiting ticket. Refused: one that waits for nobody (422), a stale form (409)."""
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        check_version(change.ticket, form)
        change.record(Action.RESUME)
    return change.ticket
