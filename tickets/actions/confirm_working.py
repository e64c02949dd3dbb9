"""The customer says that it works again: that is recovery (N)."""

from datetime import datetime

from accounts.models import User
from tickets.actions.changes.deliver import check_is_no_change
from tickets.actions.write_path import Form, ticket_change
from tickets.enums import Status
from tickets.models import Ticket
from tickets.state_machine import Action


def confirm_working(user: User, form: Form, *, now: datetime) -> Ticket:
    """Record the recovery at `now`; saying it twice, or after the helpdesk did, changes nothing.

    Refused: a change, which is delivered first, and an ended ticket (422).
    """
    with ticket_change(user, form, now=now) as change:
        if change.ticket.status == Status.RECOVERED:
            return change.ticket
        check_is_no_change(change.ticket)
        change.record(Action.CONFIRM_WORKING, changes={"recovered_at": now})
    return change.ticket
