"""The estimate that comes from the catalogue: to be approved, or approved by rule because it is low enough (W3)."""

from datetime import datetime
from decimal import Decimal

from tickets.enums import EstimateState
from tickets.models import Ticket
from tickets.models.estimate import Estimate


def first_estimate(
    ticket: Ticket, *, minutes: int, rate: Decimal | None, amount: Decimal, asks: bool, now: datetime
) -> Estimate:
    """Estimate 1 of a ticket that was just made, without an event of its own; in the transaction of the caller.

    `asks`: somebody with the power has to say yes; else nobody has to be asked.
    """
    state = {} if asks else {"state": EstimateState.APPROVED, "by_rule": True, "decided_at": now}
    return Estimate.objects.create(
        ticket=ticket, number=1, minutes=minutes, rate=rate, amount=amount, proposed_at=now, **state
    )
