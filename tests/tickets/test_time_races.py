"""What two people, or two windows of one, do at the same moment with time: one after the other, and never a fault."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connections

from accounts.refusals import Refusal
from agreements.models import Activity
from tests.cast import Cast
from tests.tickets.factories import question
from tickets.actions.time.correct import correct_time
from tickets.actions.time.record import Work, record_time
from tickets.actions.time.watch import start_watch, stop_watch
from tickets.models import Stopwatch, TimeEntry

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]
TODAY = date(2026, 11, 24)


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Do them together; how often each went well, or was refused with which status."""
    together, answers = threading.Barrier(len(acts)), Counter[str]()

    def one(act: Callable[[], object]) -> None:
        together.wait()
        try:
            act()
            answers["done"] += 1
        except Refusal as refusal:
            answers[str(refusal.status)] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers


def test_two_at_once_are_one_after_the_other(cast: Cast) -> None:
    first, second = (question(cast.contact, cast.customer, now=cast.now).reference for _each in range(2))
    # More than 24 hours of one person on a day, on two tickets.
    long = Work(800, TODAY, Activity.REMOTE)
    answers = at_once(
        lambda: record_time(cast.agent, first, long, now=cast.now),
        lambda: record_time(cast.agent, second, Work(800, TODAY, Activity.REMOTE), now=cast.now),
    )
    assert answers == {"done": 1, "422": 1}
    # One entry is corrected twice.
    entry = TimeEntry.objects.select_related("ticket").get()
    reference = entry.ticket.reference
    answers = at_once(
        *(
            lambda minutes=minutes: correct_time(
                cast.agent, reference, entry.pk, Work(minutes, TODAY, Activity.REMOTE), "Fout", now=cast.now
            )
            for minutes in (10, 20)
        )
    )
    assert answers == {"done": 1, "409": 1}
    # The stopwatch is started in two windows, then stopped in one while it moves in the other.
    answers = at_once(
        lambda: start_watch(cast.agent, first, Activity.REMOTE, now=cast.now),
        lambda: start_watch(cast.agent, second, Activity.REMOTE, now=cast.now),
    )
    assert answers == {"done": 1, "409": 1}
    later = cast.now + timedelta(minutes=5)
    at_once(
        lambda: stop_watch(cast.agent, now=later),
        lambda: start_watch(cast.agent, second, Activity.REMOTE, now=later, stop_first=True),
    )
    assert Stopwatch.objects.count() + TimeEntry.objects.filter(minutes=5).count() >= 1
    assert Stopwatch.objects.count() <= 1
