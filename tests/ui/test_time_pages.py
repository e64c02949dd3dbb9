"""The pages of time and costs in a real browser: readable in light and dark, quiet, and no wider than 320 px."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from agreements.models import Activity
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.ui.axe import checked
from tests.ui.conftest import FLAGS
from tickets.actions.time.correct import correct_time, void_time
from tickets.actions.time.record import Work, record_time
from tickets.actions.time.watch import start_watch
from tickets.models import Ticket, TimeEntry

pytestmark = pytest.mark.needs_chromium
TODAY = date(2026, 11, 24)


@pytest.fixture
def ticket(cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ticket:
    """With time of two people, a correction, a voided entry, and the agent's stopwatch on it."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    made = factories.incident(cast.contact, cast.customer, now=NOW - timedelta(hours=1))
    for agent, minutes, note in (
        (cast.agent, 25, "Router bekeken en de instellingen van alle toestellen op locatie Haven omgezet"),
        (cast.second_agent, 90, "Met de leverancier gebeld"),
        (cast.agent, 10, "Verkeerd ticket"),
    ):
        record_time(agent, made.reference, Work(minutes, TODAY, Activity.REMOTE, note), now=NOW)
    first, _second, third = TimeEntry.objects.order_by("pk")
    correct_time(
        cast.agent, made.reference, first.pk, Work(20, TODAY, Activity.REMOTE, first.note), "Pauze telde mee", now=NOW
    )
    void_time(cast.agent, made.reference, third.pk, "Hoorde bij een ander ticket", now=NOW)
    start_watch(cast.agent, made.reference, Activity.REMOTE, now=NOW - timedelta(minutes=12))
    return made


def signed_in(page: Page, client: Client, url: str) -> Page:
    """The page, with the session of the client."""
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
    return page


def test_pages_have_no_faults(
    cast: Cast, ticket: Ticket, client: Client, live_server: LiveServer, chromium: str
) -> None:
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Content Security Policy" not in message.text:
            errors.append(message.text)

    client.force_login(cast.agent)
    entry = TimeEntry.objects.filter(replaced_by=None, voided=False).first()
    assert entry is not None
    base = f"/desk/tickets/{ticket.reference}/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="nl-NL")
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        signed_in(page, client, live_server.url)
        what = ("", "tijd/", f"tijd/{entry.pk}/", "rekening/")
        for path in (*(base + each for each in what), "/desk/tijd/", "/desk/stopwatch/"):
            page.goto(live_server.url + path)
            expect(page.locator("#side-watch")).to_contain_text(ticket.reference)
            checked(page, path)
        browser.close()
    assert errors == []
