"""Submitted on Saturday, taken up on Monday at opening time by the real worker (H3, H4)."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.program import Program

SATURDAY = "2026-11-28 14:20"
MONDAY_BEFORE = "2026-11-30 08:29:50"
RESPONSE_BEFORE = {
    ("all", "no_calls"): "09:00",
    ("some", "no_calls"): "09:30",
    ("one", "no_calls"): "10:30",
    ("one", "cumbersome"): "12:30",
}
RELEASE_MILLISECONDS = 60_000


def report(page: Page, program: Program, impact: str, severity: str, response: str) -> str:
    """Report on Saturday; the page says before sending when it is taken up, and when we respond."""
    page.goto(f"{program.address}/melden/")
    expect(page.locator(".oz-hours")).to_contain_text("gesloten")
    page.check(f"input[name=impact][value={impact}]")
    page.check(f"input[name=severity][value={severity}]")
    expect(page.locator("#promise")).to_contain_text("maandag 30 november om 08:30")
    expect(page.locator("#promise")).to_contain_text(f"maandag 30 november vóór {response}")
    page.fill("input[name=subject]", f"Nachtmelding {impact} {severity}")
    page.fill("textarea[name=description]", "Het werkt niet.")
    page.click("form.oz-form button.btn-primary")
    page.wait_for_url(re.compile(r"/tickets/OZ-\d+/"))
    found = re.search(r"OZ-\d+", page.url)
    assert found
    return found[0]


def test_night_reports_reach_the_desk_at_opening(program: Program, sign_in: Callable[..., Page]) -> None:
    program.load(SATURDAY)
    program.start(SATURDAY)
    customer = sign_in("sanne@maasoever.example")
    references = {
        response: report(customer, program, impact, severity, response)
        for (impact, severity), response in RESPONSE_BEFORE.items()
    }
    expect(customer.locator("main")).to_contain_text("maandag 30 november om 08:30")
    agent = sign_in("joris@ozmo.example")
    agent.goto(f"{program.address}/desk/")
    for reference in references.values():
        expect(agent.locator(f"tr[data-row='{reference}']")).to_have_count(0)

    program.stop()
    program.start(MONDAY_BEFORE)
    agent = sign_in("fatima@ozmo.example")
    for response, reference in references.items():
        agent.goto(f"{program.address}/desk/tickets/{reference}/")
        expect(agent.locator("#clock-response")).to_contain_text(response)
    # Only the worker writes this, and nobody here waits for it but by looking at the page.
    expect(agent.locator("#ticket-history")).to_contain_text("08:30", timeout=RELEASE_MILLISECONDS)
    agent.goto(f"{program.address}/desk/")
    for reference in references.values():
        expect(agent.locator(f"tr[data-row='{reference}']")).to_have_count(1)
