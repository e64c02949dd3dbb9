"""The night's submissions reach the desk exactly once, whoever releases them and how many at once (H4)."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from agreements.matrix import Impact, Severity
from notifications.models import Notice
from tests.cast import Cast, cast_at
from tests.tickets.test_life import MONDAY_OPENING, SATURDAY, submission
from tickets.actions import release_queued as module
from tickets.actions.release_queued import release_queued
from tickets.actions.report_incident import report_incident
from tickets.actions.take import take
from tickets.actions.write_path import Form
from tickets.enums import EventKind, Status
from tickets.models import Ticket, TicketEvent


def queue_some(cast: Cast, count: int) -> list[Ticket]:
    return [
        report_incident(
            cast.contact, submission(cast), Impact.SOME, Severity.NO_CALLS, now=SATURDAY + timedelta(minutes=n)
        )
        for n in range(count)
    ]


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_release_each_ticket_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 3)
    queue_some(cast_at(SATURDAY - timedelta(days=1)), 20)
    released: list[int] = []
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        released.append(release_queued(now=MONDAY_OPENING))
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(released) == 20
    assert TicketEvent.objects.filter(kind=EventKind.RELEASED).count() == 20
    assert TicketEvent.objects.filter(kind=EventKind.RELEASED).values("ticket").distinct().count() == 20
    released_ids = TicketEvent.objects.filter(kind=EventKind.RELEASED).values("pk")
    assert Notice.objects.filter(source="tickets.event", subject_id__in=released_ids).count() == 20
    assert Ticket.objects.filter(status=Status.QUEUED).count() == 0


@pytest.mark.django_db
def test_released_in_batches(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    queue_some(cast, 5)
    assert release_queued(now=MONDAY_OPENING) == 5
    assert Ticket.objects.filter(status=Status.NEW, version=2).count() == 5


@pytest.mark.django_db
def test_taken_early_by_hand_is_not_released_again(cast: Cast) -> None:
    (ticket,) = queue_some(cast, 1)
    taken = take(cast.agent, Form(ticket.reference, 1), now=SATURDAY + timedelta(hours=1))
    assert taken.status == Status.IN_PROGRESS
    assert TicketEvent.objects.get(kind=EventKind.TAKEN).data == {"assignee_id": cast.agent.pk, "early": True}
    assert release_queued(now=MONDAY_OPENING) == 0
    assert taken.next_due_at == MONDAY_OPENING + timedelta(hours=1)


@pytest.mark.django_db
def test_late_job_does_not_hold_a_ticket_back(cast: Cast) -> None:
    (ticket,) = queue_some(cast, 1)
    assert ticket.is_held(MONDAY_OPENING - timedelta(microseconds=1)) is True
    assert ticket.is_held(MONDAY_OPENING) is False
