"""A change from request to bill, in browsers: asked for, approved, delivered, confirmed and charged (W1-W3).

The figures of the bill are added up once more here, from the stored minutes and rates.
"""

import csv
import io
import re
import sqlite3
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import reference_of
from tests.journeys.program import EMBEDDED, Program

TUESDAY, AFTER = "2026-11-24 10:12", "2026-12-01 09:00"
PARTNER, KEY_CONTACT, AGENT, ADMINISTRATOR = (
    "marieke@lijnrecht.example", "els@maasoever.example", "joris@ozmo.example", "petra@ozmo.example",
)  # fmt: skip
CUSTOMER, ITEM = "Zorggroep Maasoever", "/wijzigingen/nieuw-toestel/"
CENT = Decimal("0.01")
# Entries of November on changes of the customer: the last of each chain of corrections.
ENTRIES = """
    SELECT e.minutes, e.rate FROM tickets_timeentry e
    JOIN tickets_ticket t ON t.id = e.ticket_id JOIN accounts_organisation o ON o.id = t.organisation_id
    WHERE o.name = ? AND t.kind = 'standard_change' AND e.day LIKE '2026-11-%' AND NOT e.voided
    AND NOT EXISTS (SELECT 1 FROM tickets_timeentry later WHERE later.replaces_id = e.id)
"""


def requested(partner: Page, program: Program) -> str:
    """Asked for in the name of the customer; the panel says what it costs and that approval comes first."""
    partner.goto(program.address + ITEM)
    partner.locator("[name=organisation]").select_option(label=CUSTOMER)
    partner.get_by_label("Naam in het toestel").fill("Polikliniek")
    partner.get_by_label("Waarmee wordt gebeld?").select_option("desk")
    partner.get_by_label("Voicemail").select_option("no")
    expect(partner.locator("#promise")).to_contain_text("akkoord")
    partner.locator(".oz-submit button.btn-primary").click()
    partner.wait_for_url(re.compile(r"/tickets/OZ-\d+/"))
    expect(partner.locator("main")).to_contain_text("Wacht op akkoord")
    return reference_of(partner)


def delivered(agent: Page, program: Program, reference: str) -> None:
    """Every check ticked, and sent as delivered with 35 minutes."""
    agent.goto(f"{program.address}/desk/tickets/{reference}/")
    boxes = agent.locator("#delivery button[aria-pressed=false]")
    for left in range(boxes.count(), 0, -1):
        boxes.first.click()
        expect(boxes).to_have_count(left - 1)
    agent.fill("#reply-form textarea[name=body]", "Het toestel doet het. Wilt u het proberen?")
    agent.fill("#reply-spent_minutes", "35")
    agent.locator("#reply-form button[formaction*=uitgevoerd]").click()
    expect(agent.locator("#ticket-thread")).to_contain_text("Het toestel doet het.")
    expect(agent.locator("main")).to_contain_text("gehaald")


def owed(database: Path) -> Decimal:
    """Each entry up to whole quarters of an hour, at its own rate, to the cent; by SQL and by hand."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute(ENTRIES, [CUSTOMER]).fetchall()
    quarters = [(Decimal(str(rate)), -(-minutes // 15)) for minutes, rate in rows]
    return sum(((rate * number / 4).quantize(CENT, ROUND_HALF_UP) for rate, number in quarters), Decimal(0))


def in_dutch(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


@pytest.mark.parametrize("program", ["embedded"], indirect=True)
def test_a_change_from_request_to_bill(
    program: Program, sign_in: Callable[..., Page], move_to: Callable[[str], None]
) -> None:
    program.load(TUESDAY)
    program.start(TUESDAY)
    partner, key_contact, agent, administrator = (
        sign_in(each) for each in (PARTNER, KEY_CONTACT, AGENT, ADMINISTRATOR)
    )
    reference = requested(partner, program)
    key_contact.goto(f"{program.address}/tickets/{reference}/kosten/")
    key_contact.locator("button[value=approve]").click()
    key_contact.wait_for_url(re.compile(rf"/tickets/{reference}/"))
    delivered(agent, program, reference)
    key_contact.goto(f"{program.address}/tickets/{reference}/")
    key_contact.locator("form[action$='/werkt/'] button").click()
    expect(key_contact.locator("main")).to_contain_text("Afgesloten")

    move_to(AFTER)
    administrator.goto(f"{program.address}/beheer/rekeningen/")
    administrator.get_by_role("link", name=f"november 2026 {CUSTOMER}").click()
    administrator.get_by_role("button", name="november 2026 afsluiten").click()
    administrator.wait_for_url(re.compile(r"/beheer/rekeningen/\d+/$"))

    net = owed(program.folder / EMBEDDED)
    total = net + (net * 21 / 100).quantize(CENT, ROUND_HALF_UP)
    key_contact.goto(f"{program.address}/rekeningen/")
    key_contact.get_by_role("link", name="november 2026").click()
    expect(key_contact.locator(".oz-bill-total dd")).to_have_text(re.compile(rf"€\s{in_dutch(total)}"))
    link = key_contact.get_by_role("link", name="Als csv").get_attribute("href")
    answered = key_contact.request.get(f"{program.address}{link}")
    rows = list(csv.DictReader(io.StringIO(answered.body().decode("utf-8-sig")), delimiter=";"))
    charged = [(each["Minuten"], each["Bedrag excl. btw"]) for each in rows if each["Ticket"] == reference]
    assert charged == [("35", "71,25")]
    amounts = [Decimal(each["Bedrag excl. btw"].replace(",", ".")) for each in rows]
    assert (sum(amounts), net > Decimal("71.25")) == (net, True)
