"""The customer's pages of maintenance in a real browser: for all, at every width, by keyboard."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from maintenance.actions.ask_about import answer_question, ask_about
from maintenance.actions.move_window import move_window
from maintenance.models import MaintenanceWindow
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.conftest import with_mandate_to_consult
from tests.ui.axe import violations
from tests.ui.conftest import FLAGS
from tests.walk.windows import emergency_at

pytestmark = pytest.mark.needs_chromium
Open = Callable[..., Page]


@pytest.fixture
def windows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> dict[str, MaintenanceWindow]:
    """One in consultation that was moved and is talked about, one announced, one called off, and an emergency now."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with_mandate_to_consult(cast)
    on, planner, customer = factories.shared(cast), cast.administrator, cast.customer.pk
    asked = factories.consulted(planner, on, now=NOW)
    about = factories.form_of(asked)
    ask_about(cast.key_contact, about, customer, "Vallen lopende gesprekken weg?", uuid4(), now=NOW)
    answer_question(planner, about, customer, "Nee, die lopen door.", uuid4(), now=NOW)
    factories.agreed(asked, planner, now=NOW)
    moved = factories.proposal(on, factories.STARTS.replace(day=12))
    move_window(planner, factories.form_of(asked), moved, "De leverancier kan niet.", now=NOW)
    called_off = factories.announced(planner, on, factories.STARTS.replace(day=26), now=NOW)
    return {
        "asked": asked,
        "told": factories.announced(planner, on, factories.STARTS.replace(day=19), now=NOW),
        "off": factories.cancelled(called_off, planner, now=NOW),
        "now": emergency_at(cast, on, hours=2),
    }


@pytest.fixture
def open_as(
    windows: dict[str, MaintenanceWindow], client: Client, chromium: str, live_server: LiveServer
) -> Iterator[Open]:
    """Somebody's browser; at the end no page may have complained."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            found.append(message.text)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())

        def opened(session: str, **options: object) -> Page:
            page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="nl-NL", **options)  # type: ignore[arg-type]
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
            page.context.add_cookies([cookie])  # type: ignore[list-item]
            page.on("console", note)
            page.on("pageerror", lambda error: found.append(str(error)))
            return page

        yield opened
        browser.close()
    assert found == []


def session_of(user: User) -> str:
    """A session in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def sessions(cast: Cast, windows: dict[str, MaintenanceWindow]) -> dict[str, str]:
    """Made before there is a browser: while one is there, the database cannot be reached from here."""
    del windows
    return {name: session_of(getattr(cast, name)) for name in ("key_contact", "partner", "agent")}


def test_pages_are_accessible_in_light_and_dark_and_fit(
    sessions: dict[str, str], open_as: Open, windows: dict[str, MaintenanceWindow], live_server: LiveServer
) -> None:
    page, found = open_as(sessions["key_contact"], reduced_motion="reduce"), []
    pages = [f"/onderhoud/{each.reference}/" for each in windows.values()]
    for path in [*pages, "/onderhoud/vensters/", "/onderhoud/agenda/", "/onderhoud/", "/melden/"]:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(live_server.url + path)
        expect(page.locator(".oz-upkeep")).to_have_count(0 if path == "/onderhoud/" else 1)
        found += violations(page)
        page.set_viewport_size({"width": 320, "height": 640})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{path} is {wide} pixels too wide"] if wide > 0 else []
    assert found == []


def test_answer_by_keyboard_alone(
    sessions: dict[str, str], open_as: Open, windows: dict[str, MaintenanceWindow], live_server: LiveServer
) -> None:
    page = open_as(sessions["partner"])
    page.goto(f"{live_server.url}/onderhoud/{windows['asked'].reference}/")
    page.locator("#answer_answer").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator("#answer_words")).to_be_focused()
    page.keyboard.type("Liever een uur later.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".oz-toast")).to_contain_text("Wij hebben uw antwoord.")
    expect(page.locator("#answer")).to_contain_text("stelt andere tijden voor")
    expect(page.locator("#answer")).to_contain_text("Lijnrecht ICT")


def test_desk_says_beside_the_queues_what_runs(
    sessions: dict[str, str], open_as: Open, live_server: LiveServer
) -> None:
    page = open_as(sessions["agent"], reduced_motion="reduce")
    page.goto(f"{live_server.url}/desk/")
    expect(page.locator("#side-upkeep")).to_contain_text("Nu onderhoud")
    assert violations(page) == []
