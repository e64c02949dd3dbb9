"""Two parts of the rail of a change: its costs against what was approved, and the checks of its delivery (W2, W3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.queries import Access
from agreements import wording
from agreements.money import euro
from tickets.enums import EstimateState, Kind, Status
from tickets.models import Estimate, Ticket
from tickets.permissions import can
from tickets.queries.deliveries import checks_for, marks_of
from tickets.queries.estimates import Spent, ends_at, estimate_to_decide, estimates_of, last_approved, spent_on
from tickets.state_machine import Action, refusal_sentence
from tickets.views.portal.cost_card import STATES, may_cost


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check with who ticked it when, "" while it is to be done."""

    key: str
    label: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """One estimate in a line: its number, amount, and what became of it."""

    number: int
    amount: str
    state: str
    decided: str


def change_beside(access: Access, ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """What the rail draws of costs and delivery; no SQL for incidents and questions, at most four for a change."""
    return {"costs": _costs(access, ticket, now), "delivery": _delivery(access, ticket, now)}


def _costs(access: Access, ticket: Ticket, now: datetime) -> dict[str, Any] | None:
    if not may_cost(ticket):
        return None
    estimates = estimates_of(ticket)
    waits = ticket.status == Status.AWAITING_APPROVAL
    can_propose = can(access, ticket, Action.PROPOSE_ESTIMATE)
    if not (estimates or waits or can_propose):
        return None
    approved = last_approved(estimates)
    asked = estimate_to_decide(estimates)
    return {
        "lines": [_line(each, now) for each in reversed(estimates)],
        "asked": asked is not None and can(access, ticket, Action.APPROVE_ESTIMATE),
        "waits": waits,
        "can_propose": can_propose,
        "spent": _spent(spent_on(ticket, approved)) if approved is not None else None,
        "ends": wording.short(ends_at(ticket, asked), now=now) if waits and asked else "",
    }


def _line(estimate: Estimate, now: datetime) -> EstimateLine:
    decided = wording.short(estimate.decided_at, now=now) if estimate.decided_at else ""
    if estimate.decided_by is not None:
        decided = f"{decided}, {estimate.decided_by.name}"
    if estimate.recorded_by is not None:
        decided = _("{who} (by phone)").format(who=decided)
    if estimate.by_rule:
        decided = _("nobody had to approve it")
    state = str(STATES[EstimateState(estimate.state)])
    return EstimateLine(estimate.number, euro(estimate.amount, get_language() or "nl"), state, decided)


def _spent(spent: Spent) -> dict[str, str]:
    """The work so far against what was approved; `beyond` warns."""
    language = get_language() or "nl"
    return {
        "amount": euro(spent.amount, language),
        "approved": euro(spent.approved, language),
        "beyond": euro(spent.beyond, language) if spent.beyond else "",
    }


def _delivery(access: Access, ticket: Ticket, now: datetime) -> dict[str, Any] | None:
    if ticket.kind != Kind.STANDARD_CHANGE:
        return None
    checks = checks_for(ticket)
    marks = marks_of(ticket) if checks else {}
    lines = []
    for check in checks:
        mark = marks.get(check.key)
        when = wording.short(mark.ticked_at, now=now) if mark else ""
        lines.append(CheckLine(check.key, check.label, mark.ticked_by.name if mark else "", when))
    to_do = sum(not line.when for line in lines)
    return {"lines": lines, "to_do": to_do, "can_tick": can(access, ticket, Action.TICK_CHECK)}


def why_not_delivered(access: Access, ticket: Ticket, delivery: dict[str, Any] | None) -> str:
    """Why the change cannot be delivered now; empty when it can."""
    if delivery is None:
        return _("Only a standard change is delivered. Report the recovery of this ticket instead.")
    if not can(access, ticket, Action.DELIVER):
        return refusal_sentence(Action.DELIVER, Status(ticket.status))
    if delivery["to_do"]:
        return _("Tick every check before you deliver.")
    return ""
