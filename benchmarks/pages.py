"""How fast the pages are: `DATABASE_URL=postgres://... python -m benchmarks.pages`. Figures to read, not to assert.

Each page is held against a bare Django page of the same run, asked for in turns, since a loaded machine slows both. A
second, small database, asked in the same turns, shows whether the number of tickets matters.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles

from benchmarks import database
from benchmarks.client import Browser
from benchmarks.facts import Facts
from benchmarks.server import PROCESSES, broker, served

WARM_UP, BUDGET = 20, {"queue": 2.0, "ticket page": 2.0, "portal home": 1.5, "submitting": 2.0}
STATEMENTS = {"queue": 8, "ticket page": 12, "portal home": 8, "submitting": 20}
MOST_TICKETS, MOST_ROUNDS, MOST_SECONDS, TIMES = 1_000_000, 2_000, 60, 5


@dataclass(slots=True)
class Run:
    """What one database gave: milliseconds by page, statements and processor time by page, submissions a second."""

    url: str
    facts: Facts
    times: dict[str, list[float]] = field(default_factory=dict)
    inside: dict[str, tuple[int, float]] = field(default_factory=dict)
    a_second: list[float] = field(default_factory=list)

    def add(self, page: str, seconds: float) -> None:
        """One answer."""
        self.times.setdefault(page, []).append(seconds * 1000)

    def percentile(self, page: str, percent: int) -> float:
        """Milliseconds within which so many of a hundred answers came."""
        return quantiles(self.times[page], n=100, method="inclusive")[percent - 1]


class Visitor:
    """The one client: an agent, a key contact and a contact, with a connection each to one server."""

    def __init__(self, port: int, run: Run) -> None:
        self.run = run
        people = (run.facts.agent, run.facts.home, run.facts.submitters[0])
        self.agent, self.home, self.contact = (Browser(port, session) for session in people)

    def go_round(self) -> None:
        """Every page once."""
        add = self.run.add
        add("bare page", self.agent.get("/bare/")[0])
        add("queue", self.agent.get("/desk/")[0])
        add("ticket page", self.agent.get(f"/desk/tickets/{self.run.facts.ticket}/")[0])
        add("portal home", self.home.get("/")[0])
        shown, sent = self.contact.submit()
        add("  the form", shown)
        add("  sending it", sent)
        add("submitting", shown + sent)


def child(module: str, *arguments: str) -> str:
    """What another module of the benchmark answers, in a process with this one's environment."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.inside", module, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr or done.stdout)
    return done.stdout


def prepared(url: str, tickets: int, keep: str) -> Run:
    """A seeded database, and what its pages ask of it; one that was kept is used again."""
    os.environ["DATABASE_URL"] = url
    kept = Path(keep) / f"{database.name_of(url)}.json" if keep else None
    if kept and kept.exists() and database.mark_of(url) == f"{database.MARK}: {tickets} tickets":
        facts = Facts(**json.loads(kept.read_text(encoding="utf-8")))
    else:
        print(f"seeding {tickets:,} tickets in {database.name_of(url)} ...", flush=True)
        facts = Facts(**json.loads(child("seed", str(tickets))))
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(asdict(facts)), encoding="utf-8")
    return Run(url, facts, inside=json.loads(child("statements", json.dumps(asdict(facts)))))


def measure(runs: Sequence[Run], rounds: int, seconds: float) -> None:
    """All databases in the same turns; then submissions at once on each."""
    with ExitStack() as stack:
        ports = []
        for run in runs:
            os.environ["DATABASE_URL"] = run.url
            ports.append(stack.enter_context(served()))
        visitors = [Visitor(port, run) for port, run in zip(ports, runs, strict=True)]
        for number in range(-WARM_UP, rounds):
            for visitor in visitors:
                visitor.go_round()
                if number == -1:
                    visitor.run.times.clear()
        for _ in range(TIMES):
            for port, run in zip(ports, runs, strict=True):
                run.a_second.append(at_once(port, run.facts.submitters, seconds / TIMES))


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


def table(run: Run, small: Run | None) -> None:
    """The figures of a run, with the small database beside them."""
    bare = run.percentile("bare page", 95), run.percentile("bare page", 50)
    print(f"\n{run.facts.tickets:,} tickets, {run.facts.open:,} open, {len(run.times['queue'])} rounds")
    print(f"{'page':<14}{'p50 ms':>8}{'p95 ms':>8}{'p50 x':>8}{'p95 x':>8}{'budget':>8}", end="")
    print(f"{'SQL':>5}{'budget':>8}{'CPU x':>8}", end="")
    print(f"{f'p50, p95 at {small.facts.tickets:,}':>22}" if small else "")
    for page in run.times:
        p50, p95 = run.percentile(page, 50), run.percentile(page, 95)
        print(f"{page:<14}{p50:>8.1f}{p95:>8.1f}{p50 / bare[1]:>7.2f}x{p95 / bare[0]:>7.2f}x", end="")
        print(f"{BUDGET[page]:>7.1f}x" if page in BUDGET else f"{'':>8}", end="")
        count, cpu = run.inside.get(page, ("", 0.0))
        print(f"{count:>5}{STATEMENTS.get(page, ''):>8}", end="")
        print(f"{cpu / run.inside['bare page'][1]:>7.2f}x" if cpu else f"{'':>8}", end="")
        print(f"{small.percentile(page, 50):>14.1f}{small.percentile(page, 95):>8.1f}" if small else "")
    for each in (run, small) if small else (run,):
        rates = f"{median(each.a_second):.0f} ({min(each.a_second):.0f} to {max(each.a_second):.0f})"
        print(f"submissions a second by 8 clients of this machine, at {each.facts.tickets:,} tickets: {rates}")


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
    parser.add_argument("--seconds", type=bounded(5, MOST_SECONDS), default=20, help="of submissions by 8 clients")
    parser.add_argument("--keep", default="", help="a folder for what the seeding told: the databases are used again")
    options = parser.parse_args()
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgres://", "postgresql://")):
        sys.exit("Name a PostgreSQL database of the benchmark's own in DATABASE_URL (docs/speed.md).")
    sizes = [options.tickets, options.compare] if options.compare else [options.tickets]
    with broker():
        runs = [
            prepared(database.with_name(url, f"{database.name_of(url)}_{size}"), size, options.keep) for size in sizes
        ]
        measure(runs, options.rounds, options.seconds)
    about = [f"{name} {value}" for name, value in database.durability(runs[0].url).items()]
    print(*about, f"{PROCESSES} processes", f"{os.cpu_count()} cores", sep=", ")
    table(runs[0], runs[1] if len(runs) > 1 else None)


if __name__ == "__main__":
    main()
