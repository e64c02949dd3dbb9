"""At opening time the night's tickets come to the agents' queue: one event and one notice each, exactly once (H4)."""

from datetime import datetime

from django.db import connection, transaction

from tickets import event_log, notices
from tickets.enums import Status
from tickets.event_log import Actor
from tickets.models import Ticket
from tickets.state_machine import Action, Who, transition

BATCH = 500
SYSTEM_ACTOR = "release_queued"
# What the event and the notice of a release need to know; the words of thousands of tickets are not read for it.


def release_queued(*, now: datetime) -> int:
    """Release every queued ticket whose `release_at` is at or before `now` (aware); returns how many.

    Claims in batches, each a transaction of its own, so that a killed worker loses nothing and any number of workers
    may run at once. The clocks are not touched: they started at the opening, whenever this ran.
    """
    released = 0
    while batch := _release_batch(now):
        released += batch
    return released


def _release_batch(now: datetime) -> int:
    row = transition(Action.RELEASE, Status.QUEUED, Who.SYSTEM)
    skip_locked = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        due = Ticket.objects.filter(status=Status.QUEUED, release_at__lte=now).order_by("release_at", "pk")
        reporters = dict(due.select_for_update(skip_locked=skip_locked).values_list("pk", "reporter_id")[:BATCH])
        if reporters:
            events = event_log.record_batch(list(reporters), row, Actor(system=SYSTEM_ACTOR), now=now)
            released = [(pk, events[pk], reporter) for pk, reporter in reporters.items()]
            notices.enqueue_released(released, now=now)
    return len(reporters)
