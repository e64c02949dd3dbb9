"""The pages of costs and delivery in a real browser: readable in light and dark, quiet, and no wider than 320 px."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from agreements.models import Activity
from tests.cast import NOW, Cast
from tests.tickets import change_factories as changes
from tests.ui.axe import checked
from tests.ui.conftest import FLAGS
from tests.ui.test_time_pages import signed_in
from tickets.actions.changes.propose_estimate import Figures, propose_estimate
from tickets.actions.time.record import Work, record_time
from tickets.actions.write_path import Form, Words
from tickets.models import Ticket

pytestmark = pytest.mark.needs_chromium
AGO = NOW - timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Stages:
    """One that waits with a second estimate, one that is worked on beyond what was approved, and a delivered one."""

    asked: Ticket
    working: Ticket
    delivered: Ticket


@pytest.fixture
def stages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Stages:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    asked = changes.change(cast, now=AGO)
    words = Words("Het gaat om drie toestellen in plaats van één.")
    propose_estimate(cast.agent, Form(asked.reference, asked.version), Figures(150), words, now=AGO)
    working = changes.approved(cast, now=AGO)
    record_time(cast.agent, working.reference, Work(80, date(2026, 11, 24), Activity.REMOTE, "Instellen"), now=NOW)
    return Stages(asked, working, changes.delivered(cast, now=AGO))


def test_pages_have_no_faults(cast: Cast, stages: Stages, live_server: LiveServer, chromium: str) -> None:
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Content Security Policy" not in message.text:
            errors.append(message.text)

    agent, key_contact = Client(), Client()
    agent.force_login(cast.agent)
    key_contact.force_login(cast.key_contact)

    def look(page: Page, client: Client, *paths: str) -> None:
        signed_in(page, client, live_server.url)
        for path in paths:
            page.goto(live_server.url + path)
            checked(page, path)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="nl-NL")
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        asked, working = (f"/desk/tickets/{each.reference}/" for each in (stages.asked, stages.working))
        look(page, agent, working, f"{asked}raming/", f"{asked}akkoord/", "/desk/?view=approval")
        theirs = [f"/tickets/{each.reference}/" for each in (stages.asked, stages.delivered)]
        look(page, key_contact, *theirs, f"/tickets/{stages.asked.reference}/kosten/")
        browser.close()
    assert errors == []
