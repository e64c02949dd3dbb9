"""By appointment: missing, made, in the customer's calendar, and at another moment when the customer asks (N4)."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar, Event
from playwright.sync_api import Page, expect

from tests.journeys.browsing import mail_of, report
from tests.journeys.program import Program

pytestmark = pytest.mark.parametrize("program", ["embedded"], indirect=True)
TUESDAY = "2026-11-24 10:12"
SUBJECT = "Het toestel kraakt"
REFUSED = (
    ("2026-11-24", "09:00", "Een afspraak is voor een moment dat nog moet komen."),
    ("2026-11-28", "10:00", "De helpdesk is dan gesloten."),
    ("2026-11-27", "17:00", "De helpdesk is dan gesloten."),
)
FIRST, SECOND = "vrijdag 27 november 2026 om 14:00", "maandag 30 november 2026 om 10:30"


def agree(agent: Page, day: str, at: str, asked_by: str) -> None:
    """Fill in a moment and send it."""
    agent.fill("#id_day", day)
    agent.fill("#id_at", at)
    agent.check(f"input[name=asked_by][value={asked_by}]")
    agent.click("main form button.btn-primary")


def event_in(file: Path) -> Event:
    """The one appointment in a file for a calendar."""
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def downloaded(customer: Page) -> Event:
    """What the customer puts in a calendar."""
    with customer.expect_download() as download:
        customer.click("#ticket-promises a[download]")
    return event_in(download.value.path())


def test_missing_made_downloaded_and_moved_at_the_customers_wish(
    program: Program, sign_in: Callable[..., Page]
) -> None:
    program.load(TUESDAY)
    program.start(TUESDAY)
    customer, agent = sign_in("sanne@maasoever.example"), sign_in("joris@ozmo.example")
    reference = report(customer, program, "one", "cumbersome", SUBJECT)
    agent.goto(f"{program.address}/desk/tickets/{reference}/")
    agent.fill("#reply-body", "Wij bellen u om een moment af te spreken.")
    agent.click("#reply-form button.btn-primary")
    expect(agent.locator("#appointment")).to_contain_text("Afspraak ontbreekt")
    agent.goto(f"{program.address}/desk/?view=no_appointment")
    row = agent.locator(f"tr[data-row='{reference}']")
    expect(row).to_contain_text("Afspraak ontbreekt")
    row.locator("a[data-row-link]").click()
    agent.click("#appointment a.btn")
    for day, at, sentence in REFUSED:
        agree(agent, day, at, "helpdesk")
        expect(agent.locator("#refused")).to_contain_text(sentence)
        expect(agent.locator("#id_day")).to_have_value(day)
    agree(agent, "2026-11-27", "14:00", "helpdesk")
    expect(agent.locator("#appointment")).to_contain_text("vóór vr 14:00")
    assert FIRST in mail_of(customer, program, f"[{reference}] Afspraak: {SUBJECT}")

    customer.goto(f"{program.address}/tickets/{reference}/")
    expect(customer.locator("#ticket-promises")).to_contain_text(f"Wij bellen u {FIRST} om dit te herstellen.")
    first = downloaded(customer)
    assert first.decoded("dtstart") == datetime(2026, 11, 27, 13, tzinfo=UTC)
    customer.click("#ticket-promises a[href$='/ander-moment/']")
    customer.fill("#id_moment", "2026-11-28T10:30")
    customer.fill("#id_body", "Vrijdag ben ik er niet.")
    customer.click("main form button.btn-primary")
    expect(customer.locator("[data-error-summary]")).to_contain_text("De helpdesk is dan gesloten.")
    expect(customer.locator("#id_body")).to_have_value("Vrijdag ben ik er niet.")
    customer.fill("#id_moment", "2026-11-30T10:30")
    customer.click("main form button.btn-primary")
    expect(customer.locator("#ticket-thread")).to_contain_text(f"Ik wil graag een ander moment: {SECOND}.")
    expect(customer.locator("#ticket-promises")).to_contain_text(FIRST)

    agent.reload()
    expect(agent.locator("#ticket-thread")).to_contain_text("Vrijdag ben ik er niet.")
    agent.click("#appointment a.btn")
    agree(agent, "2026-11-30", "10:30", "customer")
    expect(agent.locator("#appointment .oz-appointment")).to_contain_text("vóór 30 nov 10:30")
    agent.click("#past-appointments summary")
    expect(agent.locator("#past-appointments")).to_contain_text("vr 14:00")
    customer.reload()
    expect(customer.locator("#ticket-promises")).to_contain_text(f"Wij bellen u {SECOND} om dit te herstellen.")
    expect(customer.locator("#ticket-promises")).to_contain_text("Deze afspraak komt in de plaats van een eerdere.")
    second = downloaded(customer)
    assert second.decoded("dtstart") == datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
    assert (str(second["uid"]), first["sequence"], second["sequence"]) == (str(first["uid"]), 0, 1)
