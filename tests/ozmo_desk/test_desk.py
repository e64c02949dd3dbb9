"""`manage.py desk`: what is wrong is one sentence, what is right serves pages and jobs in one go, and stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Seconds, for a machine that runs other tests beside this one.
PATIENCE = 120


def _environment(folder: Path, **variables: str) -> dict[str, str]:
    ours = ("DESK_", "DATABASE_", "REDIS_", "PYTEST", "DJANGO_", "SECRET_KEY", "TEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "DESK_MODE": "demo", "DESK_VAR_DIR": str(folder), **variables}


def _desk(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "desk", *arguments]
    env = _environment(folder, **variables)
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE)


@pytest.fixture
def port() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_taken_port_is_one_sentence(tmp_path: Path, port: int) -> None:
    done = _desk(tmp_path, "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Port {port} cannot be used (Address already in use); choose another one: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments,sentence",
    [
        (("--at", "gisteren"), "--at: 'gisteren' is not a moment; write it like '2026-11-24 16:55'.\n"),
        (("--port", "99999"), "'99999' is not a port; choose a number from 1 to 65535.\n"),
        (
            ("--host", "0.0.0.0"),
            "The demo listens on this machine only: choose a host of 127.0.0.1, localhost, ::1.\n",
        ),
    ],
)
def test_wrong_argument_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    free = () if "--port" in arguments else ("--port", "18971")
    done = _desk(tmp_path, *arguments, *free)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)


@pytest.mark.parametrize(
    "url,sentence",
    [
        ("nonsense", "DATABASE_URL is not an address of a PostgreSQL database, "),
        ("postgres://desk:geheim@127.0.0.1:1/desk", "The database of DATABASE_URL cannot be used: connection failed"),
    ],
)
def test_broken_database_is_one_sentence(tmp_path: Path, url: str, sentence: str) -> None:
    done = _desk(tmp_path, "--port", "18972", DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1
    assert "geheim" not in done.stderr


def test_unusable_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = _desk(tmp_path / "file/var", "--port", "18973")
    assert done.returncode == 1
    assert done.stderr.startswith(f"The folder {tmp_path}/file/var cannot be used (Not a directory); ")


def test_production_is_not_started_by_desk(tmp_path: Path) -> None:
    production = dict.fromkeys(("SECRET_KEY", "ALLOWED_HOSTS"), "x") | {
        "DESK_MODE": "production",
        "BASE_URL": "https://desk.example.org",
        "DATABASE_URL": "postgres://desk@127.0.0.1:1/desk",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "smtp://127.0.0.1:1",
    }
    done = _desk(tmp_path, **production)
    assert (done.returncode, done.stderr) == (
        1,
        "desk is the demo; docs/operating.md says how production is started (DESK_MODE).\n",
    )


def _get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310 - our own server
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def _wait_for(url: str, seconds: float) -> str:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        status, body = _get(url)
        if status == 200:
            return body
        time.sleep(0.1)
    raise AssertionError(f"{url} did not answer in time: {_get(url)}")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_desk_serves_works_and_stops(tmp_path: Path, stop: signal.Signals) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "manage.py", "desk", "--port", address.split(":")[1], "--at", "2026-11-24 16:55"]
    # A session of its own: Ctrl-C in a terminal reaches the whole group.
    desk = subprocess.Popen(
        command, cwd=ROOT, env=_environment(tmp_path), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        _wait_for(f"http://{address}/healthz", PATIENCE)
        assert json.loads(_wait_for(f"http://{address}/readyz", PATIENCE)) == {
            "ready": True,
            "database": "ok",
            "broker": "ok",
            "jobs": "ok",
        }
        os.killpg(desk.pid, stop) if stop == signal.SIGINT else desk.send_signal(stop)
        output, _ = desk.communicate(timeout=PATIENCE)
        assert desk.returncode == 0
        assert f"The Self-service Desk is at http://{address}/" in output
        assert "Its clock started at Tuesday 24 November 2026 16:55, on fresh data of its own." in output
        assert (tmp_path / f"at-2026-11-24T165500-{address.split(':')[1]}/desk.sqlite3").exists()
        assert not (tmp_path / "desk.sqlite3").exists()
    finally:
        if desk.poll() is None:
            os.killpg(desk.pid, signal.SIGKILL)
            desk.wait()
