"""An agent gives a ticket to a colleague, by itself or one of several at once."""

from datetime import datetime

from accounts.models import User
from accounts.queries import agents
from tickets.actions.write_path import Change, Form, check_version, ticket_change
from tickets.models import Ticket
from tickets.permissions import check_can_be_assigned, check_is_agent, check_may_divide
from tickets.state_machine import Action


def assign(user: User, form: Form, assignee_id: int, *, now: datetime) -> Ticket:
    """Make the ticket another agent's. Refused: who is no active agent (422), an ended ticket (422), stale (409)."""
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        _give(change, form, assignee_id)
    return change.ticket


def assign_one_of_several(user: User, form: Form, assignee_id: int, *, now: datetime) -> Ticket:
    """As `assign`, for rows chosen together. Refused as well: a colleague's ticket, unless by a lead agent (403)."""
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        check_may_divide(change.access, change.ticket)
        _give(change, form, assignee_id)
    return change.ticket


def _give(change: Change, form: Form, assignee_id: int) -> None:
    if change.ticket.assignee_id == assignee_id:
        return
    check_version(change.ticket, form)
    check_can_be_assigned(agents().filter(pk=assignee_id).exists())
    change.record(Action.ASSIGN, data={"assignee_id": assignee_id}, changes={"assignee_id": assignee_id})
