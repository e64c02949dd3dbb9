"""An agent takes a ticket; a queued one early, by hand: its clocks still start at the opening (H4)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Stale
from tickets.actions.write_path import Form, check_version, ticket_change
from tickets.models import Ticket
from tickets.permissions import check_is_agent
from tickets.state_machine import Action


def take(user: User, form: Form, *, now: datetime) -> Ticket:
    """Make the ticket this agent's own; taking what is yours already changes nothing.

    Refused: an ended ticket (422), a stale form (409: somebody else may have taken it).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if change.ticket.assignee_id == user.pk:
            return change.ticket
        _check_nobody_was_faster(change.ticket, form)
        data = {"assignee_id": user.pk, "early": change.ticket.is_held(now)}
        change.record(Action.TAKE, data=data, changes={"assignee_id": user.pk})
    return change.ticket


def _check_nobody_was_faster(ticket: Ticket, form: Form) -> None:
    """Refuses (409) a stale form, and says who has the ticket by now."""
    try:
        check_version(ticket, form)
    except Stale as stale:
        if ticket.assignee is None:
            raise
        sentence = _("{sentence} {name} has it now.").format(sentence=stale.sentence, name=ticket.assignee.name)
        raise Stale(sentence, changed_since=stale.changed_since) from stale
