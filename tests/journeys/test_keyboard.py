"""The whole life of a ticket of category 1, 2 and 4, by an agent who never touches a mouse (C1, N1, N2, N4)."""

from collections.abc import Callable
from datetime import date, time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import report
from tests.journeys.conftest import MoveTo
from tests.journeys.hands import Hands
from tests.journeys.program import Program

pytestmark = pytest.mark.parametrize("program", ["embedded"], indirect=True)
SignIn = Callable[..., Page]
AtKeys = Callable[[str], Hands]
TUESDAY, AT_THE_MOMENT = "2026-11-24 10:12", "2026-11-25 13:50"
WEDNESDAY, TWO = date(2026, 11, 25), time(14)
CUSTOMER, AGENT = "sanne@maasoever.example", "joris@ozmo.example"
SUBJECT = "Geen kiestoon op de balie"


def reported(program: Program, sign_in: SignIn, impact: str, severity: str) -> tuple[Page, str]:
    """The program runs on Tuesday, and a customer has just reported; their page and the reference."""
    program.load(TUESDAY)
    program.start(TUESDAY)
    customer = sign_in(CUSTOMER)
    return customer, report(customer, program, impact, severity, SUBJECT)


def walk_to(agent: Hands, reference: str) -> None:
    """Down the queue to the ticket."""
    agent.tab_to(agent.page.locator(f"tr[data-row='{reference}'] a[data-row-link]"), key="j")


def answer(agent: Hands, words: str) -> None:
    """Reply to the customer."""
    agent.press("r")
    expect(agent.page.locator("#reply-body")).to_be_focused()
    agent.type(words)
    agent.go("Control+Enter")
    expect(agent.page.locator("#ticket-thread")).to_contain_text(words)


def post_report(agent: Hands, known: str, doing: str) -> None:
    """Post a status report."""
    agent.press("s")
    expect(agent.page.locator("#report-known")).to_be_focused()
    agent.type(known)
    agent.press("Tab")
    agent.type(doing)
    agent.go("Control+Enter")
    expect(agent.page.locator("#ticket-thread")).to_contain_text("Statusrapportage 1")


def recover(agent: Hands, words: str) -> None:
    """Tell the customer that it works again."""
    page = agent.page
    agent.press("r")
    agent.type(words)
    agent.tab_to(page.locator("#reply-form button[formaction*=hersteld]"))
    agent.go("Enter")
    expect(page.locator("#ticket-tools .oz-status").first).to_contain_text("Hersteld")


def close(agent: Hands) -> None:
    """End the ticket."""
    agent.tab_to(agent.page.locator("#ticket-tools form[action*=afsluiten] button"))
    agent.go("Enter")
    expect(agent.page.locator("#ticket-tools .oz-status").first).to_contain_text("Afgesloten")


def test_category_1_taken_answered_reported_recovered_and_closed(
    program: Program, sign_in: SignIn, at_keys: AtKeys
) -> None:
    customer, reference = reported(program, sign_in, "all", "no_calls")
    agent = at_keys(AGENT)
    page = agent.page
    walk_to(agent, reference)
    agent.press("x")
    agent.go("t")
    expect(page.locator(f"tr[data-row='{reference}'] .c-who")).to_contain_text("Joris")
    walk_to(agent, reference)
    agent.go("Enter")
    answer(agent, "Wij zoeken het uit.")
    expect(page.locator("#clock-response")).to_contain_text("gehaald")
    post_report(agent, "De centrale is gestopt.", "Wij starten hem opnieuw.")
    expect(page.locator("#clock-status_report")).to_contain_text("12:12")
    recover(agent, "De centrale werkt weer.")
    expect(page.locator("#clock-recovery")).to_contain_text("gehaald")
    close(agent)
    customer.reload()
    expect(customer.locator("#ticket-promises")).to_contain_text("Herstellen: op tijd gelukt")
    expect(customer.locator("main")).to_contain_text("afgesloten")


def test_category_2_asked_resumed_recovered_and_closed(program: Program, sign_in: SignIn, at_keys: AtKeys) -> None:
    customer, reference = reported(program, sign_in, "some", "no_calls")
    agent = at_keys(AGENT)
    page = agent.page
    agent.press("/")
    agent.type(reference)
    agent.go("Enter")
    agent.go("t")
    agent.press("r")
    agent.type("Staat het toestel aan?")
    agent.tab_to(page.locator("#ask-menu > summary"))
    agent.press("Enter", "Tab")
    agent.write_day(page.locator("#reply-expected_on"), WEDNESDAY)
    agent.tab_to(page.locator("#ask-menu button"))
    agent.go("Enter")
    expect(page.locator("#waited")).to_contain_text("morgen")
    expect(page.locator("#clock-recovery")).to_contain_text("staat stil")
    customer.reload()
    expect(customer.locator("#pause")).to_contain_text("Waarom de klok stilstaat")

    agent.tab_to(page.locator("#ticket-tools form[action*=hervatten] button"))
    agent.go("Enter")
    expect(page.locator("#clock-recovery")).to_contain_text("vóór wo 09:42")
    post_report(agent, "Het toestel staat aan.", "Wij melden het opnieuw aan.")
    recover(agent, "Het toestel doet het weer.")
    close(agent)
    customer.reload()
    expect(customer.locator("#ticket-promises")).to_contain_text("Herstellen: op tijd gelukt")


def test_category_4_agreed_recovered_at_the_moment_and_closed(
    program: Program, sign_in: SignIn, at_keys: AtKeys, move_to: MoveTo
) -> None:
    customer, reference = reported(program, sign_in, "one", "cumbersome")
    agent = at_keys(AGENT)
    page = agent.page
    walk_to(agent, reference)
    agent.go("Enter")
    agent.go("m")
    agent.write_day(page.locator("#id_day"), WEDNESDAY)
    agent.tab_to(page.locator("#id_at"))
    agent.write_time(page.locator("#id_at"), TWO)
    agent.tab_to(page.locator("#id_with_whom"))
    expect(page.locator("#id_with_whom")).to_have_value("Sanne de Vries")
    agent.press("Tab", "Tab", "ArrowDown")
    expect(page.locator("input[name=asked_by]:checked")).to_be_focused()
    agent.tab_to(page.locator("main button.btn-primary"))
    agent.go("Enter")
    expect(page.locator("#appointment")).to_contain_text("vóór wo 14:00")
    expect(page.locator("#clock-response")).to_contain_text("gehaald")

    move_to(AT_THE_MOMENT)
    agent = at_keys(AGENT)
    walk_to(agent, reference)
    agent.go("Enter")
    recover(agent, "Samen bekeken: het toestel klinkt weer goed.")
    expect(agent.page.locator("#clock-recovery")).to_contain_text("gehaald")
    close(agent)
    customer.goto(f"{program.address}/tickets/{reference}/")
    expect(customer.locator("#ticket-promises")).to_contain_text("Herstellen: op tijd gelukt")
