"""The pages of privacy in a real browser: no faults for who cannot see them, in light and dark, at 1440 and 320 px."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast
from tests.ui.axe import checked
from tests.ui.conftest import FLAGS

pytestmark = pytest.mark.needs_chromium


def test_pages_have_no_faults(cast: Cast, live_server: LiveServer, chromium: str) -> None:
    client = Client()
    client.force_login(cast.administrator)
    name = settings.SESSION_COOKIE_NAME
    session = client.cookies[name].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="nl-NL")
        page.context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
        for path in ("/privacy/", f"/beheer/personen/{cast.contact.pk}/anonimiseren/"):
            page.goto(live_server.url + path)
            checked(page, path)
        browser.close()
