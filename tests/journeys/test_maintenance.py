"""Maintenance from idea to record, in browsers: planned, consulted about, objected to, moved, agreed, announced, done.

An administrator in the administration, an ICT partner, a key contact and a contact in the portal, an agent at the desk,
and a calendar program that follows the secret address (M1-M5).
"""

import urllib.request
from collections.abc import Callable

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.journeys.browsing import PASSWORD
from tests.journeys.program import Program

TUESDAY, RUNNING = "2026-11-24 10:12", "2026-12-12 22:30"
PLANNER, PARTNER, KEY_CONTACT, CONTACT, AGENT = (
    "petra@ozmo.example", "marieke@lijnrecht.example", "els@maasoever.example", "sanne@maasoever.example",
    "joris@ozmo.example",
)  # fmt: skip
TITLE = "Vervangen van de belcomputer"
EFFECT = "Tien minuten niet bellen."
WHY_NOT = "Op 19 december draait onze eindejaarsactie."
SignIn = Callable[..., Page]


def planned(program: Program, planner: Page, begins: str, ends: str) -> str:
    """Drafted for one customer, and its consultation opened; the address of its page in the planner."""
    fill_in(program, planner, begins, ends)
    planner.locator("#actions button[value=open]").click()
    planner.wait_for_url("**/openen/")
    planner.get_by_role("button", name="Overleg openen").click()
    planner.wait_for_url("**/change/")
    return planner.url


def fill_in(program: Program, planner: Page, begins: str, ends: str) -> None:
    """The form of a window for one customer, up to its buttons."""
    planner.goto(f"{program.address}/beheer/maintenance/maintenancewindow/add/")
    planner.get_by_label("Titel").fill(TITLE)
    planner.locator("#id_effect").fill(EFFECT)
    fill_times(planner, begins, ends)
    planner.locator("input[name=scope][value=chosen]").check()
    planner.get_by_role("checkbox", name="Zorggroep Maasoever").check()


def fill_times(planner: Page, begins: str, ends: str) -> None:
    """Ten in the evening until two in the night."""
    for name, value in {"begin_date": begins, "begin_time": "22:00", "end_date": ends, "end_time": "02:00"}.items():
        planner.locator(f"#id_{name}").fill(value)
        planner.locator(f"#id_{name}").dispatch_event("change")


def answer(page: Page, program: Program, value: str, words: str = "") -> None:
    """From the list to the window, and the answer sent."""
    page.goto(f"{program.address}/onderhoud/vensters/")
    page.get_by_role("link", name=TITLE).click()
    page.locator(f"input[name=answer][value={value}]").check()
    page.locator("#answer_words").fill(words)
    page.get_by_role("button", name="Antwoord versturen").click()
    expect(page.locator(".oz-toast")).to_contain_text("Wij hebben uw antwoord.")


def entries(address: str) -> dict[str, str]:
    """What a calendar program reads at the secret address: how sure each entry is, by title."""
    with urllib.request.urlopen(address, timeout=10) as answered:  # noqa: S310 - our own address
        calendar = Calendar.from_ical(answered.read())
    return {str(each["summary"]): str(each["status"]) for each in calendar.walk("VEVENT")}


def test_maintenance_from_idea_to_record(program: Program, sign_in: SignIn) -> None:
    program.load(TUESDAY)
    program.start(TUESDAY)
    planner, partner, key_contact = (sign_in(each) for each in (PLANNER, PARTNER, KEY_CONTACT))
    key_contact.goto(f"{program.address}/onderhoud/agenda/")
    key_contact.locator("form[action$='/nieuw/'] button").click()
    # A secret is made for who shows once more who it is.
    key_contact.fill("input[name=password]", PASSWORD)
    key_contact.locator("main form button[type=submit]").first.click()
    calendar = key_contact.locator("#calendar-address").input_value()
    window = planned(program, planner, "2026-12-19", "2026-12-20")
    answer(partner, program, "objected", WHY_NOT)
    expect(partner.locator("main")).to_contain_text("namens Zorggroep Maasoever")
    # The planner reads why, and moves it: the objection is void, and everybody is asked again.
    planner.goto(window)
    expect(planner.locator("main")).to_contain_text(WHY_NOT)
    fill_times(planner, "2026-12-12", "2026-12-13")
    planner.locator("#actions button[value=save]").click()
    planner.locator("textarea[name=reason], input[name=reason]").fill("Vanwege uw eindejaarsactie.")
    planner.locator(".oz-submitrow button.btn-primary").click()
    planner.wait_for_url("**/change/")
    answer(key_contact, program, "agreed")
    expect(key_contact.locator("main")).to_contain_text("Telt niet meer: het voorstel is gewijzigd.")
    expect(key_contact.locator("dd s")).to_contain_text("zaterdag 19 december 2026")
    contact = sign_in(CONTACT)
    contact.goto(f"{program.address}/onderhoud/vensters/")
    expect(contact.locator("main")).not_to_contain_text(TITLE)
    planner.goto(window)
    planner.get_by_role("link", name="Aankondigen").click()
    planner.locator(".oz-submitrow button.btn-primary").click()
    planner.wait_for_url("**/change/")
    contact.reload()
    contact.get_by_role("link", name=TITLE).click()
    expect(contact.locator("main")).to_contain_text("zaterdag 12 december 2026 van 22:00")
    expect(contact.locator("form.oz-upkeep-form")).to_have_count(0)
    assert [status for title, status in entries(calendar).items() if TITLE in title] == ["CONFIRMED"]
    # Pages that ask for news would miss the program.
    for page in (planner, partner, key_contact, contact):
        page.context.close()
    program.stop()
    program.start(RUNNING)
    runs(program, sign_in)
    done(program, sign_in, window)
    assert [status for title, status in entries(calendar).items() if TITLE in title] == ["CONFIRMED"]


