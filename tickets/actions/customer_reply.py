"""The customer replies: a waiting ticket goes on, and on a recovered one it says whether it is still broken."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from tickets.actions.add_follower import follow_by_answering
from tickets.actions.reopen import check_within_reopening_period, record_reopening
from tickets.actions.write_path import Change, Form, Words, say, ticket_change, was_said
from tickets.enums import Status
from tickets.models import Ticket, TicketEvent
from tickets.state_machine import Action


def customer_reply(
    user: User,
    form: Form,
    words: Words,
    *,
    now: datetime,
    still_broken: bool | None = None,
) -> Ticket:
    """Send the words to the helpdesk.

    A reply on a recovered ticket must say whether it is still broken (422 when it doesn't): only then it reopens.
    Who answers without having reported the ticket follows it from then on.
    Refused: an empty text, an ended ticket, a reopening after the period (422).
    """
    with ticket_change(user, form, now=now) as change:
        if was_said(words):
            return change.ticket
        event = _record(change, still_broken)
        say(change.ticket, event, words)
        follow_by_answering(change)
    return change.ticket


def _record(change: Change, still_broken: bool | None) -> TicketEvent:
    if change.ticket.status != Status.RECOVERED:
        return change.record(Action.CUSTOMER_REPLY)
    if still_broken is None:
        raise Refusal(_("This ticket has been recovered. Tell us whether it is still broken."))
    if not still_broken:
        return change.record(Action.CUSTOMER_REPLY)
    check_within_reopening_period(change.ticket, now=change.now)
    return record_reopening(change)
