"""The planner in a real browser: by keyboard alone, checked while typing, readable for all at every width."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from maintenance.models import MaintenanceWindow
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.ui.axe import violations
from tests.ui.conftest import FLAGS

pytestmark = pytest.mark.needs_chromium
WINDOWS = "admin:maintenance_maintenancewindow_"


@pytest.fixture
def windows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> dict[str, MaintenanceWindow]:
    """One of each kind on the shared environment, at the design's moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    on, planner = factories.shared(cast), cast.administrator
    return {
        "draft": factories.drafted(planner, on, now=NOW),
        "asked": factories.consulted(planner, on, factories.STARTS.replace(day=12), now=NOW),
        "told": factories.announced(planner, on, factories.STARTS.replace(day=19), now=NOW),
    }


@pytest.fixture
def page(
    windows: dict[str, MaintenanceWindow], cast: Cast, client: Client, chromium: str, live_server: LiveServer
) -> Iterator[Page]:
    """The administrator's browser; at the end no page may have complained."""
    client.force_login(cast.administrator)
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            found.append(message.text)

    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    # A browser of its own for each test: while one is there, the database cannot be reached from here.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        opened = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="nl-NL")
        opened.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        opened.on("console", note)
        opened.on("pageerror", lambda error: found.append(str(error)))
        yield opened
        browser.close()
    assert found == []


def addresses(windows: dict[str, MaintenanceWindow], cast: Cast) -> list[str]:
    """Every page of the planner, each in the states that look different."""
    draft, asked, told = windows["draft"], windows["asked"], windows["told"]
    about = [
        ("change", draft), ("change", asked), ("change", told), ("open", draft), ("cancel", told), ("history", asked),
        ("told", asked), ("consultation", asked),
    ]  # fmt: skip
    pages = [reverse(f"{WINDOWS}{name}", args=[window.pk]) for name, window in about]
    pages += [reverse(f"{WINDOWS}{name}") for name in ("changelist", "add", "year", "series")]
    pages.append(reverse(f"{WINDOWS}free") + f"?environment={asked.environment_id}&hours=4")
    pages.append(reverse(f"{WINDOWS}customer", args=[asked.pk, cast.customer.pk]))
    pages.append(reverse("admin:maintenance_environment_change", args=[asked.environment_id]))
    return [*pages, reverse("admin:maintenance_emergencymaintenance_add"), reverse("admin:index")]


def test_pages_of_the_planner_are_accessible_in_light_and_dark_and_fit(
    page: Page, windows: dict[str, MaintenanceWindow], cast: Cast, live_server: LiveServer
) -> None:
    """Also at 320 pixels nothing but tables in their own boxes is wider than the screen."""
    found: list[str] = []
    for path in addresses(windows, cast):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(live_server.url + path)
        found += violations(page)
        page.set_viewport_size({"width": 320, "height": 640})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{path} is {wide} pixels too wide"] if wide > 0 else []
    assert found == []


def test_window_is_planned_by_keyboard_alone(page: Page, live_server: LiveServer) -> None:
    """From an empty form to the page that asks whether to open the consultation, without a mouse."""
    page.goto(live_server.url + reverse(f"{WINDOWS}add"))
    page.get_by_label("Titel").focus()
    page.keyboard.type("Vervangen van switches")
    page.keyboard.press("Tab")
    page.keyboard.type("Even niet bellen.")
    slot = page.get_by_role("button", name="Kies zaterdag 5 december 2026, 22:00–02:00")
    slot.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_begin_date")).to_have_value("2026-12-05")
    expect(page.locator("#id_begin_date")).to_be_focused()
    expect(page.locator("#checks")).to_contain_text("(M1)")
    expect(page.locator("#calendar .ev.p").first).to_be_visible()
    opened = page.locator("#actions button[value=open]")
    expect(opened).to_be_visible()
    opened.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/openen/")
    page.get_by_role("button", name="Overleg openen").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    expect(page.locator(".oz-steps [aria-current=step]")).to_contain_text("0 van 2")


def test_failing_check_offers_a_moment_that_passes(page: Page, live_server: LiveServer) -> None:
    """A weekday in opening hours: the button of M1 fills in five o'clock, and the reason for a weekday is asked."""
    page.goto(live_server.url + reverse(f"{WINDOWS}add"))
    for name, value in {"begin_date": "2026-12-04", "begin_time": "16:00", "end_time": "18:00"}.items():
        page.locator(f"#id_{name}").fill(value)
        page.locator(f"#id_{name}").dispatch_event("change")
    expect(page.locator("#id_end_date")).to_have_value("2026-12-04")
    expect(page.locator("#id_weekday_reason")).to_be_visible()
    failing = page.locator("#checks li[data-state=late]").filter(has_text="(M1)")
    failing.get_by_role("button").click()
    expect(page.locator("#id_begin_time")).to_have_value("17:00")
    expect(page.locator("#checks li[data-state=ok]").filter(has_text="(M1)")).to_be_visible()


def test_calendar_pages_without_losing_what_was_typed(page: Page, live_server: LiveServer) -> None:
    """And the focus stays on the button."""
    page.goto(live_server.url + reverse(f"{WINDOWS}add"))
    page.get_by_label("Titel").fill("Vervangen van switches")
    page.locator("#calendar-next").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#calendar-title")).to_contain_text("4 januari – 14 februari 2027")
    expect(page.locator("#calendar-next")).to_be_focused()
    # It was asked for once: from now on the calendar follows the form again.
    expect(page.locator("#calendar-from")).to_have_value("")
    expect(page.get_by_label("Titel")).to_have_value("Vervangen van switches")


def test_who_is_signed_out_keeps_the_form(page: Page, live_server: LiveServer) -> None:
    """The page to sign in is not put in the place of the checks."""
    page.goto(live_server.url + reverse(f"{WINDOWS}add"))
    page.get_by_label("Titel").fill("Vervangen van switches")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("#id_begin_date").fill("2026-12-05")
    page.locator("#id_begin_date").dispatch_event("change")
    expect(page.locator("#not-checked")).to_be_visible()
    expect(page.get_by_label("Titel")).to_have_value("Vervangen van switches")
    expect(page.locator("#checks input[type=password]")).to_have_count(0)


def test_customers_are_searched_and_ticked_by_keyboard(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse(f"{WINDOWS}add"))
    page.locator("input[name=scope][value=chosen]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox", name="Zoek tussen de klanten")).to_be_focused()
    page.keyboard.type("peel")
    expect(page.locator("[data-pick] .oz-pick-list label:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    assert page.url.endswith("/add/")
    box = page.get_by_role("checkbox", name="Peelland Transport")
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(page.locator("[data-pick-count]")).to_have_text("(1)")
