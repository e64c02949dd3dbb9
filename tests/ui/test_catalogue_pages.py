"""The catalogue and its forms in a real browser: readable in light and dark, no wider than 320 px, by keyboard."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from ozmo_desk.demo.catalogue import load_catalogue
from tests.cast import NOW, Cast
from tests.tickets.change_factories import rate
from tests.tickets.factories import incident
from tests.ui.axe import checked
from tests.ui.conftest import FLAGS
from tickets.models import CatalogueItem

pytestmark = pytest.mark.needs_chromium
APP = "gebruiker-in-app/"


@pytest.fixture
def browsers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Sessions of a contact, an agent and an administrator; the catalogue of the demo, and an incident."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    rate()
    load_catalogue(None, now=NOW)
    incident(cast.contact, cast.customer, now=NOW)
    sessions = {}
    for name in ("contact", "agent", "administrator"):
        client = Client()
        client.force_login(getattr(cast, name))
        sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return sessions


def test_pages_have_no_faults(browsers: dict[str, str], live_server: LiveServer, chromium: str) -> None:
    errors: list[str] = []
    item = CatalogueItem.objects.get(key="keuzemenu").pk

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "422" not in message.text:
            errors.append(message.text)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())

        def opened(name: str) -> Page:
            options = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", "locale": "nl-NL"}
            page = browser.new_page(**options)  # type: ignore[arg-type]
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": browsers[name], "url": live_server.url}
            page.context.add_cookies([cookie])  # type: ignore[list-item]
            page.on("console", note)
            page.on("pageerror", lambda error: errors.append(str(error)))
            return page

        _look_as_contact(opened("contact"), live_server.url)
        _look_as_agent(opened("agent"), live_server.url)
        page = opened("administrator")
        for path in ("/beheer/tickets/catalogueitem/", f"/beheer/tickets/catalogueitem/{item}/change/"):
            page.goto(live_server.url + path)
            checked(page, path)
        page.get_by_role("button", name="Formulier tonen zoals klanten het zien").click()
        expect(page.get_by_role("heading", name="Het formulier zoals klanten het zien")).to_be_visible()
        checked(page, "preview")
        browser.close()
    assert errors == []


def _look_as_contact(page: Page, url: str) -> None:
    """By keyboard: a row more, the promise that follows a wished date, and what was wrong."""
    page.goto(f"{url}/wijzigingen/")
    checked(page, "list")
    page.get_by_role("link", name="Nieuwe gebruiker in de app").press("Enter")
    page.get_by_label("Naam 1", exact=True).fill("Jan")
    page.get_by_role("button", name="Nog een").press("Enter")
    expect(page.get_by_label("Naam 2", exact=True)).to_be_visible()
    expect(page.get_by_label("Naam 1", exact=True)).to_have_value("Jan")
    page.get_by_label("Gewenste datum").fill("2026-12-07")
    page.get_by_label("Gewenste datum").press("Tab")
    expect(page.locator("#promise")).to_contain_text("maandag 7 december vóór 17:00")
    checked(page, "form")
    page.get_by_role("group", name="Collega’s 2").get_by_label("Mobiel nummer").fill("12")
    page.locator("form.oz-form").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Wijziging aanvragen").last.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="Vul ‘Collega’s 2, Naam’ in.").click()
    expect(page.get_by_label("Naam 2", exact=True)).to_be_focused()
    checked(page, "errors")


def _look_as_agent(page: Page, url: str) -> None:
    """Who calls decides which incidents there are to choose."""
    page.goto(f"{url}/desk/bellen/wijziging/")
    checked(page, "desk list")
    page.goto(f"{url}/desk/bellen/wijziging/{APP}")
    page.locator("#id_q").fill("sanne")
    page.get_by_role("radio", name="Sanne de Vries").check()
    expect(page.locator("#promise")).to_contain_text("binnen 2 werkdagen na akkoord")
    expect(page.locator("#id_incident option")).to_have_count(2)
    checked(page, "desk form")
