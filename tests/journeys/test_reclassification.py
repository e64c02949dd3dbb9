"""Another category: every promise before and after is shown first, with a reason, and the customer is told (C1, C2)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import mail_of, report
from tests.journeys.conftest import MoveTo
from tests.journeys.program import Program

pytestmark = pytest.mark.parametrize("program", ["embedded"], indirect=True)
TUESDAY, LATER = "2026-11-24 10:12", "2026-11-24 10:50"
SUBJECT, REASON = "Bellen hapert", "Er kan niemand meer bellen."
OTHER_REASON = "Het ligt aan het netwerk van de klant."


def test_seen_first_then_changed_with_a_reason_and_told(
    program: Program, sign_in: Callable[..., Page], move_to: MoveTo
) -> None:
    program.load(TUESDAY)
    program.start(TUESDAY)
    customer = sign_in("sanne@maasoever.example")
    reference = report(customer, program, "some", "no_functions", SUBJECT)
    move_to(LATER)
    agent = sign_in("joris@ozmo.example")
    agent.goto(f"{program.address}/desk/tickets/{reference}/")
    expect(agent.locator("#clock-response")).to_contain_text("vóór 12:1")
    agent.locator("#rail-matrix label").filter(has=agent.locator("[value='all.no_calls']")).click()
    preview = agent.locator("#reclassify-rail")
    response = preview.locator("tbody tr").filter(has_text="Reactie")
    expect(response).to_contain_text("12:1")
    expect(response).to_contain_text("10:4")
    expect(response).to_contain_text("zou al te laat zijn")
    expect(preview).to_contain_text("Een belofte zou al te laat zijn.")
    expect(preview.locator("tbody tr").filter(has_text="Herstel")).not_to_contain_text("te laat")
    preview.locator("#id_reason").fill(REASON)
    preview.locator("button[value=confirm]").click()
    expect(agent.locator("#ticket-history")).to_contain_text("categorie 1")
    expect(agent.locator("#clock-response")).to_contain_text("Te laat")

    said = mail_of(customer, program, f"[{reference}] Gewijzigd: {SUBJECT}")
    assert REASON in said
    customer.goto(f"{program.address}/tickets/{reference}/")
    expect(customer.locator("#ticket-thread")).to_contain_text(REASON)
    expect(customer.locator(".oz-tickethead")).to_contain_text("categorie 1")

    agent.click("a[href$='/herindelen/']")
    agent.check("input[name=what][value='support_incident.not_managed']")
    expect(agent.locator("#reclassify-preview")).to_contain_text("Wat er verandert")
    agent.fill("#reclassify-preview #id_reason", OTHER_REASON)
    agent.click("#reclassify-preview button[value=confirm]")
    customer.reload()
    expect(customer.locator("#ticket-thread")).to_contain_text(OTHER_REASON)
