"""The pages of bills in a real browser: no faults for who cannot see them, in light and dark, at 1440 and 320 px."""

from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.cast import NOW, Cast
from tests.tickets.billing.rows import party, ticket, worked
from tests.ui.axe import checked
from tests.ui.conftest import FLAGS
from tickets.actions.bills.close_month import close_month
from tickets.actions.bills.correct_line import correct_line
from tickets.models import BilledMonth

pytestmark = pytest.mark.needs_chromium


@pytest.fixture
def bill(cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> BilledMonth:
    """October closed, with a correction of September in it; November open, and not over yet."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    party(cast.customer)
    change = ticket(cast, subject="Nieuw toestel voor de verpleegpost op de derde verdieping")
    free = ticket(cast, "incident", impact="one", severity="no_functions", category=3)
    for month in (9, 10, 11):
        worked(cast, change, 50, date(2026, month, 5), note="Toestel ingericht en met de afdeling getest")
        worked(cast, free, 95, date(2026, month, 6))
    line = close_month(cast.administrator, cast.customer.pk, 2026, 9, now=NOW).lines.first()
    assert line is not None
    correct_line(cast.administrator, line.pk, billed_minutes=45, reason="De pauze telde mee", now=NOW)
    return close_month(cast.administrator, cast.customer.pk, 2026, 10, now=NOW)


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_pages_have_no_faults(cast: Cast, bill: BilledMonth, live_server: LiveServer, chromium: str) -> None:
    line = bill.lines.first()
    assert line is not None
    month = f"/beheer/rekeningen/{cast.customer.pk}/2026/11/"
    pages = {
        cast.key_contact: ("/rekeningen/", f"/rekeningen/{bill.pk}/"),
        cast.administrator: (
            "/beheer/rekeningen/", month, f"/beheer/rekeningen/{bill.pk}/", f"/beheer/rekeningen/regel/{line.pk}/",
        ),
    }  # fmt: skip
    sessions = {user: session_of(user) for user in pages}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        for user, paths in pages.items():
            page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="nl-NL")
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": sessions[user], "url": live_server.url}
            page.context.add_cookies([cookie])  # type: ignore[list-item]
            for path in paths:
                page.goto(live_server.url + path)
                checked(page, path)
        browser.close()
