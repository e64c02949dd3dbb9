"""A scheduled job leaves a row when it ran, by the signals of Celery and whoever woke it."""

from datetime import timedelta

import pytest
from celery import shared_task
from django.utils import timezone

from ozmo_desk import celery, heartbeats
from ozmo_desk.models import Heartbeat
from ozmo_desk.tasks import beat_lives
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@shared_task(name="ozmo_desk.tasks.beat_lives_not")
def failing() -> None:
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def nothing_recorded_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(celery, "_recorded", {})


def test_record_twice_is_one_row_with_the_last_of_each() -> None:
    later = NOW + timedelta(minutes=1)
    heartbeats.record("beat", started_at=NOW, ended_at=NOW, succeeded=True)
    heartbeats.record("beat", started_at=later, ended_at=later, succeeded=False)
    beat = Heartbeat.objects.get()
    assert (beat.last_started_at, beat.last_success_at, beat.last_failure_at) == (later, NOW, later)


def test_task_that_succeeds_is_recorded() -> None:
    before = timezone.now()
    beat_lives.apply()
    beat = Heartbeat.objects.get()
    assert beat.name == "beat"
    assert beat.last_started_at
    assert beat.last_success_at
    assert before <= beat.last_started_at <= beat.last_success_at <= timezone.now()
    assert beat.last_failure_at is None


def test_task_that_many_wake_is_recorded_once_in_a_while() -> None:
    beat_lives.apply()
    first = Heartbeat.objects.get().last_success_at
    beat_lives.apply()
    assert Heartbeat.objects.get().last_success_at == first


def test_failure_is_recorded_and_the_next_success_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(heartbeats.TASK_NAMES, failing.name, "failing")
    failing.apply()
    beat = Heartbeat.objects.get()
    assert (beat.name, beat.last_success_at) == ("failing", None)
    assert beat.last_failure_at


def test_task_that_nobody_scheduled_leaves_no_row() -> None:
    failing.apply()
    assert not Heartbeat.objects.exists()


def test_every_scheduled_task_exists() -> None:
    scheduled = {entry["task"] for entry in celery.app.conf.beat_schedule.values()}
    celery.app.loader.import_default_modules()
    assert scheduled - set(celery.app.tasks) == set()
