"""Put stored clocks right by replaying events: the repair of last resort, and the proof that they are right."""

from collections.abc import Iterator

from django.db import transaction

from tickets import sla
from tickets.models import Ticket

CHUNK = 500


def clock_differences() -> Iterator[str]:
    """Every difference between stored clocks and a replay of the events, in words; nothing is changed."""
    for pk in _suspects():
        with transaction.atomic():
            found = sla.differences(_locked(pk))
        yield from found


def rebuild_clocks() -> int:
    """Replay every ticket that differs, each in a transaction of its own; returns how many were put right."""
    repaired = 0
    for pk in _suspects():
        with transaction.atomic():
            ticket = _locked(pk)
            if sla.differences(ticket):
                sla.refresh(ticket)
                repaired += 1
    return repaired


def _suspects() -> Iterator[int]:
    """The tickets that seem to differ, a chunk at a time with three statements each.

    Somebody may have been writing in between: only under its lock can be said whether a ticket does.
    """
    last = 0
    while tickets := list(Ticket.objects.filter(pk__gt=last).order_by("pk").only(*sla.REPEATED_FIELDS)[:CHUNK]):
        last = tickets[-1].pk
        for pk, found in sla.differences_among(tickets).items():
            if found:
                yield pk


def _locked(pk: int) -> Ticket:
    return Ticket.objects.select_for_update().get(pk=pk)
