"""What the pages do in a real browser: readable for everybody, quiet in the console, and useful without scripts."""

from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.cast import NOW
from tests.ui.conftest import OpenPage

pytestmark = pytest.mark.needs_chromium
DARK_CANVAS = "rgb(15, 17, 19)"
LIGHT_CANVAS = "rgb(247, 247, 244)"


@pytest.mark.parametrize(
    "path, width",
    [
        ("/kit/?theme=light", 1440),
        ("/kit/?theme=dark&hours=closed&done", 320),
        ("/kit/desk/?theme=dark", 1440),
        ("/kit/desk/?theme=light", 320),
    ],
)
def test_page_has_no_accessibility_violation_and_does_not_overflow(open_page: OpenPage, path: str, width: int) -> None:
    page = open_page(path, width=width)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    found = Axe().run(page)
    assert [(each["id"], each["nodes"][0]["target"]) for each in found.response["violations"]] == []


def test_theme_of_the_device_counts_when_nothing_was_chosen(open_page: OpenPage) -> None:
    page = open_page("/kit/", color_scheme="dark", java_script_enabled=False)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == DARK_CANVAS
    chosen = open_page("/kit/?theme=light", color_scheme="dark", java_script_enabled=False)
    assert chosen.evaluate("getComputedStyle(document.body).backgroundColor") == LIGHT_CANVAS


def test_theme_button_changes_the_page_at_once_and_keeps_the_choice(open_page: OpenPage) -> None:
    page = open_page("/kit/", color_scheme="light")
    with page.expect_request("**/thema/") as sent:
        page.get_by_role("button", name="Licht of donker").click()
    assert "theme=dark" in (sent.value.post_data or "")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == DARK_CANVAS
    page.get_by_role("button", name="Licht of donker").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == LIGHT_CANVAS


def test_menu_closes_on_escape_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page("/kit/")
    summary = page.locator("details[data-menu] > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Uitloggen")).to_be_hidden()
    expect(summary).to_be_focused()


def test_pages_work_without_scripts(open_page: OpenPage) -> None:
    portal = open_page("/kit/", width=390, java_script_enabled=False)
    portal.locator("details.oz-burger > summary").click()
    expect(portal.locator("details.oz-burger").get_by_role("link", name="Tickets")).to_be_visible()
    expect(portal.locator("#files")).to_be_visible()
    desk = open_page("/kit/desk/", width=390, java_script_enabled=False)
    expect(desk.get_by_role("link", name="Mijn tickets")).to_be_hidden()
    desk.get_by_role("link", name="Menu").click()
    expect(desk.get_by_role("link", name="Mijn tickets")).to_be_visible()
    expect(desk.locator("#panel-a")).to_be_visible()
    expect(desk.locator("#panel-n")).to_be_visible()


def test_error_summary_has_the_focus_and_its_links_go_to_the_fields(open_page: OpenPage) -> None:
    page = open_page("/kit/")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="Kies wie er last van heeft.").click()
    expect(page.get_by_label("Alle gebruikers")).to_be_focused()
    page.get_by_role("link", name="Vul in wat u merkt. Eén zin is genoeg.").click()
    expect(page.get_by_label("Wat merkt u, en sinds wanneer?")).to_be_focused()


def test_typed_text_survives_a_reload_and_goes_when_it_was_sent(open_page: OpenPage) -> None:
    page = open_page("/kit/")
    page.get_by_label("Wat merkt u, en sinds wanneer?").fill("Het display blijft leeg")
    page.get_by_label("Enkele gebruikers").check()
    page.wait_for_timeout(400)
    page.reload()
    expect(page.get_by_label("Wat merkt u, en sinds wanneer?")).to_have_value("Het display blijft leeg")
    expect(page.get_by_label("Enkele gebruikers")).to_be_checked()
    page.get_by_role("button", name="Storing melden").click()
    page.wait_for_url("**/kit/slow/")
    page.goto(page.url.replace("slow/", "?done"))
    page.goto(page.url.replace("?done", ""))
    expect(page.get_by_label("Wat merkt u, en sinds wanneer?")).to_have_value("")


def test_button_that_was_busy_is_itself_again_after_going_back(open_page: OpenPage) -> None:
    page = open_page("/kit/")
    page.get_by_label("Wat merkt u, en sinds wanneer?").fill("Het display blijft leeg")
    page.get_by_label("Enkele gebruikers").check()
    button = page.get_by_role("button", name="Storing melden")
    meanwhile = """button => new Promise(tell => {
        button.click();
        setTimeout(() => tell([button.textContent, button.getAttribute("aria-disabled")]), 100);
    })"""
    assert button.evaluate(meanwhile) == ["Bezig met melden", "true"]
    page.wait_for_url("**/kit/slow/")
    page.go_back()
    expect(page.get_by_role("button", name="Storing melden")).not_to_have_attribute("aria-disabled", "true")
    expect(page.get_by_label("Wat merkt u, en sinds wanneer?")).to_have_value("Het display blijft leeg")


