"""How many SQL statements each page takes, asked of the same program in this process; what a transaction costs apart.

Run by `benchmarks.pages` as `python -m benchmarks.inside statements FACTS`; answers with one line of JSON.
"""

import json
import os
import sys
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.client import HIDDEN, ORIGIN, REPORT

AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


def signed_in(session: str) -> Client:
    """A client of this process in a session."""
    client = Client(headers={"host": "desk.example", "origin": ORIGIN, "x-forwarded-proto": "https"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def counted(work: Callable[[], None]) -> tuple[int, list[str]]:
    """The statements of a piece of work, done once before so that versions and calendars are known."""
    work()
    with CaptureQueriesContext(connection) as captured:
        work()
    sql = [str(query["sql"]) for query in captured.captured_queries]
    return len([each for each in sql if not each.startswith(AROUND)]), sql


def submit(client: Client) -> None:
    """Fetch the form and send it filled in."""
    page = client.get(REPORT).content.decode()
    fields = dict(HIDDEN.findall(page)) | {
        "impact": "some", "severity": "no_functions", "phone": "0413 - 555 214",
        "subject": "Wachtmuziek hapert", "description": "Sinds vanmorgen.",
    }  # fmt: skip
    answer = client.post(REPORT, fields)
    assert answer.status_code == 302, answer.content[:300]
    client.cookies.pop("messages", None)


def main(given: str) -> None:
    """Count for each page."""
    facts: dict[str, str] = json.loads(given)
    agent, home, other = (signed_in(facts[name]) for name in ("agent", "home", "submitter"))
    found = {
        "bare page": counted(lambda: agent.get("/bare/") and None),
        "queue": counted(lambda: agent.get("/desk/") and None),
        "ticket page": counted(lambda: agent.get(f"/desk/tickets/{facts['ticket']}/") and None),
        "portal home": counted(lambda: home.get("/") and None),
        "submitting": counted(lambda: submit(other)),
    }
    if os.environ.get("SHOW_SQL"):
        for name, (_, sql) in found.items():
            print(name, *sql, sep="\n   ", file=sys.stderr)
    print(json.dumps({name: count for name, (count, _) in found.items()}))
