"""How fast the night's tickets are released: `DATABASE_URL=postgres://... python -m benchmarks.release`.

Ten thousand due rows, with an event and a notice each; beside it the bare UPDATE of as many rows, rolled back.
"""

import os
import sys
import time

from django.db import connection, transaction
from django.utils import timezone

from benchmarks import database
from benchmarks.inside import enter

DUE, MOST, BUDGET = 10_000, 100_000, 2.0
UPDATE = "UPDATE tickets_ticket SET status = 'new', status_since = now(), version = version + 1 WHERE status = 'queued'"


def bare() -> float:
    """Seconds for the status alone, in one statement that is rolled back."""
    with transaction.atomic(), connection.cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute(UPDATE)
        took = time.perf_counter() - begun
        transaction.set_rollback(True)
    return took


def main(due: str = str(DUE)) -> None:
    """Seed a database of the benchmark's own, release everything, count what came of it, and print."""
    from benchmarks.seed import seed
    from notifications.models import Notice
    from tickets.actions.release_queued import release_queued
    from tickets.enums import EventKind, Status
    from tickets.models import Ticket, TicketEvent

    number = min(int(due), MOST)
    seed(0, number)
    first = bare()
    begun = time.perf_counter()
    released = release_queued(now=timezone.now())
    took = time.perf_counter() - begun
    events = TicketEvent.objects.filter(kind=EventKind.RELEASED).count()
    notices = Notice.objects.filter(state="pending").count()
    left = Ticket.objects.filter(status=Status.QUEUED).count()
    if (released, events, notices, left) != (number, number, number, 0):
        sys.exit(f"Not what was due: {released} released, {events} events, {notices} notices, {left} left.")
    print(*(f"{name} {value}" for name, value in database.durability(os.environ["DATABASE_URL"]).items()), sep=", ")
    print(f"{number:,} released with an event and a notice each {took:8.2f} s (budget {BUDGET} s for {DUE:,})")
    print(f"the bare UPDATE of as many rows{first:29.2f} s")


if __name__ == "__main__":
    enter("release", *sys.argv[1:])
