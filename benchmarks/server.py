"""Starts what production has around the program: Redis, unless REDIS_URL names one, and granian with two processes."""

import http.client
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.launcher.redis import find_program, temporary_redis
from tests.launcher.servers import free_port, running, temporary_folder

ROOT = Path(__file__).resolve().parent.parent
PROCESSES, THREADS = 2, 2


@contextmanager
def broker() -> Iterator[None]:
    """A Redis for as long as it takes: publishing a wake-up is a part of submitting."""
    program = find_program()
    if not os.environ.get("REDIS_URL") and program is None:
        sys.exit("There is no redis-server on this machine; name a Redis in REDIS_URL.")
    with temporary_redis(program) if program and not os.environ.get("REDIS_URL") else nullcontext("") as url:
        os.environ["REDIS_URL"] = url or os.environ["REDIS_URL"]
        yield


@contextmanager
def served() -> Iterator[int]:
    """The port on loopback that the site answers on, started as the Procfile does."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(PROCESSES), "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "warning",
        "--working-dir", str(ROOT), "ozmo_desk.wsgi:application",
    ]  # fmt: skip
    os.environ |= {"DJANGO_SETTINGS_MODULE": "benchmarks.settings", "PYTHONPATH": str(ROOT)}
    with (
        temporary_folder(None) as folder,
        running(command, folder, lambda: _answers(port), user=None, stop=signal.SIGTERM),
    ):
        yield port


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
