"""A Redis for the tests: Debian's redis-server on a free port, keeping nothing."""

import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.launcher.servers import free_port, running, temporary_folder


@contextmanager
def temporary_redis(program: str) -> Iterator[str]:
    """Its address, while it runs."""
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with (
        temporary_folder(None) as folder,
        running(command, folder, lambda: _answers(port), user=None, stop=signal.SIGTERM),
    ):
        yield f"redis://127.0.0.1:{port}/0"


def find_program() -> str | None:
    """The redis-server (or its successor) of this machine."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
