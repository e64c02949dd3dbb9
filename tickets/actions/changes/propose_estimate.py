"""An agent estimates the costs anew, takes an estimate back, or lets a change begin that needs no approval (W3)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from agreements import wording
from agreements.models import Activity
from agreements.money import amount_for, rounded_minutes
from agreements.queries import rate_for, terms
from tickets.actions.changes.decide_estimate import begin
from tickets.actions.changes.open_estimate import take_back
from tickets.actions.reclassify import check_reason
from tickets.actions.write_path import Change, Form, Words, check_version, say, ticket_change, was_said
from tickets.enums import EstimateState, Status
from tickets.models import Estimate, Ticket
from tickets.permissions import check_can, check_is_agent
from tickets.queries.changes import approval_needed
from tickets.queries.estimates import estimate_numbered, is_billed
from tickets.state_machine import Action

MOST_MINUTES = 6000


@dataclass(frozen=True, slots=True)
class Figures:
    """What the agent estimates for the whole ticket: its time, and a fixed amount when it is not that at the rate."""

    minutes: int
    amount: Decimal | None = None


def propose_estimate(user: User, form: Form, figures: Figures, words: Words, *, now: datetime) -> Ticket:
    """Estimate the costs anew, with an explanation to the customer; an estimate that was still open is replaced.

    What costs no more than the customer's threshold needs nobody's yes: then a change that waited begins.
    Refused: no explanation, no or too much time, a ticket that is not billed, no rate today and no amount, an ended
    ticket (422), a stale form (409).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if was_said(words):
            return change.ticket
        ticket = change.ticket
        check_version(ticket, form)
        check_can(change.access, ticket, Action.PROPOSE_ESTIMATE)
        minutes, rate, amount = _sum(ticket, figures, now)
        asks = approval_needed(ticket.organisation_id, amount, has_incident=False)
        replaced = take_back(ticket, now=now)
        estimate = _kept(ticket, user, now, minutes=minutes, rate=rate, amount=amount, asks=asks)
        event = change.record(Action.PROPOSE_ESTIMATE, data=_data(estimate, replaced, asks=asks))
        say(ticket, event, words)
        if not asks and ticket.status == Status.AWAITING_APPROVAL:
            _waive(change, "threshold")
    return change.ticket


def withdraw_estimate(user: User, form: Form, number: int, reason: str, *, now: datetime) -> Ticket:
    """Take an estimate back that nobody decided on yet, with a reason; twice is once.

    Refused: one that was decided on (422), no reason (422), an estimate that does not exist (404).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        estimate = estimate_numbered(change.ticket, number)
        if estimate.state == EstimateState.WITHDRAWN:
            return change.ticket
        if not estimate.is_open:
            raise Refusal(_("This estimate was decided on already, so it cannot be taken back."))
        said = check_reason(reason)
        data = {"estimate": number, "amount": str(estimate.amount), "reason": said}
        change.record(Action.WITHDRAW_ESTIMATE, data=data)
        take_back(change.ticket, now=now, reason=said)
    return change.ticket


def waive_approval(user: User, form: Form, *, now: datetime) -> Ticket:
    """Let a change begin that waits for approval and needs none any more: it is not billed; twice is once.

    Refused: one that is billed, as things stand now (422).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if change.ticket.is_open:
            return change.ticket
        if change.ticket.status == Status.AWAITING_APPROVAL and is_billed(change.ticket):
            raise Refusal(_("This change is billed, so its costs are to be approved first. Or decide that it is not."))
        take_back(change.ticket, now=now)
        _waive(change, "not_billed")
    return change.ticket


def _sum(ticket: Ticket, figures: Figures, now: datetime) -> tuple[int, Decimal | None, Decimal]:
    """The time rounded as a bill does it, the rate of today, and what it comes to without VAT."""
    if not is_billed(ticket):
        raise Refusal(_("The customer does not pay for this ticket, so there is nothing to estimate."))
    if not 0 < figures.minutes <= MOST_MINUTES:
        raise Refusal(_("Give the expected time: at least a minute, and at most 100 hours."))
    minutes = rounded_minutes(figures.minutes, terms(ticket.agreement_version_id).rounding_minutes)
    rate = rate_for(ticket.organisation_id, Activity.REMOTE, now.astimezone(wording.ZONE).date())
    if figures.amount is not None and figures.amount < 0:
        raise Refusal(_("An amount cannot be negative."))
    if figures.amount is None and rate is None:
        raise Refusal(_("No hourly rate is in force today. Give the amount yourself, or have the rate filled in."))
    amount = figures.amount if figures.amount is not None else amount_for(minutes, rate or Decimal(0))
    return minutes, rate, amount


def _kept(ticket: Ticket, user: User, now: datetime, *, asks: bool, **fields: Any) -> Estimate:
    last = Estimate.objects.filter(ticket=ticket).aggregate(number=Max("number"))["number"] or 0
    decided = {} if asks else {"state": EstimateState.APPROVED, "by_rule": True, "decided_at": now}
    return Estimate.objects.create(
        ticket=ticket, number=last + 1, proposed_at=now, proposed_by=user, **fields, **decided
    )


def _data(estimate: Estimate, replaced: int | None, *, asks: bool) -> dict[str, Any]:
    data = {"estimate": estimate.number, "amount": str(estimate.amount), "minutes": estimate.minutes, "asks": asks}
    return data if replaced is None else data | {"replaces": replaced}


def _waive(change: Change, why: str) -> None:
    _action, data, changes = begin(change.now, by_phone=True)
    change.record(Action.WAIVE_APPROVAL, data={**data, "why": why}, changes=changes)