# The same pages on either database, which the races of tests/maintenance are about: once is enough.
@pytest.mark.parametrize("program", ["embedded"], indirect=True)
def test_twenty_five_windows_in_a_year(program: Program, sign_in: SignIn) -> None:
    """Of the demo's server 21 of 24 places are taken: three more are planned, the next only after one is cancelled."""
    program.load(TUESDAY)
    program.start(TUESDAY)
    planner = sign_in(PLANNER)
    nights = (("2026-12-12", "2026-12-13"), ("2026-12-19", "2026-12-20"), ("2026-12-26", "2026-12-27"))
    windows = [planned(program, planner, *night) for night in nights]
    fill_in(program, planner, "2026-12-30", "2026-12-31")
    planner.locator("#id_weekday_reason").fill("De leverancier kan alleen dan.")
    full = "In 2026 is geen venster meer over: hoogstens 24 per jaar."
    expect(planner.locator("main")).to_contain_text(full)
    planner.locator("#actions button[value=save]").click()
    planner.wait_for_url("**/change/")
    expect(planner.locator("#actions button[value=open]")).to_have_count(0)
    opening = planner.url.replace("/change/", "/openen/")
    planner.goto(opening)
    planner.get_by_role("button", name="Overleg openen").click()
    expect(planner.locator("main")).to_contain_text(f"M3: {full}")
    planner.goto(windows[-1].replace("/change/", "/annuleren/"))
    planner.locator("textarea[name=reason]").fill("Later in het nieuwe jaar.")
    planner.locator(".oz-submitrow button[type=submit]").click()
    planner.wait_for_url("**/change/")
    planner.goto(opening)
    planner.get_by_role("button", name="Overleg openen").click()
    planner.wait_for_url("**/change/")
    expect(planner.locator("main")).to_contain_text("is geopend")


def runs(program: Program, sign_in: SignIn) -> None:
    """The clock began it: said on every page of the portal, before reporting, at the desk, and to everybody."""
    contact = sign_in(CONTACT)
    expect(contact.locator(".oz-upkeep")).to_contain_text(TITLE)
    contact.goto(f"{program.address}/melden/")
    expect(contact.locator("#around")).to_contain_text("Er is nu onderhoud")
    agent = sign_in(AGENT)
    agent.goto(f"{program.address}/desk/")
    expect(agent.locator("#side-upkeep")).to_contain_text("Nu onderhoud")
    agent.goto(f"{program.address}/onderhoud/")
    expect(agent.locator("main")).to_contain_text(EFFECT)


def done(program: Program, sign_in: SignIn, window: str) -> None:
    """The planner writes down how it went; its customers read that."""
    planner = sign_in(PLANNER)
    planner.goto(window)
    planner.get_by_role("link", name="Afronden").click()
    planner.locator("select[name=result]").select_option("as_planned")
    planner.locator(".oz-submitrow button.btn-primary").click()
    planner.wait_for_url("**/change/")
    contact = sign_in(CONTACT)
    contact.goto(f"{program.address}/onderhoud/vensters/")
    contact.get_by_role("link", name=TITLE).click()
    expect(contact.locator("main")).to_contain_text("volgens plan uitgevoerd")
    expect(contact.locator(".oz-upkeep")).to_have_count(0)
