"""Somebody who opens addresses: each request is as by a fresh browser of theirs, and a POST leaves no trace."""

import io
import zipfile
from http.cookies import SimpleCookie
from typing import Any, cast
from urllib.parse import urlsplit

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts.models import SecurityEvent, User

Answer = int | str
# Where somebody is sent who may not be here, by the beginning of the address.
DESTINATIONS = {
    "/account/login/": "login",
    "/account/reauthenticate/": "reauthenticate",
    "/beheer/login/": "admin login",
    "/desk/tickets/": "desk ticket",
}
NOT_COMPARED = {"last_login"}


class Walker:
    """A client that forgets after each request what the answer put in its cookies."""

    def __init__(self, user: User | None, *, enforce_csrf_checks: bool = False) -> None:
        self.client = Client(enforce_csrf_checks=enforce_csrf_checks)
        if user is not None:
            self.client.force_login(user)
        self._cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Opens an address."""
        self._forget()
        return _read(self.client.get(path, headers=headers))

    def post(self, path: str, fields: dict[str, Any] | None = None) -> HttpResponse:
        """Sends a form; whatever that changed is undone."""
        self._forget()
        with transaction.atomic():
            response = _read(self.client.post(path, fields or {}))
            transaction.set_rollback(True)
        return response

    def _forget(self) -> None:
        self.client.cookies = SimpleCookie(self._cookies)


def answer_of(response: HttpResponse) -> Answer:
    """The status; of a redirect to a place of its own, the name of that place."""
    if response.status_code != 302:
        return response.status_code
    path = urlsplit(response.headers["Location"]).path
    if path == "/desk/":
        return "queue"
    return next((name for start, name in DESTINATIONS.items() if path.startswith(start)), 302)


def _read(response: Any) -> HttpResponse:
    """A file is read to its end, at which the test client closes it; what it held stays with the answer."""
    if response.streaming:
        response.streaming_content = [response.getvalue()]
    return cast(HttpResponse, response)


def body_of(response: HttpResponse) -> str:
    """What was sent, also of a file; of one that is no text, what of it is."""
    body: bytes = b"".join(response) if response.streaming else response.content
    return _unpacked(body) if body.startswith(b"PK") else body.decode(errors="replace")


def _unpacked(body: bytes) -> str:
    """A workbook, which is an archive of texts."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but the sessions, and the log of who opened what and was refused."""
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in NOT_COMPARED}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in apps.get_models()
        if model not in (Session, SecurityEvent)
    }
