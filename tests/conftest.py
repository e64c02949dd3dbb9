"""What every test can ask for; where the machine lacks it, the test is skipped (what that means: tests/skips.py)."""

import os
import shutil
from collections.abc import Iterator

import pytest
import redis
from django.db import connection

pytest_plugins = ["tests.cast", "tests.agreement"]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REDIS_URL = os.environ.get("TEST_REDIS_URL", "")
MOST_REDIS_DATABASES = 16


def lacking() -> dict[str, str]:
    """Each marker that this machine cannot serve, with the reason to skip."""
    reasons = {
        "needs_redis": "" if REDIS_URL else "no Redis here (Debian: apt install redis-server)",
        "needs_chromium": "" if CHROMIUM else "no Chromium here (Debian: apt install chromium)",
        "postgres_only": ""
        if connection.vendor == "postgresql"
        else "this run is on SQLite (Debian: apt install postgresql)",
    }
    return {marker: reason for marker, reason in reasons.items() if reason}


def pytest_report_header() -> str:
    """The database that this run proves things on."""
    return f"database: {connection.vendor}, redis: {'yes' if REDIS_URL else 'no'}, chromium: {CHROMIUM or 'no'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what the machine cannot serve."""
    for marker, reason in lacking().items():
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def chromium() -> str:
    """The path of the browser; ask for it together with the marker `needs_chromium`."""
    assert CHROMIUM, "mark this test needs_chromium"
    return CHROMIUM


@pytest.fixture
def redis_url(worker_id: str) -> Iterator[str]:
    """An empty Redis database of this worker's own; ask for it together with the marker `needs_redis`."""
    assert REDIS_URL, "mark this test needs_redis"
    number = 0 if worker_id == "master" else int(worker_id.removeprefix("gw")) % MOST_REDIS_DATABASES
    url = f"{REDIS_URL.rsplit('/', 1)[0]}/{number}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()
