"""/healthz says that the process lives, /readyz which part does not do its work."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ozmo_desk import health, heartbeats
from ozmo_desk.models import Heartbeat

ROOT = Path(settings.BASE_DIR)
ALL_OK = {"ready": True, "database": "ok", "broker": "ok", "jobs": "ok"}


@pytest.fixture
def all_jobs_ran() -> None:
    now = timezone.now()
    for name in settings.CELERY_BEAT_SCHEDULE:
        heartbeats.record(name, started_at=now, ended_at=now, succeeded=True)


def test_healthz_asks_nothing_of_anything(client: Client) -> None:
    # Without the database mark any query would fail this test; the host is one that pages refuse.
    response = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_readyz_when_all_jobs_ran(client: Client, all_jobs_ran: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, ALL_OK)
    assert len(queries) == 2


@pytest.mark.django_db
def test_readyz_names_the_job_that_stands_still(client: Client, all_jobs_ran: None) -> None:
    Heartbeat.objects.filter(name="release_queued").update(last_success_at=timezone.now() - timedelta(minutes=10))
    Heartbeat.objects.filter(name="beat").delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        **ALL_OK,
        "ready": False,
        "jobs": {"beat": "never ran", "release_queued": "last ran 600 s ago"},
    }


@pytest.mark.django_db
def test_readyz_without_a_broker(client: Client, all_jobs_ran: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "app", Celery(broker="redis://127.0.0.1:1/0", set_as_current=False))
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {**ALL_OK, "ready": False, "broker": "unreachable"})


def test_readyz_without_a_database_shows_no_internals() -> None:
    code = (
        "import django; django.setup(); from django.test import Client; "
        "response = Client().get('/readyz', headers={'host': 'localhost'}); "
        "print(response.status_code, response.content.decode())"
    )
    env = {**os.environ, "DESK_MODE": "test", "DATABASE_URL": "postgres://desk:geheim@127.0.0.1:1/desk"}
    env["DJANGO_SETTINGS_MODULE"] = "ozmo_desk.settings"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    status, body = done.stdout.split(" ", 1)
    assert status == "503"
    assert json.loads(body) == {"ready": False, "database": "unreachable", "broker": "ok", "jobs": "unknown"}
