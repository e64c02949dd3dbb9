"""The world of the walk, at the design's moment, with the clock standing still."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from pytest_django.fixtures import Settings

from tests.cast import NOW, Cast
from tests.walk.world import World, world_at


@pytest.fixture
def world(cast: Cast, settings: Settings, tmp_path: Path) -> Iterator[World]:
    settings.FILES_DIR = tmp_path / "files"
    settings.EMAIL_FILE_PATH = settings.MAIL_DIR = tmp_path / "mail"
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield world_at(cast)
