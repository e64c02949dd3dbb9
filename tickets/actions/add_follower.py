"""Somebody of the customer's side follows a ticket from now on: may see that one, and is told what happens to it."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from tickets.actions.write_path import Change, Form, ticket_change
from tickets.models import Ticket, TicketFollower
from tickets.permissions import check_may_add_or_remove
from tickets.queries.followers import is_told, may_follow
from tickets.state_machine import Action


def add_follower(user: User, form: Form, follower_id: int, *, now: datetime) -> Ticket:
    """Add a person, or oneself; who is told already changes nothing.

    Refused: a ticket that the user may not see (404); somebody else, by who may not choose followers (403); a person
    who is neither of the customer nor of a partner with a mandate in force (422, P1).
    """
    with ticket_change(user, form, now=now) as change:
        check_may_add_or_remove(change.access, change.ticket, follower_id)
        if is_told(change.ticket, follower_id):
            return change.ticket
        if not may_follow(change.ticket, follower_id, now=now):
            raise Refusal(_("Only people of the customer and of its ICT partners can follow this ticket."))
        start_following(change, follower_id, user)
    return change.ticket


def follow_by_answering(change: Change) -> None:
    """Who answers for the customer without having reported the ticket wants to hear how it goes on; twice is once."""
    answering = change.actor.user
    if answering is not None and not change.access.is_agent and not is_told(change.ticket, answering.pk):
        start_following(change, answering.pk, answering)


def start_following(change: Change, follower_id: int, added_by: User) -> None:
    """The row and its event, in the transaction of the change; the ticket is locked, so nobody is faster."""
    TicketFollower.objects.create(ticket=change.ticket, user_id=follower_id, added_by=added_by, added_at=change.now)
    change.record(Action.ADD_FOLLOWER, data={"user_id": follower_id})
