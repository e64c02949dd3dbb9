"""How long the proof of all clocks takes: `DATABASE_URL=postgres://... python -m benchmarks.rebuild [TICKETS]`.

Every ticket's events are replayed and held against its stored clocks, as `manage.py rebuild_clocks --check` does.
"""

import os
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import database
from benchmarks.inside import enter

TICKETS, MOST, BUDGET = 100_000, 1_000_000, 120.0


def main(number: str = str(TICKETS)) -> None:
    """Seed, check, and print."""
    from benchmarks.seed import fill, people
    from tickets.models import SlaClock, Ticket, TicketEvent

    many = min(int(number), MOST)
    database.make_empty(settings.DATABASE_URL)
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        world = people(timezone.now())
    fill(world, many, 0)
    database.write_mark(settings.DATABASE_URL, f"{many} tickets")
    print(*(f"{name} {value}" for name, value in database.durability(os.environ["DATABASE_URL"]).items()), sep=", ")
    named = {"tickets": Ticket, "events": TicketEvent, "clocks": SlaClock}
    print(*(f"{model._default_manager.count():,} {name}" for name, model in named.items()), sep=", ")
    with CaptureQueriesContext(connection) as sql:
        begun, used = time.perf_counter(), time.process_time()
        call_command("rebuild_clocks", check=True)
        took, used = time.perf_counter() - begun, time.process_time() - used
    print(f"rebuild_clocks --check: {took:.1f} s ({used:.1f} s of this process), {len(sql)} SQL")
    print(f"for {TICKETS:,} tickets: {took * TICKETS / many:.1f} s (budget {BUDGET:.0f} s)")


if __name__ == "__main__":
    enter("rebuild", *sys.argv[1:])
