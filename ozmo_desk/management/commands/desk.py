"""`manage.py desk`: the whole Self-service Desk on this machine, in one process tree, with data to look around in."""

import logging.config
import os
import shutil
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from django.utils import timezone, translation
from granian import Granian
from granian.constants import Interfaces

from accounts.models import User
from accounts.queries import demo_people
from ozmo_desk import demo_clock
from ozmo_desk.demo.people import PASSWORD
from ozmo_desk.environment import text
from ozmo_desk.logs import logging_config

PORTS = range(1, 65536)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Stopping means now: whatever a page or a job was doing is rolled back, and found again at the next start.
GRACE_SECONDS = 0.5


class Command(BaseCommand):
    """Checks first, so that everything that can be wrong is told in a sentence before anything has started."""

    help = "Serve the Self-service Desk on this machine: pages, worker and beat, with demo data."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and at which moment to start the clock."""
        parser.add_argument("--port", default="8000", help="the port to listen on (8000)")
        parser.add_argument("--host", default="127.0.0.1", help="one of this machine's own names (127.0.0.1)")
        parser.add_argument("--at", metavar="MOMENT", help=f'start its clock there: "{demo_clock.EXAMPLE}"')

    def handle(self, *_args: Any, port: str, host: str, at: str | None, **_options: Any) -> None:
        """Prepare, say where it is, and serve until stopped."""
        if settings.PRODUCTION:
            sys.exit("desk is the demo; docs/operating.md says how production is started (DESK_MODE).")
        check_address(host, number(port))
        at = at or settings.DESK_AT
        if at and (at != settings.DESK_AT or not settings.DESK_AT_SINCE):
            start_anew_at(at, number(port))
        try:
            address = f"http://{f'[{host}]' if ':' in host else host}:{number(port)}"
            # Mails of the demo link to where it listens.
            settings.BASE_URL = text("BASE_URL", address)
            log_to_file()
            prepare_database()
            with translation.override("en"):
                self.stdout.write("\n".join(welcome(address)))
            self.stdout.flush()
            serve(host, number(port))
        except KeyboardInterrupt:
            sys.exit(130)


def number(port: str) -> int:
    """The port as a number."""
    if not (port.isascii() and port.isdigit() and int(port) in PORTS):
        sys.exit(f"{port!r} is not a port; choose a number from 1 to 65535.")
    return int(port)


def check_address(host: str, port: int) -> None:
    """The demo is for this machine only, on a port that is free."""
    if host not in LOOPBACK:
        sys.exit(f"The demo listens on this machine only: choose a host of {', '.join(LOOPBACK)}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.exit(
                f"Port {port} cannot be used ({os.strerror(error.errno or 0)}); "
                f"choose another one: python3 manage.py desk --port {port % 65535 + 1}"
            )


def start_anew_at(at: str, port: int) -> None:
    """Start this command again with the clock at that moment; the embedded database of such a moment is always new."""
    try:
        moment = demo_clock.parse(at, settings.TIME_ZONE).astimezone(ZoneInfo(settings.TIME_ZONE))
    except ValueError as error:
        sys.exit(f"--at: {error}")
    os.environ["DESK_AT"] = at
    os.environ["DESK_AT_SINCE"] = str(time.time())
    if settings.EMBEDDED:
        # The port is part of the name: it is free, so nobody is using that folder.
        folder = settings.VAR_DIR / f"at-{moment:%Y-%m-%dT%H%M%S}-{port}"
        empty(folder)
        os.environ["DESK_VAR_DIR"] = str(folder)
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the same command line


def empty(folder: Path) -> None:
    """Remove what an earlier start at the same moment left behind."""
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        sys.exit(f"The folder {folder} cannot be emptied ({error.strerror}).")


def prepare_database() -> None:
    """Migrate; an empty embedded database gets the demo data, one named by DATABASE_URL never."""
    try:
        check_database()
        call_command("migrate", interactive=False, verbosity=0)
        if settings.EMBEDDED and not User.objects.exists():
            with transaction.atomic():
                call_command("demo", stdout=StringIO())
    except (DatabaseError, psycopg.Error) as error:
        name = "The embedded database" if settings.EMBEDDED else "The database of DATABASE_URL"
        sys.exit(f"{name} cannot be used: {str(error).strip().splitlines()[0]}")
    finally:
        # The pages run in a child process: it must not inherit an open connection, or a pool without its threads.
        for each in connections.all(initialized_only=True):
            each.close()
            if isinstance(each, PostgreSQL) and each.pool:
                each.close_pool()


def check_database() -> None:
    """Connect once without the pool, which would hide why it cannot."""
    if connection.vendor == "postgresql":
        psycopg.connect(**{**connection.get_connection_params(), "connect_timeout": 3}).close()


def log_to_file() -> None:
    """Keep the terminal for the address and the accounts; the log, with its request ids, goes to a file."""
    file = settings.VAR_DIR / "desk.log"
    try:
        file.open("a").close()
    except OSError as error:
        sys.exit(f"The log {file} cannot be written ({error.strerror}).")
    # In the settings too: the child process, which serves, sets its log up by them again.
    settings.LOGGING = logging_config(level=settings.LOG_LEVEL, as_json=False, file=str(file))
    logging.config.dictConfig(settings.LOGGING)


def welcome(address: str) -> Iterator[str]:
    """Where it is, at what time, and how to get in."""
    yield f"The Self-service Desk is at {address}/ (Ctrl-C stops it)."
    if settings.DESK_AT:
        moment = timezone.localtime().strftime("%A %d %B %Y %H:%M")
        fresh = ", on fresh data of its own" if settings.EMBEDDED else ""
        yield f"Its clock started at {moment}{fresh}."
    accounts = [f"  {user.email:<40} {what}" for user, what in demo_people()] if settings.EMBEDDED else []
    if accounts:
        yield from (f"Sign in as one of these; everybody's password is {PASSWORD}", *accounts)
    yield f"Mail is not sent: read it at /dev/mail/. The log is {settings.VAR_DIR / 'desk.log'}."


def serve(host: str, port: int) -> None:
    """Pages, worker and beat in one child process of this one, until Ctrl-C or SIGTERM."""
    server = Granian(
        "ozmo_desk.embedded:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=2,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,  # type: ignore[arg-type] # it only waits that long
        log_enabled=False,
    )
    try:
        server.serve()
    except SystemExit:
        # Ctrl-C reaches the child too, which the server takes for a failure; whoever stopped it knows better.
        if not server.interrupt_signal:
            sys.exit("The pages stopped by themselves; the log says why.")
