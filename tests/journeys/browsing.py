"""How a journey starts Chromium, signs somebody of the demo data in, reports an incident and reads the mail."""

import re

from playwright.sync_api import Page

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
LISTED = "async subject => new DOMParser().parseFromString(await (await fetch('/dev/mail/')).text(), 'text/html')" \
    ".body.textContent.includes(subject)"


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


def mail_of(page: Page, program: Program, subject: str) -> str:
    """The text of the newest mail with that subject, which the worker has to have sent."""
    page.goto(f"{program.address}/dev/mail/")
    page.wait_for_function(LISTED, arg=subject)
    page.reload()
    page.get_by_role("link", name=subject, exact=True).first.click()
    return page.locator("pre.oz-mailtext").first.inner_text()
