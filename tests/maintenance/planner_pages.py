"""The planner's pages as a planner uses them: addresses, the form as it is filled in, what a page says."""

import html
import re
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from maintenance.models import Environment, MaintenanceWindow
from tests.cast import Cast

WINDOWS, EMERGENCIES = "admin:maintenance_maintenancewindow_", "admin:maintenance_emergencymaintenance_"
TAG = re.compile(r"<[^>]*>")


def text_of(response: Any) -> str:
    """The words of a page, without its tags, white space made one."""
    return " ".join(html.unescape(TAG.sub(" ", response.content.decode())).split())


def browser(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


@dataclass(slots=True)
class Planner:
    """A signed-in administrator, and the environment that both customers of the cast use."""

    client: Client
    cast: Cast
    on: Environment

    @staticmethod
    def url(name: str, window: MaintenanceWindow | None = None, *more: int) -> str:
        """The address of a page, about a window or not."""
        return reverse(f"{WINDOWS}{name}", args=[window.pk, *more] if window else [])

    def get(self, name: str, window: MaintenanceWindow | None = None, /, *more: int, **asked: str) -> Any:
        """The page itself."""
        return self.client.get(self.url(name, window, *more), asked)

    def post(self, name: str, window: MaintenanceWindow | None = None, /, *more: int, **fields: object) -> Any:
        """What a form on it is answered with."""
        return self.client.post(self.url(name, window, *more), fields)

    def filled_in(self, window: MaintenanceWindow | None = None, /, **fields: object) -> dict[str, object]:
        """The form of a window as the browser sends it: of a new one, Saturday night 5 December."""
        filled: dict[str, object] = {
            "title": "Vervangen van verbindingsservers",
            "effect": "Twee keer hooguit 5 minuten niet bellen.",
            "environment": self.on.pk,
            "begin_date": "2026-12-05",
            "begin_time": "22:00",
            "end_date": "2026-12-06",
            "end_time": "02:00",
            "scope": "all",
            "do": "save",
        }
        if window is not None:
            window.refresh_from_db()
            filled |= {"version": window.version}
        return {**filled, **fields}

    def save(self, window: MaintenanceWindow | None = None, /, **fields: object) -> Any:
        """The form, sent."""
        name = "change" if window else "add"
        return self.client.post(self.url(name, window), self.filled_in(window, **fields))


def said(response: Any, *sentences: str) -> list[str]:
    """Those of the sentences that a page does not say."""
    words = text_of(response)
    return [each for each in sentences if each not in words]
