"""Sixty-four planners on two processes: never a 25th window, no overlap, and only sentences for who loses (M3)."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.cast import NOW, cast_at
from tests.maintenance import factories
from tests.maintenance.planning import Planning
from tests.maintenance.racing_ground import CAP, JANUARY, Order, drafts, nights, taken

MANY, PROCESSES = 64, 2
PATIENCE_SECONDS = 120
RACING = [sys.executable, "-m", "tests.maintenance.racing"]


def environment_of(database: str) -> dict[str, str]:
    """A process of the tests' own mode, on this database."""
    return os.environ | {"DESK_MODE": "test", "DATABASE_URL": database, "REDIS_URL": ""}


def own_database() -> str:
    """The address of the database that this test runs on."""
    database = connection.settings_dict
    who = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    return f"postgres://{who}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def race(orders: Sequence[Order], env: Mapping[str, str]) -> Counter[str]:
    """Half of the orders each to a process of its own; what they were answered, together."""
    processes = [
        subprocess.Popen(
            RACING, cwd=settings.BASE_DIR, env=env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(PROCESSES)
    ]  # fmt: skip
    for number, process in enumerate(processes):
        assert process.stdin is not None
        process.stdin.write(json.dumps(orders[number::PROCESSES]))
        process.stdin.close()
        process.stdin = None
    answers: Counter[str] = Counter()
    for process in processes:
        out, errors = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, errors
        answers.update(json.loads(out.splitlines()[-1]))
    return answers


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_last_places_of_a_year_on_postgresql() -> None:
    cast = cast_at(NOW)
    on = factories.shared(cast)
    answers = race(drafts(nights(MANY), on, cast.administrator), environment_of(own_database()))
    assert answers == {"ok": CAP, "M3": MANY - CAP}
    assert taken() == taken(cast.customer) == taken(cast.other_customer) == list(range(1, CAP + 1))


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_one_moment_on_postgresql() -> None:
    cast = cast_at(NOW)
    on = factories.shared(cast)
    answers = race(drafts([JANUARY] * MANY, on, cast.administrator), environment_of(own_database()))
    assert answers == {"ok": 1, "on this environment then": MANY - 1}
    assert taken() == [1]


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_last_places_of_a_customer_on_two_environments_on_postgresql() -> None:
    cast = cast_at(NOW)
    planning = Planning(cast, factories.shared(cast))
    planning.agree(cast.customer, maintenance_per_year=4)
    other = factories.environment(cast.customer, name="Eigen omgeving", now=NOW)
    planner = cast.administrator
    both = [drafts(nights(8), each, planner) for each in (planning.on, other)]
    orders = [order for pair in zip(*both, strict=True) for order in pair]
    assert race(orders, environment_of(own_database())) == {"ok": 4, "M3": 12}
    assert taken(cast.customer) == [1, 2, 3, 4]


def test_places_and_moments_on_sqlite(tmp_path: Path) -> None:
    """The demo's database, in a file of this test's own: there a transaction that writes waits for the one before.

    Two drafts for each of 32 nights: at most one of two, and of all at most as many as the year has places.
    """
    file = tmp_path / "desk.sqlite3"
    env = environment_of(f"sqlite:///{file}")
    prepared = subprocess.run([*RACING, "prepare"], cwd=settings.BASE_DIR, env=env, capture_output=True, check=True)
    answers = race(json.loads(prepared.stdout.splitlines()[-1]), env)
    assert answers.pop("ok") == CAP
    assert set(answers) <= {"M3", "on this environment then"}
    assert answers.total() == MANY - CAP
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute("SELECT place, starts_at FROM maintenance_maintenancewindow WHERE place IS NOT NULL")
        places, starts = zip(*rows.fetchall(), strict=True)
    assert sorted(places) == list(range(1, CAP + 1))
    assert len(set(starts)) == CAP
