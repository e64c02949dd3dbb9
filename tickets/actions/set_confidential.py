"""A ticket is for its own people only from now on, or not any more; with the duplicates that went on in it."""

from collections.abc import Iterator
from datetime import datetime

from accounts.models import User
from tickets.actions.write_path import Change, Form, ticket_change
from tickets.models import Ticket
from tickets.permissions import check_may_set_confidential
from tickets.state_machine import Action


def set_confidential(user: User, form: Form, *, confidential: bool, now: datetime) -> Ticket:
    """Says whether the ticket is confidential; what it is already changes nothing.

    Partners by mandate lose it at once, but for what they filed or follow. Refused: a ticket that the user may not see
    (404); anybody but a key contact of the customer and the desk, of which only lead agents open it again (403).
    """
    with ticket_change(user, form, now=now) as change:
        check_may_set_confidential(change.access, change.ticket, confidential=confidential)
        for each in (change, *_went_on_in(change)):
            if each.ticket.confidential != confidential:
                each.record(
                    Action.SET_CONFIDENTIAL, data={"confidential": confidential}, changes={"confidential": confidential}
                )
            if each is not change:
                each.finish()
    return change.ticket


def _went_on_in(change: Change) -> Iterator[Change]:
    """The duplicates say the same things; locked after the ticket that they went on in."""
    for each in Ticket.objects.select_for_update(of=("self",)).filter(merged_into=change.ticket).order_by("pk"):
        yield Change(each, change.access, change.actor, change.now)
