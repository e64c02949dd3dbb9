"""The whole in one process: beside the pages, a Celery worker and beat as threads. What `manage.py desk` serves."""

import os
import threading
import time
from collections.abc import Callable, Mapping

import structlog
from celery.beat import Service
from celery.worker import WorkController

from ozmo_desk.celery import app
from ozmo_desk.wsgi import application

__all__ = ["application"]

log = structlog.get_logger(__name__)
# The pages of this same process have been checked already; the worker need not do it again.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
CHECK_EVERY = 1.0


def work() -> None:
    """A worker that needs no signals of its own and runs one task at a time; returns when it cannot go on."""
    app.set_current()
    # Nobody else is there to gossip with, and the memory broker has no events to send.
    worker = WorkController(
        app=app,
        pool_cls="solo",
        concurrency=1,
        loglevel="WARNING",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()


def beat() -> None:
    """Beat; when its thread is started again it begins by waking every job."""
    app.set_current()
    Service(app, scheduler_cls=app.conf.beat_scheduler).start()


PARTS: Mapping[str, Callable[[], None]] = {"worker": work, "beat": beat}


def keep_running(parent: int) -> None:
    """Start the parts, start each again when it has ended, and leave when the process that started us is gone."""
    threads: dict[str, threading.Thread] = {}
    while True:
        for name, part in PARTS.items():
            if name in threads and threads[name].is_alive():
                continue
            if name in threads:
                log.error("part_started_again", part=name)
            threads[name] = threading.Thread(target=part, name=name, daemon=True)
            threads[name].start()
        time.sleep(CHECK_EVERY)
        if os.getppid() != parent:
            os._exit(1)  # killed without a word: free the port and the database for the next start


threading.Thread(target=keep_running, args=(os.getppid(),), name="parts", daemon=True).start()
