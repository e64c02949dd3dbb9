"""Promises that were missed, and whether it was said why."""

from collections.abc import Iterable
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
    return breaches_among(SlaClock.objects.filter(_late(now), ticket=ticket), now=now)


def breaches_among(clocks: Iterable[SlaClock], *, now: datetime) -> list[Breach]:
    """The same of clocks that were read already."""
    late = [each for each in clocks if _is_late(each, now)]
    found = [Breach(each.kind, each.round, each.breached_at or each.due_at or now, each.breach_cause) for each in late]
    return sorted(found, key=lambda breach: (breach.due_at, breach.kind, breach.round))


def breaches_without_cause(access: Access) -> QuerySet[SlaClock]:
    """Missed promises of which nobody said why, the oldest first, with their tickets; ended tickets included."""
    clocks = SlaClock.objects.filter(breached_at__isnull=False, breach_cause="", ticket__in=visible_tickets(access))
    return clocks.select_related("ticket").order_by("breached_at", "pk")[:MOST_SHOWN]


def _is_late(clock: SlaClock, now: datetime) -> bool:
    runs_late = clock.stopped_at is None and clock.due_at is not None and clock.due_at <= now
    return clock.breached_at is not None or runs_late


def _late(now: datetime) -> Q:
    return Q(breached_at__isnull=False) | Q(stopped_at__isnull=True, due_at__lte=now)
