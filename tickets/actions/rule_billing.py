"""An agent decides, against the rule and with a reason that the customer reads, whether a ticket is billed (W3)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from tickets.actions.write_path import Form, check_version, ticket_change
from tickets.models import BillableRuling, Ticket
from tickets.permissions import check_is_agent
from tickets.queries.time import ruled_of
from tickets.state_machine import Action

REASON_LENGTH = 300


def rule_billing(user: User, form: Form, *, billable: bool | None, reason: str, now: datetime) -> Ticket:
    """Say whether work on the ticket is billed; None goes back to the rule. Closed months stay as they are.

    Refused: anybody but an agent (403), no reason, what holds already (422), a stale form (409).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        check_version(change.ticket, form)
        said = reason.strip()
        if not said:
            raise Refusal(_("Give a reason. The customer reads it."))
        if len(said) > REASON_LENGTH:
            raise Refusal(_("Give the reason in at most 300 characters."))
        _check_decides(change.ticket, billable)
        BillableRuling.objects.create(ticket=change.ticket, billable=billable, reason=said, at=now, by=user)
        billed = ruled_of(change.ticket).billable
        change.record(Action.RULE_BILLING, data={"billed": billed, "by_rule": billable is None, "reason": said})
    return change.ticket


def _check_decides(ticket: Ticket, billable: bool | None) -> None:
    """Refuses a decision that is already in force; one against the rule may say what the rule says too."""
    newest = BillableRuling.objects.filter(ticket=ticket).order_by("-pk").first()
    if billable == (newest.billable if newest is not None else None):
        raise Refusal(_("This is what holds already."))
