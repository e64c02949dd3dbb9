"""Waiting for the customer: the clock stands still and says why, runs again by an answer, and does not wait forever."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import appears, mail_of, report
from tests.journeys.conftest import MoveTo
from tests.journeys.program import Program

TUESDAY, LATER = "2026-11-24 10:12", "2026-11-24 12:20"
# Two working days after the question, and ten after the reminder.
REMINDED, CLOSED = "2026-11-26 10:40", "2026-12-10 11:30"
CUSTOMER, AGENT = "sanne@maasoever.example", "joris@ozmo.example"
SUBJECT, QUESTION = "Doorverbinden lukt niet", "Welk toestel verbindt door?"


def asked(program: Program, customer: Page, agent: Page) -> str:
    """A category 2 incident with a question to the customer; returns the reference."""
    reference = report(customer, program, "some", "no_calls", SUBJECT)
    agent.goto(f"{program.address}/desk/tickets/{reference}/")
    agent.fill("#reply-body", QUESTION)
    agent.click("#ask-menu > summary")
    expect(agent.locator("#reply-expected_on")).to_have_value("2026-11-26")
    agent.fill("#reply-expected_on", "2026-11-25")
    agent.click("#ask-menu button")
    expect(agent.locator("#clock-recovery")).to_contain_text("staat stil")
    expect(agent.locator("#clock-response")).to_contain_text("gehaald")
    return reference


@pytest.mark.parametrize("program", ["embedded"], indirect=True)
def test_answer_lets_the_clock_run_again(program: Program, sign_in: Callable[..., Page], move_to: MoveTo) -> None:
    program.load(TUESDAY)
    program.start(TUESDAY)
    customer, agent = sign_in(CUSTOMER), sign_in(AGENT)
    reference = asked(program, customer, agent)
    move_to(LATER)
    customer.goto(f"{program.address}/tickets/{reference}/")
    pause = customer.locator("section[aria-labelledby=pause]")
    expect(pause).to_contain_text("De klok staat stil sinds vandaag om 10:1")
    expect(pause).to_contain_text(QUESTION)
    expect(pause).to_contain_text("uiterlijk morgen")
    expect(pause).to_contain_text("donderdag 26 november")
    customer.fill("#answer textarea[name=body]", "Toestel 201.")
    customer.click("#answer button.btn-primary")
    expect(customer.locator("#ticket-thread")).to_contain_text("Toestel 201.")
    expect(pause).to_have_count(0)

    agent.goto(f"{program.address}/desk/tickets/{reference}/")
    expect(agent.locator("#ticket-tools .oz-status").first).to_contain_text("In behandeling")
    expect(agent.locator("#waited")).to_contain_text(re.compile("In totaal gewacht\\s*2 u 0"))
    expect(agent.locator("#clock-recovery")).to_contain_text(re.compile("vóór wo 11:(4|5)"))


def test_silence_is_reminded_of_and_then_closed(
    program: Program, sign_in: Callable[..., Page], move_to: MoveTo
) -> None:
    program.load(TUESDAY)
    program.start(TUESDAY)
    reference = asked(program, sign_in(CUSTOMER), sign_in(AGENT))

    move_to(REMINDED)
    customer = sign_in(CUSTOMER)
    customer.goto(f"{program.address}/tickets/{reference}/")
    appears(customer, customer.get_by_text("Wij hebben u vandaag om 10:4"))
    assert QUESTION in mail_of(customer, program, f"[{reference}] Herinnering: {SUBJECT}")

    move_to(CLOSED)
    customer = sign_in(CUSTOMER)
    customer.goto(f"{program.address}/tickets/{reference}/")
    appears(customer, customer.get_by_text("Dit ticket is afgesloten zonder herstel"))
    assert "zonder herstel" in mail_of(customer, program, f"[{reference}] Afgesloten: {SUBJECT}")
    agent = sign_in(AGENT)
    agent.goto(f"{program.address}/desk/tickets/{reference}/")
    expect(agent.locator("#ticket-tools .oz-status").first).to_contain_text("Afgesloten")
    expect(agent.locator("#ticket-missed section")).to_have_count(0)
