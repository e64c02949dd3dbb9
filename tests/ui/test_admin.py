"""The pages of the administration in a real browser: readable for all, in light and dark, quiet in the console."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from playwright.sync_api import ConsoleMessage, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.cast import NOW, Cast
from tests.ui.axe import violations
from tests.ui.conftest import FLAGS
from tests.walk.world import world_at

pytestmark = pytest.mark.needs_chromium
LEAST_PAGES = 40


@pytest.fixture
def paths(cast: Cast, client: Client, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List, add and change page of every model, as far as each has one; `client` is the administrator's."""
    settings.FILES_DIR = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    world_at(cast)
    client.force_login(cast.administrator)
    found = []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        newest = model._default_manager.order_by("-pk")[0]
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add"), reverse(f"{name}_change", args=[newest.pk])]
    return [path for path in found if client.get(path).status_code != 403]


def test_pages_of_the_administration_are_accessible_and_quiet(
    paths: list[str], client: Client, chromium: str, live_server: LiveServer
) -> None:
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            found.append(message.text)

    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.on("console", note)
        page.on("pageerror", lambda error: found.append(str(error)))
        for path in paths:
            page.goto(live_server.url + path)
            found += violations(page)
        page.goto(live_server.url + reverse("admin:accounts_mandate_add"))
        page.get_by_role("combobox", name="Klant").click()
        expect(page.get_by_role("searchbox", name="Klant")).to_be_focused()
        expect(page.get_by_role("textbox", name="Vanaf, datum")).to_be_visible()
        browser.close()
    assert found == []
    assert len(paths) >= LEAST_PAGES
