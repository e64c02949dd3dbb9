"""What administrators can do with agreements and the calendar in Django admin, and that nobody else can."""

from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from agreements import queries
from agreements.forms import initial_of
from agreements.models import Agreement, AgreementVersion, Calendar, CalendarDay, CalendarRevision
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Client:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cache.clear()
    client.force_login(cast.administrator)
    return client


def url(model: str, page: str, *args: int) -> str:
    return reverse(f"admin:agreements_{model}_{page}", args=args)


def version_form(**changes: Any) -> dict[str, Any]:
    initial = initial_of(queries.terms(queries.agreement_version_for(None, at=NOW)))
    given = {**initial, "agreement": Agreement.objects.get().pk, "effective_from": "2026-12-01", "reason": "Reden"}
    return {name: value for name, value in (given | changes).items() if value not in (None, False)}


@pytest.mark.parametrize(
    "model", ["agreement", "agreementversion", "calendar", "weeklyhours", "calendarday", "calendarrevision"]
)
def test_lists_and_pages_open(browser: Client, model: str) -> None:
    assert browser.get(url(model, "changelist")).status_code == 200
    row: Any = {
        "agreement": Agreement,
        "agreementversion": AgreementVersion,
        "calendar": Calendar,
        "calendarday": CalendarDay,
        "calendarrevision": CalendarRevision,
    }.get(model)
    if row is not None:
        assert browser.get(url(model, "change", row.objects.order_by("pk")[0].pk)).status_code == 200


def test_matrix_and_norm_times_are_in_words(browser: Client, cast: Cast) -> None:
    cast.administrator.language = "en"
    cast.administrator.save()
    added = browser.get(url("agreementversion", "add")).content.decode()
    assert "some users, can no longer call" in added
    shown = browser.get(url("agreementversion", "change", AgreementVersion.objects.get().pk)).content.decode()
    assert "some users" in shown
    assert "16 hours" in shown
    assert ">no_calls<" not in shown


def test_new_version_begins_as_a_copy_and_is_published(browser: Client, cast: Cast) -> None:
    page = browser.get(url("agreementversion", "add"))
    assert page.status_code == 200
    assert b'name="norm_1_response" value="30"' in page.content
    answer = browser.post(url("agreementversion", "add"), version_form(notice_days=5, norm_1_response=20))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert "OZMO, 2" in str(next(iter(get_messages(answer.wsgi_request))))
    version = AgreementVersion.objects.get(number=2)
    terms = queries.terms(version.pk)
    assert (terms.notice_days, terms.norms[1].response.seconds, terms.norms[1].clause) == (5, 20 * 60, "N1")
    assert (version.created_by, version.created_at, version.effective_from) == (
        cast.administrator,
        NOW,
        date(2026, 12, 1),
    )


@pytest.mark.parametrize(
    "wrong", [{"effective_from": "2026-11-23"}, {"norm_1_recovery": ""}, {"reason": ""}, {"matrix_all_no_calls": 5}]
)
def test_new_version_that_makes_no_sense_is_shown_again(browser: Client, wrong: dict[str, Any]) -> None:
    answer = browser.post(url("agreementversion", "add"), version_form(**wrong))
    assert (answer.status_code, AgreementVersion.objects.count()) == (200, 1)


def test_published_version_is_read_only(browser: Client) -> None:
    version = AgreementVersion.objects.get()
    page = url("agreementversion", "change", version.pk)
    assert browser.post(page, version_form()).status_code == 403
    assert browser.post(url("agreementversion", "delete", version.pk), {"post": "yes"}).status_code == 403


def test_day_is_set_changed_and_taken_back(browser: Client, cast: Cast) -> None:
    day = {"date": "2026-12-24", "hours": "08:30-12:00", "name_nl": "Kerstavond", "name_en": "Christmas Eve"}
    assert browser.post(url("calendarday", "add"), day).status_code == 302
    stored = CalendarDay.objects.get(origin="hand")
    assert (stored.hours, CalendarRevision.objects.get(number=2).created_by) == (
        [["08:30", "12:00"]],
        cast.administrator,
    )
    page = browser.get(url("calendarday", "change", stored.pk))
    assert b'value="08:30-12:00"' in page.content
    browser.post(url("calendarday", "change", stored.pk), {**day, "hours": ""})
    assert CalendarDay.objects.get(origin="hand").hours == []
    browser.post(url("calendarday", "delete", stored.pk), {"post": "yes"})
    assert (CalendarDay.objects.filter(origin="hand").count(), CalendarRevision.objects.count()) == (0, 4)


@pytest.mark.parametrize("hours", ["17:00-08:30", "08:30", "8-12", "08:30-12:00, 11:00-17:00"])
def test_day_with_hours_that_make_no_sense_is_shown_again(browser: Client, hours: str) -> None:
    day = {"date": "2026-12-24", "hours": hours, "name_nl": "Kerstavond", "name_en": "Christmas Eve"}
    assert browser.post(url("calendarday", "add"), day).status_code == 200
    assert not CalendarDay.objects.filter(origin="hand").exists()


@pytest.mark.parametrize("on", ["2020-11-25", "2099-11-25"])
def test_day_out_of_reach_is_shown_again_with_everything_typed(browser: Client, on: str) -> None:
    day = {"date": on, "hours": "", "name_nl": "Personeelsdag", "name_en": "Staff day"}
    page = browser.post(url("calendarday", "add"), day)
    assert (page.status_code, list(page.context["adminform"].form.errors)) == (200, ["date"])
    assert b'value="Personeelsdag"' in page.content


def test_holiday_is_read_only(browser: Client) -> None:
    holiday = CalendarDay.objects.get(date=date(2026, 12, 25))
    assert browser.post(url("calendarday", "change", holiday.pk), {"hours": "09:00-10:00"}).status_code == 403
    assert browser.post(url("calendarday", "delete", holiday.pk), {"post": "yes"}).status_code == 403


def test_policy_is_changed_by_its_action(browser: Client) -> None:
    browser.post(
        url("calendar", "change", 1),
        {"good_friday": "closed", "liberation_day": "each_fifth_year", "reason": "Iedereen is vrij"},
    )
    assert queries.closed_reason(date(2027, 3, 26), queries.current_calendar_id()) == "Goede vrijdag"


@pytest.mark.parametrize("name", ["contact", "key_contact", "partner", "agent"])
def test_others_are_kept_out(browser: Client, cast: Cast, name: str) -> None:
    browser.force_login(cast.everybody[name])
    for model in ("agreementversion", "calendarday", "calendarrevision"):
        assert browser.get(url(model, "changelist")).status_code in (302, 403, 404)
