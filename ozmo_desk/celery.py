"""The Celery app: wake-ups only; whatever it carries is found again by a sweep when it gets lost."""

import os
import sys
import time
from datetime import datetime
from typing import Any

import django
import structlog
from celery import Celery, signals
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils import timezone
from django_structlog.celery.receivers import CeleryReceiver
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ozmo_desk.settings")
if "django.apps" not in sys.modules or not django.apps.apps.apps_ready:
    # Started as `celery -A ozmo_desk`: a wrong setting is told in one sentence.
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(str(error))

app = Celery("ozmo_desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

log = structlog.get_logger(__name__)
# One receiver for the whole process: requests hand their id to the tasks that they wake, tasks log with it.
receiver = CeleryReceiver()
receiver.connect_worker_signals()

# A job that many requests wake need not say each time that it lives.
QUIET_FOR = 10.0
_recorded: dict[str, float] = {}


@signals.setup_logging.connect
def keep_django_logging(**_: Any) -> None:
    """Being connected keeps Celery from setting up its own logging."""


@signals.task_prerun.connect
def started(task: Any, **_: Any) -> None:
    """Remember when a task began."""
    task.request.desk_started_at = timezone.now()


@signals.task_success.connect
def succeeded(sender: Any, **_: Any) -> None:
    """A scheduled job did its work: write its heartbeat, at most once in a few seconds."""
    if time.monotonic() - _recorded.get(sender.name, -QUIET_FOR) >= QUIET_FOR:
        record(sender, succeeded=True)
        _recorded[sender.name] = time.monotonic()


@signals.task_failure.connect
def failed(sender: Any, **_: Any) -> None:
    """A scheduled job failed: write that too, and let its next success be written at once."""
    record(sender, succeeded=False)
    _recorded.pop(sender.name, None)


def record(task: Any, *, succeeded: bool) -> None:
    """Write the heartbeat of a task, if it is a scheduled one; without a database that waits for the next time."""
    from ozmo_desk import heartbeats  # noqa: PLC0415 - models load after this module

    name = heartbeats.TASK_NAMES.get(task.name)
    if name is None:
        return
    now = timezone.now()
    began: datetime = getattr(task.request, "desk_started_at", now)
    try:
        heartbeats.record(name, started_at=began, ended_at=now, succeeded=succeeded)
    except DatabaseError:
        log.warning("heartbeat_not_written", job=name)


@signals.beat_init.connect
@signals.worker_ready.connect
def wake_all(sender: Any = None, **_: Any) -> None:
    """After a standstill the sweeps run at once, not after their first interval; they are safe to run twice."""
    for name, entry in app.conf.beat_schedule.items():
        if name == "beat" and "beat" not in type(sender).__module__:
            continue  # only beat itself may say that beat lives
        try:
            app.send_task(entry["task"], **entry.get("options", {}))
        except OperationalError:
            log.warning("broker_unreachable", job=name)
            return
