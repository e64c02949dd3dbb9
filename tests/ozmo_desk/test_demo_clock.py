"""The demo's clock starts at a moment of choice and ticks on, for models and processes alike."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from ozmo_desk import demo_clock

ROOT = Path(settings.BASE_DIR)
SHOW = (
    "import django; django.setup(); from django.utils import timezone; "
    "from accounts.models import User; print(timezone.now().isoformat(), User().date_joined.isoformat())"
)


@pytest.mark.parametrize(
    "text,moment",
    [
        ("2026-11-24 16:55", datetime(2026, 11, 24, 15, 55, tzinfo=UTC)),
        ("2026-07-01T09:00:30", datetime(2026, 7, 1, 7, 0, 30, tzinfo=UTC)),
        ("2026-11-24 16:55+00:00", datetime(2026, 11, 24, 16, 55, tzinfo=UTC)),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_parse_reads_local_time(text: str, moment: datetime) -> None:
    assert demo_clock.parse(text) == moment


@pytest.mark.parametrize("text", ["", "gisteren", "16:55", "2026-13-01 10:00", "2023-12-31 23:59", "2100-01-01 00:00"])
def test_parse_refuses_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^'.*' is (not a moment|too far away); .*\.$"):
        demo_clock.parse(text)


def _shown(**env: str) -> subprocess.CompletedProcess[str]:
    full = {**os.environ, "DESK_MODE": "test", "DJANGO_SETTINGS_MODULE": "ozmo_desk.settings", **env}
    command = [sys.executable, "-c", SHOW]
    return subprocess.run(command, cwd=ROOT, env=full, capture_output=True, text=True, check=False)


def test_clock_of_a_process_is_shifted_before_models_load() -> None:
    now, joined = _shown(DESK_AT="2026-11-24 16:55").stdout.split()
    start = datetime(2026, 11, 24, 15, 55, tzinfo=UTC)
    assert 0 <= (datetime.fromisoformat(now) - start).total_seconds() < 20
    assert 0 <= (datetime.fromisoformat(joined) - start).total_seconds() < 20


def test_processes_that_share_the_start_agree() -> None:
    hour_ago = str(datetime.now(UTC).timestamp() - 3600)
    now, _joined = _shown(DESK_AT="2026-11-24 16:55", DESK_AT_SINCE=hour_ago).stdout.split()
    assert 3600 <= (datetime.fromisoformat(now) - datetime(2026, 11, 24, 15, 55, tzinfo=UTC)).total_seconds() < 3620


def test_wrong_moment_stops_the_process() -> None:
    done = _shown(DESK_AT="gisteren")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: "
        "DESK_AT: 'gisteren' is not a moment; write it like '2026-11-24 16:55'."
    )
