"""An agent closes a recovered ticket."""

from datetime import datetime

from accounts.models import User
from tickets.actions.explain_breach import check_breaches_explained
from tickets.actions.write_path import Form, check_version, ticket_change
from tickets.enums import Status
from tickets.models import Ticket
from tickets.permissions import check_is_agent
from tickets.state_machine import Action


def close(user: User, form: Form, *, now: datetime) -> Ticket:
    """End a recovered ticket; twice is once.

    Refused: one that isn't recovered, one with a missed promise of which nobody named the cause (422), a stale form
    (409).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if change.ticket.status == Status.CLOSED:
            return change.ticket
        check_version(change.ticket, form)
        if change.ticket.status == Status.RECOVERED:
            check_breaches_explained(change.ticket, now=now)
        change.record(Action.CLOSE, changes={"ended_at": now})
    return change.ticket
