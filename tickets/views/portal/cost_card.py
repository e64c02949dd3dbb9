"""What a change costs and who says yes to it, as the customer reads it on the ticket and on the page of its costs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.queries import Access
from agreements import wording
from agreements.money import euro, vat_of
from agreements.queries import current_calendar_id, terms
from tickets.enums import EstimateState, Ground, Kind, Status
from tickets.models import Estimate, Ticket
from tickets.queries.changes import DeliveryPromise, delivery_promise
from tickets.queries.deliveries import wished_date_of
from tickets.queries.estimates import approvers_of, estimate_to_decide, estimates_of, last_approved
from tickets.state_machine import Action, Who, possible_actions
from tickets.views.audience import in_words

ICONS = {
    EstimateState.PROPOSED: "hourglass",
    EstimateState.APPROVED: "circle-check",
    EstimateState.REFUSED: "circle-x",
    EstimateState.WITHDRAWN: "rotate-ccw",
    EstimateState.EXPIRED: "circle-x",
}
STATES: dict[EstimateState, str | Promise] = {
    EstimateState.PROPOSED: gettext_lazy("to be approved"),
    EstimateState.APPROVED: gettext_lazy("approved"),
    EstimateState.REFUSED: gettext_lazy("refused"),
    EstimateState.WITHDRAWN: gettext_lazy("withdrawn"),
    EstimateState.EXPIRED: gettext_lazy("not approved in time"),
}


@dataclass(frozen=True, slots=True)
class Sum:
    """One estimate in words: its amount without and with VAT, how it is made up, and what became of it."""

    number: int
    amount: str
    including: str
    made_of: str
    words: str
    proposed: str
    state: str
    icon: str
    decided: str
    reason: str


@dataclass(frozen=True, slots=True)
class CostCard:
    """The costs beside a ticket: the estimate that is asked about, and the one in force.

    `asks`: something is to be decided now; `may_decide`: by this reader. `waits`: nothing is done before that.
    """

    asked: Sum | None
    approved: Sum | None
    may_decide: bool
    waits: bool

    @property
    def asks(self) -> bool:
        """Whether somebody is to say yes or no."""
        return self.asked is not None


def may_cost(ticket: Ticket) -> bool:
    """Whether estimates can be made for this ticket at all; costs no statement."""
    return ticket.kind != Kind.INCIDENT and ticket.ground != Ground.QUESTION


def is_decidable(ticket: Ticket) -> bool:
    """Whether an estimate of it can be decided on now, whoever does."""
    return Action.APPROVE_ESTIMATE in possible_actions(Status(ticket.status), Who.CUSTOMER)


def cost_card(access: Access, ticket: Ticket, *, now: datetime) -> CostCard | None:
    """What stands beside the ticket; None when nothing was estimated and nothing is waited for. At most one SQL."""
    waits = ticket.status == Status.AWAITING_APPROVAL
    estimates = estimates_of(ticket) if may_cost(ticket) else []
    if not estimates and not waits:
        return None
    asked = estimate_to_decide(estimates) if is_decidable(ticket) else None
    approved = last_approved(estimates)
    return CostCard(
        asked=sum_of(ticket, asked, now=now) if asked else None,
        approved=sum_of(ticket, approved, now=now) if approved else None,
        may_decide=access.may_approve_for(ticket.organisation_id),
        waits=waits,
    )


def sums_of(ticket: Ticket, estimates: Iterable[Estimate], words: Mapping[int, str], *, now: datetime) -> list[Sum]:
    """Every estimate in words, the newest first, each with its explanation by its number."""
    newest = reversed(list(estimates))
    return [sum_of(ticket, each, now=now, words=words.get(each.number, "")) for each in newest]


def sum_of(ticket: Ticket, estimate: Estimate, *, now: datetime, words: str = "") -> Sum:
    """One estimate in the active language."""
    language = get_language() or "nl"
    vat = terms(ticket.agreement_version_id).vat_percent
    state = EstimateState(estimate.state)
    return Sum(
        number=estimate.number,
        amount=euro(estimate.amount, language),
        including=euro(estimate.amount + vat_of(estimate.amount, vat), language),
        made_of=_made_of(estimate, language),
        words=words,
        proposed=wording.moment(estimate.proposed_at, now=now),
        state=str(STATES[state]),
        icon=ICONS[state],
        decided=_decided(ticket, estimate, now),
        reason=estimate.reason,
    )


def _made_of(estimate: Estimate, language: str) -> str:
    length = wording.duration_words(timedelta(minutes=estimate.minutes))
    if estimate.rate is None:
        return length
    return _("{length}, at {rate} an hour").format(length=length, rate=euro(estimate.rate, language))


def _decided(ticket: Ticket, estimate: Estimate, now: datetime) -> str:
    """Who decided, when and how: in person, by phone, for the customer, or nobody had to."""
    if estimate.decided_at is None:
        return ""
    when = wording.moment(estimate.decided_at, now=now)
    if estimate.by_rule:
        return _("nobody had to approve it, {when}").format(when=when)
    if estimate.decided_by is None:
        return when
    name = estimate.decided_by.name
    if estimate.partner is not None:
        text = _("{name} ({partner}, on behalf of {customer})")
        name = text.format(name=name, partner=estimate.partner.name, customer=ticket.organisation.name)
    text = _("by {name}, by phone, {when}") if estimate.recorded_by_id else _("by {name}, {when}")
    return text.format(name=name, when=when)


def promise_when_approved(ticket: Ticket, *, now: datetime) -> DeliveryPromise:
    """Before when it is delivered if it is approved at this moment; two SQL."""
    return delivery_promise(ticket.agreement_version_id, current_calendar_id(), now, wished_date_of(ticket))


def who_may_approve(ticket: Ticket, *, now: datetime) -> str:
    """The names of who can say yes: 'Ingrid Smulders en Mo Haddad'; one SQL."""
    names: Sequence[str] = [each.name for each in approvers_of(ticket, now=now)]
    return in_words(names) if names else ""
