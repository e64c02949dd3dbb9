"""Other weekly hours and another policy for holidays: given, changed, taken back; a sentence for what is wrong."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.refusals import NotAllowed, NotVisible, Refusal, Stale
from agreements import actions, queries
from agreements.models import Calendar, CalendarDay, CalendarRevision, WeeklyHours
from tests.agreements.test_admin import browser, url  # noqa: F401 - a fixture
from tests.cast import AMSTERDAM, NOW, Cast

pytestmark = pytest.mark.django_db
DECEMBER = date(2026, 12, 1)
OFFICE = {str(day): [["08:30", "17:00"]] for day in range(5)}
EARLY_FRIDAY = OFFICE | {"4": [["08:30", "16:00"]]}


def week_form(**changes: str) -> dict[str, str]:
    """Friday until 16:00 from 1 December, as typed."""
    form = {
        "effective_from": "2026-12-01",
        "reason": "Minder drukte op vrijdag",
        "day_5_closed": "on",
        "day_6_closed": "on",
    }
    for day in range(5):
        form |= {f"day_{day}_from_1": "08:30", f"day_{day}_till_1": "17:00"}
    form = form | {"day_4_till_1": "16:00"} | changes
    return {name: value for name, value in form.items() if value}


def given(**changes: Any) -> CalendarRevision:
    wanted = {"actor": None, "now": NOW, "effective_from": DECEMBER, "hours": EARLY_FRIDAY, "reason": "Vrijdag korter"}
    return actions.set_weekly_hours(**(wanted | changes))


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_week_begins_as_the_one_in_force(browser: Client) -> None:  # noqa: F811 - the fixture
    form = browser.get(url("weeklyhours", "add")).context["adminform"].form
    days = list(form.week())
    assert [day.name for day in days][:2] == ["Maandag", "Dinsdag"]
    assert [day.closed.value() for day in days] == [False] * 5 + [True] * 2
    assert (days[0].stretches[0][0].value(), days[0].stretches[0][1].value()) == ("08:30", "17:00")


def test_week_is_given_changed_and_taken_back(browser: Client, cast: Cast) -> None:  # noqa: F811
    answer = browser.post(url("weeklyhours", "add"), week_form())
    assert answer.status_code == 302
    stored = WeeklyHours.objects.get(effective_from=DECEMBER)
    revision = CalendarRevision.objects.get(number=2)
    assert (stored.hours, revision.reason, revision.created_by) == (
        EARLY_FRIDAY, "Minder drukte op vrijdag", cast.administrator,
    )  # fmt: skip
    assert not queries.opening_hours(revision.pk).is_open(datetime(2026, 12, 4, 16, 30, tzinfo=AMSTERDAM))
    change = url("weeklyhours", "change", stored.pk)
    page = browser.get(change)
    assert b'name="day_4_till_1" value="16:00"' in page.content
    split = week_form(day_4_till_1="12:00", day_4_from_2="12:30", day_4_till_2="16:30")
    assert browser.post(change, split).status_code == 302
    stored.refresh_from_db()
    assert (stored.hours["4"], stored.effective_from) == ([["08:30", "12:00"], ["12:30", "16:30"]], DECEMBER)
    assert browser.post(url("weeklyhours", "delete", stored.pk), {"post": "yes"}).status_code == 302
    assert WeeklyHours.objects.count() == 1
    assert CalendarRevision.objects.order_by("-number")[0].reason == "2026-12-01: - (teruggenomen)"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"effective_from": "2026-11-23"}, "Wekelijkse openingstijden kunnen niet ingaan op een datum die voorbij is."),
        ({"effective_from": "2030-01-01"}, "De kalender reikt nog niet zo ver."),
        ({"reason": ""}, "Dit veld is verplicht."),
        ({"day_0_closed": "on"}, "Maandag is gesloten en heeft toch openingstijden: kies één van beide."),
        (
            {"day_0_from_1": "", "day_0_till_1": ""},
            "Vul in van wanneer tot wanneer wij op maandag open zijn, of kies gesloten.",
        ),
        ({"day_0_till_1": ""}, "Maandag heeft een openingstijd en een sluitingstijd nodig."),
        ({"day_0_from_1": "17:30"}, "De sluitingstijd moet later zijn dan de openingstijd."),
        ({"day_0_from_1": "17:00"}, "De sluitingstijd moet later zijn dan de openingstijd."),
        ({"day_0_from_1": "half9"}, "Schrijf een tijd als 08:30."),
        ({"day_0_from_2": "16:00", "day_0_till_2": "18:00"}, "Deze openingstijden overlappen elkaar."),
    ],
)  # fmt: skip
def test_week_that_makes_no_sense_comes_back_with_all_that_was_typed(
    browser: Client,  # noqa: F811
    wrong: dict[str, str],
    sentence: str,
) -> None:
    answer = browser.post(url("weeklyhours", "add"), week_form(**wrong))
    assert (answer.status_code, CalendarRevision.objects.count(), WeeklyHours.objects.count()) == (200, 1, 1)
    assert sentence in text(answer)
    for name, value in week_form(**wrong).items():
        assert f'name="{name}" value="{value}"' in text(answer) or name.endswith("closed")


def test_week_that_never_opens_is_refused_in_page_and_action(browser: Client) -> None:  # noqa: F811
    nothing = {name: "" for name in week_form() if name.startswith("day_")} | {
        f"day_{n}_closed": "on" for n in range(7)
    }
    answer = browser.post(url("weeklyhours", "add"), week_form(**nothing))
    assert "Een week heeft minstens één dag met openingstijden nodig." in text(answer)
    with pytest.raises(Refusal, match="minstens één dag"):
        given(hours={"0": []})
    assert CalendarRevision.objects.count() == 1


def test_second_week_from_the_same_date_is_refused(browser: Client) -> None:  # noqa: F811
    given()
    answer = browser.post(url("weeklyhours", "add"), week_form(day_4_till_1="15:00"))
    assert "bestaat al" in text(answer)
    assert WeeklyHours.objects.get(effective_from=DECEMBER).hours == EARLY_FRIDAY


def test_touching_stretches_make_one(browser: Client) -> None:  # noqa: F811
    form = week_form(day_0_till_1="12:00", day_0_from_2="12:00", day_0_till_2="17:00")
    assert browser.post(url("weeklyhours", "add"), form).status_code == 302
    hours = queries.opening_hours(queries.current_calendar_id())
    monday = datetime(2026, 12, 7, tzinfo=AMSTERDAM)
    assert len(list(hours.stretches(monday, monday + timedelta(days=1)))) == 1


def test_hours_in_force_are_read_only(browser: Client) -> None:  # noqa: F811
    base = WeeklyHours.objects.get()
    page = browser.get(url("weeklyhours", "change", base.pk))
    assert "op werkdagen van 08:30 tot 17:00" in text(page)
    assert browser.post(url("weeklyhours", "change", base.pk), week_form()).status_code == 403
    assert browser.post(url("weeklyhours", "delete", base.pk), {"post": "yes"}).status_code == 403
    with pytest.raises(Refusal, match="gelden al"):
        actions.remove_weekly_hours(actor=None, now=NOW, effective_from=base.effective_from, reason="x")
    with pytest.raises(NotVisible):
        actions.remove_weekly_hours(actor=None, now=NOW, effective_from=DECEMBER, reason="x")


@pytest.mark.parametrize(
    "wrong", [{"effective_from": date(2026, 11, 23)}, {"effective_from": date(2030, 1, 1)}, {"reason": " "}]
)
def test_action_refuses_what_the_form_does(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        given(**wrong)
    assert CalendarRevision.objects.count() == 1


def test_last_day_of_the_calendar_can_be_edited() -> None:
    until = Calendar.objects.get().until
    given(effective_from=until)
    actions.set_day(actor=None, now=NOW, date=until, hours=[], reason_nl="Oudjaar")
    assert CalendarRevision.objects.count() == 3


def test_year_without_any_opening_is_refused() -> None:
    """One opening day a week, and every such day of 2027 closed by hand: the last of them cannot be."""
    given(hours={"4": [["08:30", "09:00"]]}, effective_from=date(2027, 1, 1))
    fridays = [date(2027, 1, 1) + timedelta(days=7 * week) for week in range(53)]
    CalendarDay.objects.bulk_create(
        CalendarDay(date=on, hours=[], name_nl="Dicht", name_en="Closed", origin="hand") for on in fridays[:-1]
    )
    with pytest.raises(Refusal, match="2027"):
        actions.set_day(actor=None, now=NOW, date=fridays[-1], hours=[], reason_nl="Dicht")


def test_second_administrator_sees_that_the_calendar_changed(browser: Client, cast: Cast) -> None:  # noqa: F811
    looked_at = str(queries.current_calendar_id())
    actions.set_day(actor=cast.administrator, now=NOW, date=date(2026, 12, 24), hours=[], reason_nl="Kerstavond")
    pages: list[tuple[str, dict[str, str]]] = [
        (url("weeklyhours", "add"), week_form()),
        (url("calendarday", "add"), {"date": "2026-12-31", "hours": "", "name_nl": "Oudjaar", "name_en": "Eve"}),
        (url("calendar", "change", 1), {"good_friday": "closed", "liberation_day": "never", "reason": "Vrij"}),
    ]
    for page, form in pages:
        answer = browser.post(page, {**form, "based_on": looked_at})
        assert answer.status_code == 409
        assert "De kalender is intussen gewijzigd, door Lotte Hermans om 10:12 (2026-12-24: Kerstavond)" in text(answer)
        renewed = str(queries.current_calendar_id())
        assert f'name="based_on" value="{renewed}"' in text(answer)
        assert CalendarRevision.objects.count() == 2
    assert browser.post(pages[0][0], {**week_form(), "based_on": renewed}).status_code == 302


def test_actions_refuse_what_is_based_on_an_older_calendar() -> None:
    old = queries.current_calendar_id()
    given()
    edits: list[Callable[[], object]] = [
        lambda: given(based_on=old, effective_from=date(2027, 1, 1)),
        lambda: actions.remove_weekly_hours(actor=None, now=NOW, effective_from=DECEMBER, reason="x", based_on=old),
        lambda: actions.set_day(actor=None, now=NOW, date=DECEMBER, hours=[], reason_nl="x", based_on=old),
        lambda: actions.remove_day(actor=None, now=NOW, date=DECEMBER, based_on=old),
        lambda: actions.set_holiday_policy(
            actor=None, now=NOW, good_friday="closed", liberation_day="never", based_on=old
        ),
    ]
    for edit in edits:
        with pytest.raises(Stale):
            edit()
    assert CalendarRevision.objects.count() == 2


def test_action_that_is_faster_between_form_and_saving_gives_the_form_back(
    browser: Client,  # noqa: F811
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The form found nothing wrong; under the lock the calendar is another one."""
    monkeypatch.setattr("agreements.forms.week.WeekForm.check_unchanged", staticmethod(lambda based_on, now: None))
    old = str(queries.current_calendar_id())
    actions.set_day(actor=cast.administrator, now=NOW, date=date(2026, 12, 24), hours=[], reason_nl="Kerstavond")
    answer = browser.post(url("weeklyhours", "add"), {**week_form(), "based_on": old})
    assert (answer.status_code, WeeklyHours.objects.count()) == (409, 1)
    assert "De kalender is intussen gewijzigd" in text(answer)
    assert 'name="day_4_till_1" value="16:00"' in text(answer)


@pytest.mark.parametrize("name", ["contact", "key_contact", "partner", "agent"])
def test_only_administrators_give_weekly_hours(browser: Client, cast: Cast, name: str) -> None:  # noqa: F811
    with pytest.raises(NotAllowed):
        given(actor=cast.everybody[name])
    with pytest.raises(NotAllowed):
        actions.remove_weekly_hours(actor=cast.everybody[name], now=NOW, effective_from=DECEMBER, reason="x")
    browser.force_login(cast.everybody[name])
    assert browser.post(url("weeklyhours", "add"), week_form()).status_code in (302, 403, 404)
    assert WeeklyHours.objects.count() == 1


def test_week_in_english(browser: Client, cast: Cast) -> None:  # noqa: F811
    cast.administrator.language = "en"
    cast.administrator.save()
    page = text(browser.get(url("weeklyhours", "add")))
    assert "Opening times of the week" in page
    assert ">and from</label>" in page
