"""/readyz: whether the parts that a ticket passes through do their work, without saying how they are built."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from kombu.exceptions import OperationalError

from ozmo_desk import heartbeats
from ozmo_desk.celery import app
from tickets.queries.files import waits_for_scanner

OK = "ok"
SCANNED_WITHIN = timedelta(minutes=5)


def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when everything works, else 503; either way the state of each part."""
    parts: dict[str, str | dict[str, str]] = {
        "database": _state(_ask_database, DatabaseError),
        "broker": _state(_ask_broker, OperationalError),
    }
    parts["jobs"] = _jobs() if parts["database"] == OK else "unknown"
    ready = all(part in (OK, {}) for part in parts.values())
    # Not a reason to take the pages away: only new files wait.
    scanner = {"files": _files() if parts["database"] == OK else "unknown"} if settings.CLAMAV else {}
    body = {"ready": ready, **parts, **scanner}
    return JsonResponse(body, status=HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE)


def _state(ask: Callable[[], None], trouble: type[Exception]) -> str:
    try:
        ask()
    except trouble:
        return "unreachable"
    return OK


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker() -> None:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=0, timeout=2)


def _files() -> str:
    """Whether files wait longer for the scanner than a scanner takes."""
    try:
        waits = waits_for_scanner(since=timezone.now() - SCANNED_WITHIN)
    except DatabaseError:
        return "unknown"
    return "wait for the scanner" if waits else OK


def _jobs() -> str | dict[str, str]:
    """Either "ok", or what each job that stands still did last."""
    try:
        return heartbeats.standing_still(now=timezone.now()) or OK
    except DatabaseError:
        return "unknown"
