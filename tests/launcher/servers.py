"""Starting, awaiting and stopping a server that lives only as long as the tests."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

PATIENCE = 30.0
GRACE = 10.0


class DidNotStart(Exception):
    """A server that ended, or did not answer in time; the text is the end of its log."""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def temporary_folder(owner: int | None) -> Iterator[Path]:
    """A folder for one server's data, owned by the user that it runs as and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="desk-test-", ignore_cleanup_errors=True) as name:
        if owner is not None:
            os.chown(name, owner, -1)
        yield Path(name)


@contextmanager
def running(
    command: Sequence[str], folder: Path, answers: Callable[[], bool], *, user: int | None, stop: signal.Signals
) -> Iterator[None]:
    """The server, answering; in a session of its own, so that Ctrl-C reaches the tests before it."""
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True, **as_user(user),
        )  # fmt: skip
    try:
        _await(process, answers, log)
        yield
    finally:
        _stop(process, stop)


class AsUser(TypedDict, total=False):
    """The arguments of subprocess that give up root for an ordinary user."""

    user: int
    group: int
    extra_groups: list[int]


def as_user(user: int | None) -> AsUser:
    """Those arguments, or none when nothing is to be given up."""
    return AsUser() if user is None else AsUser(user=user, group=user, extra_groups=[])


def _await(process: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise DidNotStart("\n".join(log.read_text(errors="replace").splitlines()[-5:]))
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes], stop: signal.Signals) -> None:
    process.send_signal(stop)
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
