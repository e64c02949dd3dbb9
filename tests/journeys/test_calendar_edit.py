"""A closed day shows every moment that it moves before it is saved; then it is applied, or the tickets are left (N)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import report
from tests.journeys.program import Program

pytestmark = pytest.mark.parametrize("program", ["embedded"], indirect=True)
TUESDAY = "2026-11-24 10:12"


def preview_of_closed_day(page: Page, program: Program, day: str, reason: str) -> None:
    """Fill in a closed day, and ask to save it."""
    page.goto(f"{program.address}/beheer/agreements/calendarday/add/")
    page.fill("#id_date", day)
    page.fill("#id_name_nl", reason)
    page.fill("#id_name_en", "Closed")
    page.click("input[name=_save]")
    expect(page.locator("#preview-section")).to_contain_text("Er is nog niets opgeslagen.")


def test_closed_day_is_previewed_applied_and_another_one_left(program: Program, sign_in: Callable[..., Page]) -> None:
    program.load(TUESDAY)
    program.start(TUESDAY)
    customer, petra = sign_in("sanne@maasoever.example"), sign_in("petra@ozmo.example")
    reference = report(customer, program, "some", "no_calls", "Doorverbinden lukt niet")
    moved = petra.locator("#preview-section tbody tr").filter(has_text=reference).filter(has_text="Herstel")
    desk = f"{program.address}/desk/tickets/{reference}/"

    preview_of_closed_day(petra, program, "2026-11-25", "Verhuizing")
    expect(moved.locator("td").nth(1)).to_have_text("wo 09:42")
    expect(moved.locator("td").nth(2)).to_have_text("do 09:42")
    petra.click("#preview-section button[value=apply]")
    expect(petra.locator(".messagelist")).to_contain_text("Toegepast op")
    petra.goto(desk)
    expect(petra.locator("#clock-recovery")).to_contain_text("vóór do 09:42")
    petra.locator("#why-recovery summary").click()
    expect(petra.locator("#why-recovery")).to_contain_text("Verhuizing")

    preview_of_closed_day(petra, program, "2026-11-26", "Scholing")
    expect(moved.locator("td").nth(1)).to_have_text("do 09:42")
    expect(moved.locator("td").nth(2)).to_have_text("vr 09:42")
    petra.locator("#preview-section summary").click()
    petra.fill("#id_submitted_at", "2026-11-25T16:50")
    petra.locator("#preview-section details button").click()
    simulated = petra.locator("#preview-section details table tbody tr").filter(has_text="Herstel")
    expect(simulated.locator("td").nth(0)).to_contain_text("donderdag 26 november 2026 om 16:30")
    expect(simulated.locator("td").nth(1)).to_contain_text("vrijdag 27 november 2026 om 16:30")
    petra.click("#preview-section button[value=leave]")
    expect(petra.locator(".messagelist")).to_contain_text("gelaten zoals")
    petra.goto(desk)
    expect(petra.locator("#clock-recovery")).to_contain_text("vóór do 09:42")

    petra.goto(f"{program.address}/beheer/simulator/")
    petra.fill("#id_submitted_at", "2026-11-27T16:50")
    petra.select_option("#id_simulated_category", "2")
    petra.click("input[type=submit]")
    expect(petra.locator("#content-main table")).to_contain_text("maandag 30 november 2026 om 16:20")
