"""The main job: a customer reports, the desk sees it with running clocks, answers, reports and recovers (C1, N2)."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.program import Program

TUESDAY = "2026-11-24 10:12"
SUBJECT = "Doorverbinden naar de wachtrij lukt niet"


def report_category_2(page: Page, program: Program) -> str:
    """Report in the browser what the agreement calls category 2; returns the reference."""
    page.goto(f"{program.address}/melden/")
    page.check("input[name=impact][value=some]")
    page.check("input[name=severity][value=no_calls]")
    panel = page.locator("#promise")
    expect(panel).to_contain_text("Categorie 2")
    expect(panel).to_contain_text("vandaag vóór 11:12")
    expect(panel).to_contain_text("morgen vóór 09:42")
    expect(panel).to_contain_text("vandaag vóór 14:12")
    page.fill("input[name=subject]", SUBJECT)
    page.fill(
        "textarea[name=description]", "Sinds vanochtend 09:30 komt een gesprek niet aan. Het gaat om toestel 201."
    )
    page.set_input_files(
        "input[type=file]", {"name": "log-toestel-201.txt", "mimeType": "text/plain", "buffer": b"REGISTER 401\n"}
    )
    page.click("form.oz-form button.btn-primary")
    page.wait_for_url(re.compile(r"/tickets/OZ-\d+/"))
    found = re.search(r"OZ-\d+", page.url)
    assert found
    return found[0]


def test_reported_answered_and_recovered(program: Program, sign_in: Callable[..., Page]) -> None:
    program.load(TUESDAY)
    program.start(TUESDAY)
    customer, agent = sign_in("sanne@maasoever.example"), sign_in("joris@ozmo.example")
    reference = report_category_2(customer, program)
    promises = customer.locator("#ticket-promises")
    expect(promises).to_contain_text("vóór 11:12")
    expect(promises).to_contain_text("vóór 09:42")
    expect(promises).to_contain_text("vóór 14:12")
    expect(customer.locator("#ticket-thread")).to_contain_text("log-toestel-201.txt")

    agent.goto(f"{program.address}/desk/")
    row = agent.locator(f"tr[data-row='{reference}']")
    expect(row).to_contain_text(SUBJECT)
    expect(row).to_contain_text("11:12")
    row.locator("button.oz-take").click()
    expect(row.locator(".c-who")).to_contain_text("Joris")
    agent.goto(f"{program.address}/desk/tickets/{reference}/")
    agent.fill("#reply-form textarea", "Dank voor uw melding. Ik zoek het uit.")
    agent.click("#reply-form button.btn-primary")
    expect(agent.locator("#clock-response")).to_contain_text("gehaald")

    agent.click("#tab-report")
    agent.fill("#report-form textarea[name=known]", "De wachtrij verwijst naar een oude groep.")
    agent.fill("#report-form textarea[name=doing]", "Wij zetten de groep om en testen met u.")
    agent.click("#report-form button.btn-primary")
    expect(agent.locator("#ticket-thread")).to_contain_text("Statusrapportage 1")

    customer.reload()
    expect(customer.locator("#ticket-thread")).to_contain_text("De wachtrij verwijst naar een oude groep.")
    customer.fill("#answer textarea[name=body]", "Toestel 201 doet het weer.")
    customer.click("#answer button.btn-primary")
    expect(customer.locator("#ticket-thread")).to_contain_text("Toestel 201 doet het weer.")

    agent.goto(f"{program.address}/desk/tickets/{reference}/")
    agent.fill("#reply-form textarea", "De groep staat goed; doorverbinden werkt weer.")
    agent.click("#reply-form button[formaction*=hersteld]")
    expect(agent.locator("#clock-recovery")).to_contain_text("gehaald")

    customer.reload()
    expect(customer.locator("#ticket-steps")).to_contain_text("Hersteld")
    expect(customer.locator("#ticket-promises")).to_contain_text("op tijd")
    mails = agent
    mails.goto(f"{program.address}/dev/mail/")
    for subject in ("Ontvangen", "Antwoord", "Statusrapportage 1", "Hersteld"):
        expect(mails.locator("main")).to_contain_text(f"[{reference}] {subject}: {SUBJECT}")
