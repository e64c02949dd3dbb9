"""A missed promise asks for its cause before the ticket can be closed (N)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import report
from tests.journeys.conftest import MoveTo
from tests.journeys.program import Program

pytestmark = pytest.mark.parametrize("program", ["embedded"], indirect=True)
TUESDAY, TOO_LATE = "2026-11-24 10:12", "2026-11-24 11:00"
NOTE = "De melding kwam midden in de verhuizing."


def test_missed_promise_is_explained_before_closing(
    program: Program, sign_in: Callable[..., Page], move_to: MoveTo
) -> None:
    program.load(TUESDAY)
    program.start(TUESDAY)
    customer = sign_in("sanne@maasoever.example")
    reference = report(customer, program, "all", "no_calls", "Niemand kan bellen")
    move_to(TOO_LATE)
    agent = sign_in("joris@ozmo.example")
    agent.goto(f"{program.address}/desk/tickets/{reference}/")
    expect(agent.locator("#clock-response")).to_contain_text("Te laat")
    expect(agent.locator("#missed")).to_contain_text("Oorzaak nog niet genoemd")
    agent.fill("#reply-body", "Alles belt weer.")
    agent.click("#reply-form button[formaction*=hersteld]")
    expect(agent.locator("#clock-recovery")).to_contain_text("gehaald")

    agent.click("#ticket-tools form[action*=afsluiten] button")
    expect(agent.locator("main")).to_contain_text("Noem eerst de oorzaak, dan kunt u het afsluiten.")
    agent.check("input[name=cause][value=other]")
    agent.click("button[name=close]")
    expect(agent.locator("[data-error-summary]")).to_be_focused()
    agent.fill("input[name=note]", NOTE)
    agent.click("button[name=close]")
    expect(agent.locator("#ticket-tools .oz-status").first).to_contain_text("Afgesloten")
    expect(agent.locator("#missed")).to_contain_text(NOTE)
    customer.goto(f"{program.address}/tickets/{reference}/")
    expect(customer.locator("#ticket-promises")).to_contain_text("Reageren: te laat")
    expect(customer.locator("main")).not_to_contain_text(NOTE)
