"""A worker that is killed in the middle of a release loses nothing and does nothing twice (H4)."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from agreements.matrix import Impact, Severity
from notifications.models import Notice
from tests.cast import cast_at
from tests.tickets.test_life import SATURDAY, submission
from tickets.actions.report_incident import report_incident
from tickets.enums import EventKind, Status
from tickets.models import Ticket, TicketEvent

MANY = 2_000
GATE = 1119
PATIENCE_SECONDS = 60

pytestmark = [pytest.mark.needs_redis, pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def queue_many() -> None:
    """One ticket by its action, and many copies of it."""
    cast = cast_at(SATURDAY)
    first = report_incident(cast.contact, submission(cast), Impact.SOME, Severity.NO_CALLS, now=SATURDAY)
    event = TicketEvent.objects.get(ticket=first)
    copies: list[Ticket] = []
    for _ in range(MANY - 1):
        copy = Ticket.objects.get(pk=first.pk) if not copies else _copy(copies[0])
        copy.pk, copy.submission_key = None, uuid.uuid4()
        copies.append(copy)
    made = Ticket.objects.bulk_create(copies, batch_size=1000)
    TicketEvent.objects.bulk_create(
        [
            TicketEvent(
                ticket=ticket, sequence=1, kind=event.kind, actor=event.actor, at=event.at, status=event.status,
                visibility=event.visibility, data=event.data,
            )
            for ticket in made
        ],
        batch_size=1000,
    )  # fmt: skip


def _copy(ticket: Ticket) -> Ticket:
    return Ticket(**{field.attname: getattr(ticket, field.attname) for field in Ticket._meta.concrete_fields})


def environment(redis_url: str, folder: Path) -> dict[str, str]:
    """A worker on the tests' own database, at a minute past opening."""
    database = connection.settings_dict
    who = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    return os.environ | {
        "DESK_MODE": "demo",
        "DESK_AT": "2026-11-30 08:31",
        "DESK_VAR_DIR": str(folder),
        "DATABASE_URL": f"postgres://{who}@{database['HOST']}:{database['PORT']}/{database['NAME']}",
        "REDIS_URL": redis_url,
    }


@contextmanager
def worker(env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker in a process group of its own, killed at the end if it still lives."""
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "ozmo_desk", "worker", "--concurrency", "1"],
        cwd=settings.BASE_DIR, env=env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the worker and its children at once, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def ask_for_release(env: dict[str, str]) -> None:
    """What beat does each minute."""
    subprocess.run(
        [sys.executable, "-m", "celery", "-A", "ozmo_desk", "call", "tickets.tasks.release_queued"],
        cwd=settings.BASE_DIR, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def wait_for(condition: Callable[[], bool]) -> None:
    """Look again and again, for at most a minute."""
    last_moment = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < last_moment, "the worker did nothing"
        time.sleep(0.005)


@contextmanager
def gate_after_first_batch() -> Iterator[None]:
    """While this lasts, a batch that finds released tickets waits in the middle of its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        cursor.execute(
            f"""
            CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF EXISTS (SELECT FROM tickets_ticketevent WHERE kind = '{EventKind.RELEASED}') THEN
                    PERFORM pg_advisory_xact_lock({GATE});
                END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER gate BEFORE INSERT ON tickets_ticketevent EXECUTE FUNCTION wait_at_gate();
            """
        )
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])
            cursor.execute("DROP TRIGGER gate ON tickets_ticketevent; DROP FUNCTION wait_at_gate()")


def waits_at_gate() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        return bool(cursor.fetchone()[0])


def released() -> int:
    return TicketEvent.objects.filter(kind=EventKind.RELEASED).count()


def test_worker_killed_while_releasing(redis_url: str, tmp_path: Path) -> None:
    queue_many()
    env = environment(redis_url, tmp_path)
    with gate_after_first_batch(), worker(env) as first:
        ask_for_release(env)
        wait_for(waits_at_gate)
        kill(first)
    assert 0 < released() < MANY
    with worker(env):
        ask_for_release(env)
        wait_for(lambda: not Ticket.objects.filter(status=Status.QUEUED).exists())
    events = TicketEvent.objects.filter(kind=EventKind.RELEASED)
    assert (events.count(), events.values("ticket").distinct().count()) == (MANY, MANY)
    assert Ticket.objects.filter(status=Status.NEW, version=2).count() == MANY
    assert Notice.objects.filter(subject_id__in=events.values("pk")).count() == MANY
