"""How many SQL statements each page takes, and how much processor time, asked of the same program in this process.

BEGIN and COMMIT are not counted. Processor time hardly depends on what else the machine does.

Run by `benchmarks.pages` as `python -m benchmarks.inside statements FACTS`; answers with one line of JSON.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.client import HIDDEN, ORIGIN, REPORT
from benchmarks.facts import Facts

TIMES = 40
AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


def signed_in(session: str) -> Client:
    """A client of this process in a session."""
    client = Client(headers={"host": "desk.example", "origin": ORIGIN, "x-forwarded-proto": "https"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def counted(work: Callable[[], object]) -> tuple[int, float, list[str]]:
    """Statements, and milliseconds of processor time (median), of a piece of work.

    It is done once before, so that versions and calendars are known.
    """
    work()
    with CaptureQueriesContext(connection) as captured:
        work()
    sql = [str(query["sql"]) for query in captured.captured_queries]
    times = []
    for _ in range(TIMES):
        begun = time.process_time()
        work()
        times.append(1000 * (time.process_time() - begun))
    return len([each for each in sql if not each.startswith(AROUND)]), median(times), sql


def submit(client: Client) -> None:
    """Fetch the form and send it filled in."""
    page = client.get(REPORT).content.decode()
    fields = dict(HIDDEN.findall(page)) | {
        "impact": "some", "severity": "no_functions", "phone": "0413 - 555 214",
        "subject": "Wachtmuziek hapert", "description": "Sinds vanmorgen.",
    }  # fmt: skip
    answer = client.post(REPORT, fields)
    assert answer.status_code == 302, answer.content[:300]


def main(given: str) -> None:
    """Count for each page."""
    facts = Facts(**json.loads(given))
    agent, home, other = (signed_in(key) for key in (facts.agent, facts.home, facts.submitters[0]))
    found = {
        "bare page": counted(lambda: agent.get("/bare/")),
        "queue": counted(lambda: agent.get("/desk/")),
        "ticket page": counted(lambda: agent.get(f"/desk/tickets/{facts.ticket}/")),
        "portal home": counted(lambda: home.get("/")),
        "submitting": counted(lambda: submit(other)),
    }
    if os.environ.get("SHOW_SQL"):
        for name, (_, _, sql) in found.items():
            print(name, *sql, sep="\n   ", file=sys.stderr)
    print(json.dumps({name: [count, cpu] for name, (count, cpu, _) in found.items()}))
