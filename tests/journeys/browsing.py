"""How a journey starts Chromium, signs somebody of the demo data in, reports an incident and reads the mail."""

import re
import time
from typing import Any

from playwright.sync_api import Locator, Page, Response, expect

from tests.journeys.program import Program

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "selfservice-desk-demo"
TICKET_PAGE = re.compile(r"/tickets/OZ-\d+/")
WORKER_SECONDS, BETWEEN = 60, 250


# A ledger that stands open on the desk's ticket page and is still being read: it is a link until then.
LEDGER_TO_COME = ".oz-why[open] > .oz-why-body > a:only-child"
IN_SIGHT = "links => links.length > 0 && links.every(link => link.getBoundingClientRect().bottom <= innerHeight)"


def settle_after_goto(page: Page) -> None:
    """Let `page.goto` end when the ledgers in sight are there: what comes in moves a button while it is clicked."""
    go = page.goto

    def goto_settled(url: str, **options: Any) -> Response | None:
        answer = go(url, **options)
        to_come = page.locator(LEDGER_TO_COME)
        if to_come.evaluate_all(IN_SIGHT):
            expect(to_come).to_have_count(0)
        return answer

    page.goto = goto_settled  # type: ignore[method-assign]


def sign_in(page: Page, program: Program, email: str) -> None:
    """Through the form, as people do."""
    page.goto(f"{program.address}/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/account/login" not in url)


def report(page: Page, program: Program, impact: str, severity: str, subject: str) -> str:
    """Report an incident in the browser of a customer; returns the reference."""
    page.goto(f"{program.address}/melden/")
    page.check(f"input[name=impact][value={impact}]")
    page.check(f"input[name=severity][value={severity}]")
    page.fill("input[name=subject]", subject)
    page.fill("textarea[name=description]", "Sinds vanochtend. Het gaat om toestel 201.")
    page.click("form.oz-form button.btn-primary")
    page.wait_for_url(TICKET_PAGE)
    return reference_of(page)


def reference_of(page: Page) -> str:
    """The ticket whose page this is."""
    found = re.search(r"OZ-\d+", page.url)
    assert found
    return found[0]


def appears(page: Page, what: Locator) -> None:
    """Read the page again until it shows that: only the worker brings it, and nobody waits but by looking."""
    last_moment = time.monotonic() + WORKER_SECONDS
    while not what.count():
        assert time.monotonic() < last_moment, f"{page.url} does not show {what}"
        page.wait_for_timeout(BETWEEN)
        page.reload()


def mail_of(page: Page, program: Program, subject: str) -> str:
    """The text of the newest mail with that subject, which the worker has to have sent."""
    page.goto(f"{program.address}/dev/mail/")
    found = page.get_by_role("link", name=subject, exact=True)
    appears(page, found)
    found.first.click()
    return page.locator("pre.oz-mailtext").first.inner_text()