def test_second_click_sends_nothing(open_page: OpenPage) -> None:
    page = open_page("/kit/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_label("Wat merkt u, en sinds wanneer?").fill("Het display blijft leeg")
    page.get_by_label("Enkele gebruikers").check()
    page.get_by_role("button", name="Storing melden").dblclick()
    page.wait_for_url("**/kit/slow/")
    assert len(sent) == 1


def stop_the_clock(page: Page) -> None:
    """Load the page again with a clock that only the test moves on, however slow the machine."""
    page.clock.install(time=NOW)
    page.clock.pause_at(NOW + timedelta(seconds=1))
    page.reload()


def test_clocks_count_down_and_stand_still_from_closing_time(open_page: OpenPage) -> None:
    page = open_page("/kit/desk/")
    stop_the_clock(page)
    clock = page.locator("[data-row='OZ-4178'] .oz-clock")
    page.clock.fast_forward(30_000)
    expect(clock).to_contain_text("4 u 57")
    expect(clock).to_contain_text("4 uur en 57 minuten")
    page.clock.fast_forward(3 * 3_600_000)
    expect(clock).to_contain_text("1 u 57")
    # At 10:12 closing time is 6 hours and 48 minutes away; this clock would reach zero before it, and then counts up.
    page.clock.fast_forward(9 * 3_600_000)
    expect(clock).to_contain_text("1 u 50")
    expect(page.locator("[data-row='OZ-4178']")).to_have_attribute("data-state", "late")
    page.clock.fast_forward(3_600_000)
    expect(clock).to_contain_text("1 u 50")
    expect(page.locator("[data-row='OZ-4179'] .oz-clock")).to_contain_text("11 u 07")


def test_clock_that_becomes_late_is_said_once(open_page: OpenPage) -> None:
    page = open_page("/kit/desk/")
    stop_the_clock(page)
    page.clock.fast_forward(721_000)
    expect(page.locator("[data-row='OZ-4197']")).to_have_attribute("data-state", "late")
    page.clock.fast_forward(200)
    expect(page.locator("#oz-live")).to_have_text("OZ-4197: reactie te laat")


def test_clocks_stand_still_when_the_helpdesk_is_closed(open_page: OpenPage) -> None:
    page = open_page("/kit/desk/?hours=closed")
    stop_the_clock(page)
    page.clock.fast_forward(3_600_000)
    expect(page.locator("[data-row='OZ-4197'] .oz-clock")).to_contain_text("12 min")


def test_keys_move_select_and_stay_out_of_fields(open_page: OpenPage) -> None:
    page = open_page("/kit/desk/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row='OZ-4197'] a")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-bar]")).to_be_visible()
    expect(page.locator("[data-bulk-count]")).to_have_text("1")
    page.keyboard.press("k")
    expect(page.locator("[data-row='OZ-4171'] a")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Zoeken in tickets")).to_be_focused()
    page.keyboard.type("jx")
    expect(page.get_by_label("Zoeken in tickets")).to_have_value("jx")
    expect(page.locator("[data-bulk-count]")).to_have_text("1")


def test_key_opens_the_form_for_a_note_with_the_focus_in_it(open_page: OpenPage) -> None:
    page = open_page("/kit/desk/")
    expect(page.locator("#panel-n")).to_be_hidden()
    page.keyboard.press("i")
    expect(page.locator("#note")).to_be_focused()
    expect(page.locator("#panel-a")).to_be_hidden()


def test_keys_can_be_turned_off(open_page: OpenPage) -> None:
    page = open_page("/kit/desk/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Mijn tickets")
    page.get_by_label("Sneltoetsen uitzetten in deze browser").check()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_failed_refresh_keeps_the_rows_and_says_from_when_they_are(open_page: OpenPage) -> None:
    page = open_page("/kit/desk/?fail", expected="503")
    note = page.locator("[data-poll-failed]")
    expect(note).to_be_hidden()
    page.evaluate("htmx.trigger('#queue', 'oz:refresh')")
    expect(note).to_contain_text("U ziet de stand van 10:12.")
    expect(page.locator("[data-row]")).to_have_count(5)
    page.get_by_role("button", name="Nu opnieuw").click()
    expect(note).to_be_hidden()
    expect(page.locator(".oz-keys [data-poll-time]")).to_have_text("10:13")


def test_files_are_listed_checked_and_taken_away(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/kit/")
    small, empty = tmp_path / "log-toestel-216.txt", tmp_path / "leeg.txt"
    small.write_text("x" * 46_000, encoding="ascii")
    empty.touch()
    page.set_input_files("#files", [small, empty])
    expect(page.locator("[data-upload-list] li")).to_have_count(1)
    expect(page.locator("[data-upload-list]")).to_contain_text("46 kB")
    expect(page.locator("[data-upload-sorry]")).to_have_text("leeg.txt is leeg en is niet toegevoegd.")
    page.get_by_role("button", name="log-toestel-216.txt verwijderen").click()
    expect(page.locator("[data-upload-list] li")).to_have_count(0)
    assert page.evaluate("document.getElementById('files').files.length") == 0
