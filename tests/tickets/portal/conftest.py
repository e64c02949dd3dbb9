"""The portal at the design's moment: signed-in browsers, files in a folder of the test's own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.cast import NOW

SignIn = Callable[[User], Client]


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    """The clock stands at Tuesday 24 November 2026, 10:12 until it is moved."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sign_in(travel: time_machine.Traveller, files_dir: Path) -> SignIn:
    """A browser in which somebody is signed in."""

    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return browser


@pytest.fixture
def files_dir(tmp_path: Path, settings: Settings) -> Path:
    """Where stored files go in this test."""
    settings.FILES_DIR = tmp_path
    return tmp_path


def stored_in(folder: Path) -> list[Path]:
    """Every file below the folder."""
    return sorted(each for each in folder.rglob("*") if each.is_file())


def at(text: str) -> datetime:
    """A moment on the helpdesk's clock: '2026-11-28 14:20'."""
    return datetime.fromisoformat(text).replace(tzinfo=NOW.tzinfo)
