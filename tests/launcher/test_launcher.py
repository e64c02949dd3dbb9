"""The launcher's own promises: which runs, which servers, and that nothing stays behind."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import redis

from ozmo_desk.bootstrap import ROOT
from tests.launcher.postgres import find_programs, temporary_postgres
from tests.launcher.redis import find_program, temporary_redis
from tests.launcher.run import ONCE_MORE, PARTS, parts, second_chance
from tests.launcher.servers import DidNotStart

WORKERS = str(min(os.cpu_count() or 1, 8))
PARALLEL = ["-n", WORKERS, "--dist", "worksteal"]
SKIPPED = "import pytest\n\n\ndef test_a(): pass\n\n\n@pytest.mark.skip\ndef test_b(): pass\n"


@pytest.mark.parametrize(
    "arguments,expected",
    [
        (
            [],
            [
                [*PARALLEL, "-m", "not (needs_chromium or journey)"],
                [*PARALLEL, "-m", "needs_chromium and not journey"],
                [*PARALLEL, "-m", "journey"],
            ],
        ),
        (["-k", "hours"], [[*PARALLEL, "-k", "hours"]]),
        (["tests/tickets"], [[*PARALLEL, "tests/tickets"]]),
        (["tests/test_x.py"], [["tests/test_x.py"]]),
        (["tests/test_x.py::test_y"], [["tests/test_x.py::test_y"]]),
        (["--pdb"], [["--pdb"]]),
        (["-n", "0"], [["-n", "0"]]),
    ],
)
def test_parts(arguments: list[str], expected: list[list[str]]) -> None:
    assert parts(arguments) == expected


def test_second_chance_is_for_the_browser_only() -> None:
    runs = [*parts([]), ["-n", "2", "-k", "hours"], ["tests/test_x.py"]]
    pages, journeys = PARTS["pages in the browser"], PARTS["journeys in the browser"]
    assert [second_chance(run) for run in runs] == [None, [*ONCE_MORE, *pages], [*ONCE_MORE, *journeys], None, None]


@pytest.mark.needs_redis
def test_temporary_redis_is_gone_afterwards() -> None:
    program = find_program()
    assert program
    with temporary_redis(program) as url, closing(redis.Redis.from_url(url)) as client:
        assert client.ping()
    with closing(redis.Redis.from_url(url)) as client, pytest.raises(redis.ConnectionError):
        client.ping()


@pytest.mark.postgres_only
def test_temporary_postgres_is_gone_afterwards() -> None:
    programs = find_programs()
    assert programs
    with temporary_postgres(programs) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT upper('é')").fetchone() == ("É",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_server_that_ends_says_why(tmp_path: Path) -> None:
    program = tmp_path / "redis-server"
    program.write_text("#!/bin/sh\necho no memory\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(DidNotStart, match=r"^no memory$"), temporary_redis(str(program)):
        pass


@pytest.mark.parametrize("ci,code", [("", 0), ("true", 1)])
def test_skipped_test_fails_the_run_in_ci_only(tmp_path: Path, ci: str, code: int) -> None:
    sample = tmp_path / "test_sample.py"
    sample.write_text(SKIPPED)
    run = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "tests.skips", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*run, "-c", ROOT / "pyproject.toml", f"--rootdir={tmp_path}", sample],
        cwd=ROOT, env=os.environ | {"CI": ci}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[-1][:19]) == (code, "1 passed, 1 skipped")
