"""Broken again: a button within the period, a follow-up after it, and tickets that close by themselves (N)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import TICKET_PAGE, appears, reference_of, report
from tests.journeys.conftest import MoveTo
from tests.journeys.program import Program

pytestmark = pytest.mark.parametrize("program", ["embedded"], indirect=True)
# Ten working days after the recovery are over on the 8th at 10:12 and a little.
TUESDAY, AFTER_THE_PERIOD = "2026-11-24 10:12", "2026-12-08 11:00"
CUSTOMER, AGENT = "sanne@maasoever.example", "joris@ozmo.example"
SUBJECT = "Geen geluid op toestel 201"


def recover(agent: Page, words: str) -> None:
    """Tell the customer that it works again."""
    agent.fill("#reply-body", words)
    agent.click("#reply-form button[formaction*=hersteld]")
    expect(agent.locator("#ticket-tools .oz-status").first).to_contain_text("Hersteld")


def test_reopened_within_the_period_and_followed_up_after_it(
    program: Program, sign_in: Callable[..., Page], move_to: MoveTo
) -> None:
    program.load(TUESDAY)
    program.start(TUESDAY)
    customer, agent = sign_in(CUSTOMER), sign_in(AGENT)
    reference = report(customer, program, "some", "no_calls", SUBJECT)
    agent.goto(f"{program.address}/desk/tickets/{reference}/")
    recover(agent, "Het geluid is er weer.")
    expect(agent.locator("#clock-recovery")).to_contain_text("gehaald")

    customer.reload()
    again = customer.locator("section[aria-labelledby=again]")
    expect(again).to_contain_text("dinsdag 8 december vóór 10:")
    again.locator("button").click()
    expect(customer.locator("#ticket-thread")).to_contain_text("Het is nog niet in orde.")
    agent.reload()
    expect(agent.locator("#ticket-tools .oz-status").first).to_contain_text("In behandeling")
    expect(agent.locator("#clock-response")).to_contain_text("vóór 11:1")
    expect(agent.locator("#clock-recovery")).to_contain_text(re.compile("vóór wo 09:4"))
    recover(agent, "De instelling staat nu vast.")

    move_to(AFTER_THE_PERIOD)
    customer, agent = sign_in(CUSTOMER), sign_in(AGENT)
    customer.goto(f"{program.address}/tickets/{reference}/")
    appears(customer, customer.get_by_text("Dit ticket is afgesloten."))
    expect(customer.locator("form[action$='/nog-stuk/']")).to_have_count(0)
    customer.locator("a[href*='vervolg=']").first.click()
    expect(customer.locator("input[name=follows]")).to_be_checked()
    customer.check("input[name=impact][value=one]")
    customer.check("input[name=severity][value=no_functions]")
    customer.fill("input[name=subject]", "Weer geen geluid")
    customer.fill("textarea[name=description]", "Het is er weer.")
    customer.click("form.oz-form button.btn-primary")
    customer.wait_for_url(TICKET_PAGE)
    follow_up = reference_of(customer)
    assert follow_up != reference
    agent.goto(f"{program.address}/desk/tickets/{reference}/")
    expect(agent.locator("#ticket-tools .oz-status").first).to_contain_text("Afgesloten")
    expect(agent.locator("#links")).to_contain_text(follow_up)
