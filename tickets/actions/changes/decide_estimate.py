"""The customer's side says yes or no to an estimate; yes lets the work, and its clocks, begin (W2, W3).

An agent never decides: it can write down what somebody with the power said by phone, which is kept as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import access_for
from accounts.refusals import NotAllowed, Refusal, Stale
from agreements.queries import current_calendar_id, opening_hours
from tickets.actions.reclassify import check_reason
from tickets.actions.write_path import Change, Form, ticket_change
from tickets.enums import EstimateState, Status
from tickets.models import Estimate, Ticket
from tickets.permissions import check_is_agent, check_may_approve
from tickets.queries.estimates import approvers_of, estimate_numbered
from tickets.state_machine import Action


@dataclass(frozen=True, slots=True)
class ByPhone:
    """Who said it to the agent, and when; `said_at` is no later than now and no earlier than the estimate."""

    person_id: int
    said_at: datetime


def approve_estimate(
    user: User, form: Form, number: int, *, now: datetime, words: str = "", phone: ByPhone | None = None
) -> Ticket:
    """Approve estimate `number` at `now`; twice is once. A change that waited for it is taken up: its clocks start.

    While the helpdesk is closed it is queued until the next opening (H4), unless somebody said it by phone (H3).
    Refused: a ticket or estimate that the person does not see (404), who has not the power (403), an estimate that was
    withdrawn, replaced or refused meanwhile (409), an ended ticket, a phone call without words (422).
    """
    with ticket_change(user, form, now=now) as change:
        decision = _decision(change, number, phone)
        if decision.estimate.state == EstimateState.APPROVED:
            return change.ticket
        _check_open(change, decision.estimate)
        said = check_reason(words) if phone is not None or words.strip() else ""
        action, data, changes = _beginning(change, decision)
        data |= _facts(decision, said)
        change.record(action, data=data, changes=changes)
        _settle(decision, EstimateState.APPROVED, said)
    return change.ticket


def refuse_estimate(
    user: User, form: Form, number: int, reason: str, *, now: datetime, phone: ByPhone | None = None
) -> Ticket:
    """Refuse estimate `number` with a reason; twice is once. A change that waited for it ends, other work goes on.

    Refused: see `approve_estimate`; no reason (422).
    """
    with ticket_change(user, form, now=now) as change:
        decision = _decision(change, number, phone)
        if decision.estimate.state == EstimateState.REFUSED:
            return change.ticket
        _check_open(change, decision.estimate)
        said = check_reason(reason)
        ended = {"ended_at": now} if change.ticket.status == Status.AWAITING_APPROVAL else {}
        change.record(Action.REFUSE_ESTIMATE, data=_facts(decision, said), changes=ended)
        _settle(decision, EstimateState.REFUSED, said)
    return change.ticket


@dataclass(frozen=True, slots=True)
class _Decision:
    """Who decides on which estimate; `agent` wrote it down when it was said by phone."""

    estimate: Estimate
    person: User
    partner_id: int | None
    said_at: datetime
    agent: User | None = None


def _decision(change: Change, number: int, phone: ByPhone | None) -> _Decision:
    """The power is asked before anything is said about the estimate."""
    user = change.actor.user
    assert user is not None
    customer_id = change.ticket.organisation_id
    if phone is not None:
        check_is_agent(change.access)
        person, partner_id = _caller(change, phone)
        estimate = estimate_numbered(change.ticket, number)
        if not estimate.proposed_at <= phone.said_at <= change.now:
            raise Refusal(_("Give the moment of the call: after the estimate was made, and not in the future."))
        return _Decision(estimate, person, partner_id, phone.said_at, user)
    check_may_approve(change.access, change.ticket)
    partner_id = change.access.approves_as(customer_id)
    change.actor = replace(change.actor, partner_id=partner_id)
    return _Decision(estimate_numbered(change.ticket, number), user, partner_id, change.now)


def _caller(change: Change, phone: ByPhone) -> tuple[User, int | None]:
    """Somebody who may approve, and through which partner; refused (403) for everybody else."""
    people = {each.pk: each for each in approvers_of(change.ticket, now=change.now)}
    if phone.person_id not in people:
        raise NotAllowed(_("This person may not approve costs for the customer. Choose somebody who may."))
    person = people[phone.person_id]
    return person, access_for(person, now=change.now).approves_as(change.ticket.organisation_id)


def _check_open(change: Change, estimate: Estimate) -> None:
    """Refuses (409) an estimate that somebody decided on, took back or replaced meanwhile."""
    sentences = {
        EstimateState.WITHDRAWN: _("This estimate was withdrawn. Look at what is asked now."),
        EstimateState.REFUSED: _("This estimate was refused already."),
        EstimateState.EXPIRED: _("This estimate was not approved in time, so the request has ended."),
        EstimateState.APPROVED: _("This estimate was approved already."),
    }
    if not estimate.is_open:
        raise Stale(sentences[EstimateState(estimate.state)], changed_since=change.ticket.version)


def _beginning(change: Change, decision: _Decision) -> tuple[Action, dict[str, Any], dict[str, Any]]:
    """What the approval starts: nothing for work under way, else the clocks, by the opening times of now (H4, W2)."""
    if change.ticket.status != Status.AWAITING_APPROVAL:
        return Action.APPROVE_ESTIMATE, {}, {}
    return begin(change.now, by_phone=decision.agent is not None)


def begin(now: datetime, *, by_phone: bool) -> tuple[Action, dict[str, Any], dict[str, Any]]:
    """How a change that waited begins: the action, what its event says, and the fields of the ticket."""
    revision = current_calendar_id()
    hours = opening_hours(revision)
    data: dict[str, Any] = {"calendar_revision": revision}
    changes: dict[str, Any] = {"calendar_revision_id": revision}
    if by_phone or hours.is_open(now):
        return Action.APPROVE_ESTIMATE, data, changes
    release = hours.next_opening(now)
    return Action.APPROVE_WHILE_CLOSED, data | {"release_at": release.isoformat()}, changes | {"release_at": release}


def _facts(decision: _Decision, said: str) -> dict[str, Any]:
    estimate = decision.estimate
    data = {"estimate": estimate.number, "amount": str(estimate.amount), "reason": said}
    if decision.agent is None:
        return data
    return data | {"user_id": decision.person.pk, "approved_at": decision.said_at.isoformat()}


def _settle(decision: _Decision, state: EstimateState, said: str) -> None:
    fields: Mapping[str, Any] = {
        "state": state,
        "decided_at": decision.said_at,
        "decided_by": decision.person,
        "partner_id": decision.partner_id,
        "recorded_by": decision.agent,
        "reason": said,
    }
    Estimate.objects.filter(pk=decision.estimate.pk).update(**fields)
