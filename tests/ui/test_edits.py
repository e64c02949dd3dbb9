"""The pages of edits in a real browser: weekly hours from form to decision, readable, quiet, by keyboard, at 320 px."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from agreements.actions import set_day, set_weekly_hours
from agreements.models import CalendarDay, WeeklyHours
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.ui.axe import checked
from tests.ui.conftest import FLAGS

pytestmark = pytest.mark.needs_chromium
WEEK = {str(day): [["08:30", "16:00" if day == 4 else "17:00"]] for day in range(5)}


class Future(NamedTuple):
    """The ids of what is to come."""

    day: int
    week: int


@pytest.fixture
def future(cast: Cast) -> Future:
    """A closed Monday and shorter Fridays, made before the browser starts."""
    monday, thursday = NOW.date().replace(day=30), NOW.date().replace(day=26)
    set_day(actor=cast.administrator, now=NOW, date=monday, hours=[], reason_nl="Verhuizing")
    set_weekly_hours(actor=cast.administrator, now=NOW, effective_from=thursday, hours=WEEK, reason="Vrijdag korter")
    return Future(CalendarDay.objects.get(origin="hand").pk, WeeklyHours.objects.get(effective_from=thursday).pk)


@pytest.fixture
def page(
    cast: Cast, future: Future, client: Client, chromium: str, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """The administrator's, with four open tickets; whatever stands in the console at the end is an error."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    for _ in range(3):
        factories.incident(cast.contact, cast.customer, now=NOW)
    factories.question(cast.contact, cast.customer, now=NOW)
    client.force_login(cast.administrator)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    found: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        opened = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        opened.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        opened.on("console", lambda said: found.append(said.text) if said.type in ("error", "warning") else None)
        opened.on("pageerror", lambda error: found.append(str(error)))
        yield opened
        # axe puts styles in the page, which the policy refuses and says.
        assert [each for each in found if "style" not in each] == []
        browser.close()


def test_weekly_hours_by_keyboard_from_the_form_to_the_decision(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse("admin:agreements_weeklyhours_add"))
    checked(page, "week-form")
    page.locator("#id_effective_from").focus()
    page.keyboard.type("2026-11-25")
    page.locator("#id_reason").focus()
    page.keyboard.type("Later open")
    for day in range(5):
        page.locator(f"#id_day_{day}_from_1").focus()
        page.keyboard.press("Control+a")
        page.keyboard.type("10:00")
    page.keyboard.press("Enter")
    expect(page.locator("#preview-sum")).to_contain_text(
        "4 openstaande tickets: 3 krijgen andere momenten; 1 houdt zijn"
    )
    checked(page, "week-preview")
    every = page.get_by_role("button", name="Alle openstaande tickets tonen")
    every.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#preview-section tbody tr").filter(has_text="blijft")).to_have_count(1)
    checked(page, "week-preview-every")
    page.get_by_role("button", name="Opslaan en toepassen op alle 4 openstaande tickets").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text(
        "Toegepast op 4 openstaande tickets; 3 krijgen andere momenten."
    )


def test_wrong_week_and_taking_back_are_readable(page: Page, live_server: LiveServer, future: Future) -> None:
    page.goto(live_server.url + reverse("admin:agreements_weeklyhours_add"))
    page.fill("#id_day_0_till_1", "08:00")
    page.fill("#id_day_1_from_1", "")
    page.locator("input[name=_save]").click()
    expect(page.locator(".oz-day .errornote")).to_have_count(2)
    checked(page, "week-wrong")
    page.goto(live_server.url + reverse("admin:agreements_weeklyhours_change", args=[future.week]))
    checked(page, "week-change")
    page.goto(live_server.url + reverse("admin:agreements_weeklyhours_delete", args=[future.week]))
    expect(page.locator("#preview-sum")).to_contain_text("4 openstaande tickets")
    checked(page, "week-delete")


def test_policy_and_day_are_readable(page: Page, live_server: LiveServer, future: Future) -> None:
    page.goto(live_server.url + reverse("admin:agreements_calendar_change", args=[1]))
    page.select_option("#id_good_friday", "closed")
    page.fill("#id_reason", "Iedereen is vrij")
    page.locator("input[name=_save]").click()
    expect(page.locator("#preview-sum")).to_contain_text("4 houden hun momenten")
    checked(page, "policy")
    page.goto(live_server.url + reverse("admin:agreements_calendarday_delete", args=[future.day]))
    checked(page, "day-delete")
