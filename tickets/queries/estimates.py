"""What was estimated and approved for a ticket, and what the work on it costs so far (W3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from accounts.queries import people_who_may_approve_for
from accounts.refusals import NotVisible
from agreements.money import amount_for, rounded_minutes
from agreements.queries import opening_hours, terms
from tickets.enums import EstimateState, EventKind
from tickets.models import Estimate, Message, Ticket, TimeEntry
from tickets.queries.time import entries_of, ruled_of


@dataclass(frozen=True, slots=True)
class Spent:
    """The work so far at the rates of its days, against what was approved; `amount` has no entries without a rate."""

    minutes: int
    amount: Decimal
    approved: Decimal

    @property
    def beyond(self) -> Decimal:
        """How much more than approved; 0 when it stays within."""
        return max(Decimal(0), self.amount - self.approved)


def estimates_of(ticket: Ticket) -> list[Estimate]:
    """Every estimate with its people, the first one first; one SQL."""
    people = ("proposed_by", "decided_by", "recorded_by", "partner")
    return list(Estimate.objects.filter(ticket=ticket).select_related(*people).order_by("number"))


def explanations_of(ticket: Ticket) -> dict[int, str]:
    """What was said with each estimate, by its number; nothing of what was removed. One SQL."""
    said = Message.objects.filter(ticket=ticket, event__kind=EventKind.ESTIMATE_PROPOSED)
    return {data["estimate"]: body for data, body in said.values_list("event__data", "body")}


def estimate_to_decide(estimates: Iterable[Estimate]) -> Estimate | None:
    """The one that somebody is still to say yes or no to."""
    return next((each for each in estimates if each.is_open), None)


def estimate_in_force(ticket: Ticket) -> Estimate | None:
    """The last one that was approved, by somebody or by the rule; None when nothing was. One SQL."""
    return last_approved(list(Estimate.objects.filter(ticket=ticket).order_by("number")))


def last_approved(estimates: Sequence[Estimate]) -> Estimate | None:
    """The same among those that were read."""
    approved = [each for each in estimates if each.state == EstimateState.APPROVED]
    return approved[-1] if approved else None


def estimate_numbered(ticket: Ticket, number: int) -> Estimate:
    """One estimate of a ticket that came through the door; 404 when it has none of this number."""
    found = Estimate.objects.filter(ticket=ticket, number=number).first()
    if found is None:
        raise NotVisible
    return found


def began_by_approval(ticket: Ticket, at: datetime) -> bool:
    """Whether the work began at this moment because an estimate was decided on then; one SQL."""
    return Estimate.objects.filter(ticket=ticket, decided_at=at, proposed_at__lt=at).exists()


def ends_at(ticket: Ticket, estimate: Estimate) -> datetime:
    """When silence ends a change that waits for this estimate, by its own agreement and calendar (W3)."""
    days = terms(ticket.agreement_version_id).approval_working_days
    return opening_hours(ticket.calendar_revision_id).add_working_days(estimate.proposed_at, days)


def spent_on(ticket: Ticket, approved: Estimate) -> Spent:
    """What the work comes to now, as a bill of the whole ticket would say it; one SQL."""
    return _spent(ticket, entries_of(ticket), approved.amount)


def _spent(ticket: Ticket, entries: Sequence[TimeEntry], approved: Decimal) -> Spent:
    """By the rounding of the agreement: each entry by itself, or those of a day or of the whole ticket together."""
    contract = terms(ticket.agreement_version_id)
    together: dict[object, dict[Decimal, int]] = {}
    for entry in entries:
        if entry.rate is not None:
            place = {"entry": entry.pk, "ticket_day": entry.day}.get(contract.rounding_per)
            minutes = together.setdefault(place, {})
            minutes[entry.rate] = minutes.get(entry.rate, 0) + entry.minutes
    amounts = (
        amount_for(rounded_minutes(minutes, contract.rounding_minutes), rate)
        for rates in together.values()
        for rate, minutes in rates.items()
    )
    return Spent(sum(entry.minutes for entry in entries), sum(amounts, Decimal(0)), approved)


def is_billed(ticket: Ticket) -> bool:
    """Whether the customer pays for the work as things stand now (W3); two SQL."""
    return ruled_of(ticket).billable


def approvers_of(ticket: Ticket, *, now: datetime) -> list[User]:
    """Who may approve the costs of this ticket, by name: who is asked. One SQL.

    A confidential ticket is for key contacts, and the partner that filed it.
    """
    filed = [] if ticket.partner_id is None else [ticket.partner_id]
    through = filed if ticket.confidential else None
    return list(people_who_may_approve_for(ticket.organisation_id, now=now, through=through))
