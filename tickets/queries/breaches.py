"""Promises that were missed, and whether it was said why."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.queries import Access
from tickets.models import SlaClock, Ticket
from tickets.queries.door import visible_tickets

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Breach:
    """One missed promise: which, when it was due, and the cause ("" as long as nobody named it)."""

    kind: str
    round: int
    due_at: datetime
    cause: str


def breaches_of(ticket: Ticket, *, now: datetime) -> list[Breach]:
    """Every promise of the ticket that was missed, or is at `now`, in the order in which they were due; one SQL."""
    late = SlaClock.objects.filter(_late(now), ticket=ticket)
    found = [Breach(each.kind, each.round, each.breached_at or each.due_at or now, each.breach_cause) for each in late]
    return sorted(found, key=lambda breach: (breach.due_at, breach.kind, breach.round))


def breaches_without_cause(access: Access) -> QuerySet[SlaClock]:
    """Missed promises of which nobody said why, the oldest first, with their tickets; ended tickets included."""
    clocks = SlaClock.objects.filter(breached_at__isnull=False, breach_cause="", ticket__in=visible_tickets(access))
    return clocks.select_related("ticket").order_by("breached_at", "pk")[:MOST_SHOWN]


def _late(now: datetime) -> Q:
    return Q(breached_at__isnull=False) | Q(stopped_at__isnull=True, due_at__lte=now)
