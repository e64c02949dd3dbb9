"""How long the preview of an edit takes: `DATABASE_URL=postgres://... python -m benchmarks.edits [OPEN]`.

Twenty thousand open tickets, and four edits of which the first moves nearly all that can move; then what it takes to
turn a page of the preview, and to apply the edit.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import database
from benchmarks.inside import enter

OPEN, MOST, BUDGET, APPLIED = 20_000, 100_000, 5.0, 1_000


def edits(now: Any) -> dict[str, Any]:
    """The edits that are previewed, by what they are called."""
    from agreements import edited, queries
    from agreements.models import CalendarDay, WeeklyHours
    from agreements.snapshot import opening_hours_of
    from tickets.sla.what_if import Edit

    today = timezone.localdate(now)
    closed = CalendarDay(date=today + timedelta(days=1), hours=[], name_nl="Dicht", name_en="Closed")
    early = CalendarDay(date=today, hours=[["08:30", "12:00"]], name_nl="Dicht", name_en="Closed")
    far = CalendarDay(date=today + timedelta(days=300), hours=[], name_nl="Dicht", name_en="Closed")
    week = WeeklyHours(
        effective_from=today + timedelta(days=1), hours={str(day): [["09:00", "16:00"]] for day in range(5)}
    )
    contract = queries.terms(queries.agreement_version_for(None, at=now))
    norms = {number: replace(norm, response=norm.response * 2) for number, norm in contract.norms.items()}
    return {
        "closed tomorrow": Edit(hours=opening_hours_of(edited.snapshot_with_day(closed))),
        "today until 12:00": Edit(hours=opening_hours_of(edited.snapshot_with_day(early))),
        "other weekly hours": Edit(hours=opening_hours_of(edited.snapshot_with_week(week))),
        "closed in 300 days": Edit(hours=opening_hours_of(edited.snapshot_with_day(far))),
        "response in twice the time": Edit(terms=replace(contract, norms=norms), agreement_id=1),
    }


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def processor(work: Callable[[], Any]) -> float:
    """Seconds of processor time of this process, which depend less on what else the machine does."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def fill(number: int) -> None:
    """A fresh database with so many open tickets."""
    from benchmarks.seed import people, still_open, write

    database.make_empty(settings.DATABASE_URL)
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        world = people(timezone.now())
    write(world, [*still_open(world, number)])
    database.write_mark(settings.DATABASE_URL, f"{number} open tickets")


def main(number: str = str(OPEN)) -> None:
    """Seed, look at each edit, compare the first with the slow way on a part, and print."""
    from agreements.actions import set_day
    from tickets.actions.apply_edit import apply_edit
    from tickets.actions.decide_edit import NewPins
    from tickets.sla.what_if import outlook
    from tickets.views.edits import kept
    from tickets.views.edits.preview import preview_of

    fill(min(int(number), MOST))
    now = timezone.now()
    print(*(f"{name} {value}" for name, value in database.durability(os.environ["DATABASE_URL"]).items()), sep=", ")
    for name, edit in edits(now).items():
        with CaptureQueriesContext(connection) as sql:
            took, seen = timed(partial(outlook, edit, now=now))
        many, moved, busy = len(seen.open_ids), len(seen.effects), processor(partial(outlook, edit, now=now))
        figures = f"{took:7.2f} s (budget {BUDGET} s for {OPEN:,}), {busy:.2f} s of the processor, {len(sql)} SQL"
        print(f"{name:30}{many:8,} open {moved:8,} move {figures}")
    first = next(iter(edits(now).values()))
    kept.look(first, 1, "benchmark", now=now)
    took, _ = timed(lambda: preview_of(kept.look(first, 1, "benchmark", now=now), {}, "benchmark", now=now))
    print(f"another page of the same preview{took:38.2f} s")
    took, slow = timed(lambda: outlook(first, now=now, slowly=True))
    same = slow.effects == outlook(first, now=now).effects
    print(f"the first by folding every event{took:38.2f} s, {'the same' if same else 'NOT THE SAME'}")
    revision = set_day(actor=None, now=now, date=timezone.localdate(now) + timedelta(days=1), hours=[], reason_nl="x")
    ids, pins = seen.open_ids[:APPLIED], NewPins(calendar_revision=revision.pk)
    took, done = timed(lambda: apply_edit(administrator(), pins, ids, now=now))
    print(f"applied to {done:,} tickets{took:50.2f} s")


def administrator() -> Any:
    """Somebody who may apply edits."""
    from accounts.models import User
    from accounts.roles import Role

    return User.objects.create(email="beheer@ozmo.example", name="B", desk_role=Role.ADMINISTRATOR, password="!")


if __name__ == "__main__":
    enter("edits", *sys.argv[1:])
