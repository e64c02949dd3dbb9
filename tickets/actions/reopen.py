"""A recovered ticket that is still broken goes on: recovery with the time already used, and a new response (N)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from tickets.actions.time.spent import Spent, keep_spent
from tickets.actions.write_path import (
    Change,
    Form,
    Words,
    check_nothing_new,
    say,
    ticket_change,
    was_said,
)
from tickets.enums import Kind
from tickets.models import CheckMark, Ticket, TicketEvent
from tickets.permissions import check_is_agent
from tickets.queries.deliveries import settled_at
from tickets.state_machine import Action


def reopen(user: User, form: Form, words: Words, *, now: datetime, spent: Spent | None = None) -> Ticket:
    """Reopen by an agent, with the reason as an message to the customer.

    Refused: no reason, a ticket that isn't recovered, after the reopening period (422), a stale form (409).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if was_said(words):
            return change.ticket
        check_nothing_new(change.ticket, form)
        check_within_reopening_period(change.ticket, now=now)
        event = record_reopening(change)
        say(change.ticket, event, words)
        keep_spent(change, spent, words.key)
    return change.ticket


def record_reopening(change: Change) -> TicketEvent:
    """The ticket goes on; what was ticked before a delivery that does not work is to be checked anew (W2)."""
    CheckMark.objects.filter(ticket=change.ticket).delete()
    return change.record(Action.REOPEN, changes={"recovered_at": None})


def check_within_reopening_period(ticket: Ticket, *, now: datetime) -> None:
    """Refuses (422) a reopening later than the agreement's number of working days after the recovery."""
    if ticket.recovered_at is not None and now >= reopening_ends_at(ticket, ticket.recovered_at):
        if ticket.kind == Kind.STANDARD_CHANGE:
            raise Refusal(
                _("This change was delivered too long ago to dispute. Request a new one, or report an incident.")
            )
        raise Refusal(_("This ticket was recovered too long ago to reopen. Report it as a new incident."))


def reopening_ends_at(ticket: Ticket, recovered_at: datetime) -> datetime:
    """The end of the reopening period, by the agreement version and calendar of the ticket."""
    return settled_at(ticket, recovered_at)
