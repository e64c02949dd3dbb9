"""Somebody does not follow a ticket any more: sees it only with a right of their own, and is told nothing."""

from datetime import datetime

from accounts.models import User
from tickets.actions.write_path import Form, ticket_change
from tickets.models import Ticket, TicketFollower
from tickets.permissions import check_may_add_or_remove
from tickets.state_machine import Action


def remove_follower(user: User, form: Form, follower_id: int, *, now: datetime) -> Ticket:
    """Remove a person, or oneself; who does not follow changes nothing, and who reported the ticket stays told.

    Refused: a ticket that the user may not see (404); somebody else, by who may not choose followers (403).
    """
    with ticket_change(user, form, now=now) as change:
        check_may_add_or_remove(change.access, change.ticket, follower_id)
        if TicketFollower.objects.filter(ticket=change.ticket, user_id=follower_id).delete()[0]:
            change.record(Action.REMOVE_FOLLOWER, data={"user_id": follower_id})
    return change.ticket
