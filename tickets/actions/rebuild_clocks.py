"""Put stored clocks right by replaying events: the repair of last resort, and the proof that they are right."""

from collections.abc import Iterator

from django.db import transaction

from tickets import sla
from tickets.models import Ticket


def clock_differences() -> Iterator[str]:
    """Every difference between stored clocks and a replay of the events, in words; nothing is changed."""
    for ticket in Ticket.objects.order_by("pk").iterator(chunk_size=500):
        yield from sla.differences(ticket)


def rebuild_clocks() -> int:
    """Replay every ticket that differs, each in a transaction of its own; returns how many were put right."""
    repaired = 0
    for pk in Ticket.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=500):
        with transaction.atomic():
            ticket = Ticket.objects.select_for_update().get(pk=pk)
            if sla.differences(ticket):
                sla.refresh(ticket)
                repaired += 1
    return repaired
