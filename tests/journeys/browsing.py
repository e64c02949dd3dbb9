"""How a journey starts Chromium and signs somebody of the demo data in."""

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


def sign_in(page: Page, program: Program, email: str) -> None:
    """Through the form, as people do."""
    page.goto(f"{program.address}/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/account/login" not in url)
