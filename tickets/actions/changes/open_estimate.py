"""The estimate that nobody decided on yet: it is taken back when its ticket ends, or when another takes its place."""

from collections.abc import Collection
from datetime import datetime

from tickets.enums import EstimateState
from tickets.models import Estimate, Ticket


def take_back(ticket: Ticket, *, now: datetime, reason: str = "") -> int | None:
    """The open estimate, if any, is withdrawn at `now`; its number. The ticket is locked by the caller."""
    found = Estimate.objects.filter(ticket=ticket, state=EstimateState.PROPOSED).first()
    if found is None:
        return None
    taken = {"state": EstimateState.WITHDRAWN, "decided_at": now, "reason": reason}
    Estimate.objects.filter(pk=found.pk).update(**taken)
    return found.number


def expire(ticket_ids: Collection[int], *, now: datetime) -> None:
    """Nobody decided in time on the open estimates of these tickets; one SQL."""
    estimates = Estimate.objects.filter(ticket_id__in=ticket_ids, state=EstimateState.PROPOSED)
    estimates.update(state=EstimateState.EXPIRED, decided_at=now)
