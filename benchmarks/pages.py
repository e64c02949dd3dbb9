"""How fast the pages are: `DATABASE_URL=postgres://... python -m benchmarks.pages`. Figures to read, not to assert.

Each page is held against a bare Django page of the same run, asked for in turns, since a loaded machine slows both. A
second, small database shows whether the number of tickets matters.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from benchmarks import database
from benchmarks.client import Browser
from benchmarks.server import PROCESSES, broker, served

WARM_UP, BUDGET = 20, {"queue": 2.0, "ticket page": 2.0, "portal home": 1.5, "submitting": 2.0}
STATEMENTS = {"queue": 8, "ticket page": 12, "portal home": 8, "submitting": 20}
MOST_TICKETS, MOST_ROUNDS, MOST_SECONDS = 1_000_000, 2_000, 60


@dataclass(slots=True)
class Run:
    """What one database gave: milliseconds by page, statements by page, submissions a second."""

    tickets: int
    times: dict[str, list[float]] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    a_second: list[float] = field(default_factory=list)

    def add(self, page: str, seconds: float) -> None:
        """One answer."""
        self.times.setdefault(page, []).append(seconds * 1000)

    def percentile(self, page: str, percent: int) -> float:
        """Milliseconds within which so many of a hundred answers came."""
        return quantiles(self.times[page], n=100, method="inclusive")[percent - 1]


def child(module: str, *arguments: str) -> str:
    """What another module of the benchmark answers, in a process with this one's environment."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.inside", module, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr or done.stdout)
    return done.stdout


def facts_of(tickets: int, *, fresh: bool) -> dict[str, object]:
    """Seed the database, unless it still stands from an earlier run."""
    url, path = os.environ["DATABASE_URL"], os.environ.get("BENCHMARK_FACTS", "")
    if not fresh and path and database.mark_of(url) == f"{database.MARK}: {tickets} tickets":
        return dict(json.loads(Path(f"{path}-{tickets}.json").read_text(encoding="utf-8")))
    print(f"seeding {tickets:,} tickets in {database.name_of(url)} ...", flush=True)
    answer = child("seed", str(tickets))
    if path:
        Path(f"{path}-{tickets}.json").write_text(answer, encoding="utf-8")
    return dict(json.loads(answer))


def in_turns(port: int, facts: dict[str, object], run: Run, rounds: int) -> None:
    """One client asks for each page in turn, so that what else the machine does falls on all of them alike."""
    agent, home = Browser(port, str(facts["agent"])), Browser(port, str(facts["home"]))
    submitter = Browser(port, facts["submitters"][0])  # type: ignore[index]
    for number in range(-WARM_UP, rounds):
        measured = Run(0) if number < 0 else run
        measured.add("bare page", agent.get("/bare/")[0])
        measured.add("queue", agent.get("/desk/")[0])
        measured.add("ticket page", agent.get(f"/desk/tickets/{facts['ticket']}/")[0])
        measured.add("portal home", home.get("/")[0])
        shown, sent = submitter.submit()
        measured.add("  the form", shown)
        measured.add("  sending it", sent)
        measured.add("submitting", shown + sent)
    for browser in (agent, home, submitter):
        browser.close()


def at_once(port: int, sessions: list[str], seconds: float) -> float:
    """Submissions (form and sending) a second, by a client each for these sessions."""
    until, done = time.perf_counter() + seconds, [0] * len(sessions)

    def submit(place: int) -> None:
        browser = Browser(port, sessions[place])
        while time.perf_counter() < until:
            browser.submit()
            done[place] += 1
        browser.close()

    clients = [threading.Thread(target=submit, args=(place,)) for place in range(len(sessions))]
    begun = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(done) / (time.perf_counter() - begun)


def measured(tickets: int, options: argparse.Namespace) -> Run:
    """Everything about one size."""
    run, facts = Run(tickets), facts_of(tickets, fresh=options.fresh)
    who = {"agent": facts["agent"], "home": facts["home"], "ticket": facts["ticket"]}
    submitters: list[str] = list(facts["submitters"])  # type: ignore[call-overload]
    run.statements = json.loads(child("statements", json.dumps(who | {"submitter": submitters[0]})))
    with served() as port:
        in_turns(port, facts, run, options.rounds)
        run.a_second = [at_once(port, submitters, options.seconds / 3) for _ in range(3)]
    return run


def table(run: Run, small: Run | None) -> None:
    """The figures of a run, with the small database beside them."""
    bare = run.percentile("bare page", 95)
    print(f"\n{run.tickets:,} tickets, {len(run.times['queue'])} rounds")
    print(f"{'page':<14}{'p50 ms':>8}{'p95 ms':>8}{'x bare':>8}{'budget':>8}{'SQL':>5}{'budget':>8}", end="")
    print(f"{f'p50 at {small.tickets:,}':>16}{'p95':>8}" if small else "")
    for page in run.times:
        p50, p95 = run.percentile(page, 50), run.percentile(page, 95)
        times = f"{BUDGET[page]:>7.1f}x" if page in BUDGET else f"{'':>8}"
        sql = f"{run.statements[page]:>5}" if page in run.statements else f"{'':>5}"
        print(f"{page:<14}{p50:>8.1f}{p95:>8.1f}{p95 / bare:>7.2f}x{times}{sql}{STATEMENTS.get(page, ''):>8}", end="")
        print(f"{small.percentile(page, 50):>16.1f}{small.percentile(page, 95):>8.1f}" if small else "")
    rates = ", ".join(f"{each:.0f}" for each in run.a_second)
    print(f"submissions a second, {len(run.a_second)} times, 8 clients on the same machine: {rates}")


def bounded(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds, for the command line."""

    def check(text: str) -> int:
        if not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"from {least} to {most}")
        return int(text)

    return check


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--tickets", type=bounded(1_000, MOST_TICKETS), default=100_000)
    parser.add_argument("--compare", type=bounded(0, MOST_TICKETS), default=1_000, help="0 for no comparison")
    parser.add_argument("--rounds", type=bounded(20, MOST_ROUNDS), default=200)
    parser.add_argument("--seconds", type=bounded(3, MOST_SECONDS), default=15, help="of submissions by 8 clients")
    parser.add_argument("--fresh", action="store_true", help="seed again, also when BENCHMARK_FACTS was kept")
    options = parser.parse_args()
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgres://", "postgresql://")):
        sys.exit("Name a PostgreSQL database of the benchmark's own in DATABASE_URL (docs/speed.md).")
    with broker():
        small = None
        if options.compare:
            os.environ["DATABASE_URL"] = database.with_name(url, f"{database.name_of(url)}_{options.compare}")
            small = measured(options.compare, options)
        os.environ["DATABASE_URL"] = database.with_name(url, f"{database.name_of(url)}_{options.tickets}")
        run = measured(options.tickets, options)
    about = database.durability(os.environ["DATABASE_URL"])
    print(
        ", ".join(f"{name} {value}" for name, value in about.items())
        + f", {PROCESSES} processes, {os.cpu_count()} cores"
    )
    table(run, small)


if __name__ == "__main__":
    main()
