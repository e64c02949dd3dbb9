"""Edits of the calendar and of agreements show what they do to open tickets, are decided on, and are on record."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import set_day, set_weekly_hours
from agreements.models import AgreementVersion, CalendarDay, CalendarRevision, WeeklyHours
from tests.agreements.test_admin import version_form
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.portal.conftest import at, travel  # noqa: F401 - a fixture
from tests.tickets.portal.test_report import text_of
from tickets.models import SlaClock, Ticket, TicketEvent
from tickets.sla.what_if import Edit, Outlook, outlook

pytestmark = pytest.mark.django_db

TOMORROW = {"date": "2026-11-25", "hours": "", "name_nl": "Verhuizing", "name_en": "Moving"}
DAY, VERSION = "admin:agreements_calendarday_add", "admin:agreements_agreementversion_add"


@pytest.fixture
def browser(cast: Cast, travel: time_machine.Traveller) -> Client:  # noqa: F811 - the fixture
    cache.clear()
    client = Client()
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def running(cast: Cast) -> Ticket:
    """Category 2: recovery before tomorrow 09:42."""
    return factories.incident(cast.contact, cast.customer, now=NOW)


def recovery_of(ticket: Ticket) -> SlaClock:
    return SlaClock.objects.get(ticket=ticket, kind="recovery")


def decided(client: Client, url: str, data: dict[str, Any], outcome: str) -> Any:
    """Saves once to see the preview, then chooses."""
    shown = client.post(url, data)
    assert shown.status_code == 200
    digest = shown.context["preview"].digest
    return client.post(url, {**data, "outcome": outcome, "previewed": digest}, follow=True)


def test_closed_day_lists_what_it_moves_and_saves_nothing_yet(browser: Client, running: Ticket) -> None:
    answer = browser.post(reverse(DAY), TOMORROW)
    assert (answer.status_code, CalendarRevision.objects.count()) == (200, 1)
    (row,) = answer.context["preview"].rows
    assert row.reference == running.reference
    assert [(line.what, line.before, line.after) for line in row.lines] == [("Herstel", "wo 09:42", "do 09:42")]
    assert "Verhuizing" in answer.content.decode()
    assert 'class="errornote"' not in answer.content.decode()


def test_applied_edit_pins_the_revision_on_each_ticket_and_is_on_record(browser: Client, running: Ticket) -> None:
    answer = decided(browser, reverse(DAY), TOMORROW, "apply")
    assert "Toegepast op 1 openstaand ticket; 1 krijgt andere momenten." in text_of(answer)
    event = TicketEvent.objects.get(kind="pinned")
    assert event.data == {"calendar_revision": CalendarRevision.objects.get(number=2).pk}
    assert recovery_of(running).due_at == at("2026-11-26 09:42")
    assert "Toegepast op 1" in LogEntry.objects.order_by("-pk").first().change_message  # type: ignore[union-attr]


def test_left_edit_moves_nothing_and_is_on_record(browser: Client, running: Ticket) -> None:
    answer = decided(browser, reverse(DAY), TOMORROW, "leave")
    assert "1 openstaand ticket is gelaten zoals het is (1 zou andere momenten krijgen)" in text_of(answer)
    assert (CalendarDay.objects.filter(origin="hand").count(), TicketEvent.objects.filter(kind="pinned").count()) == (
        1,
        0,
    )
    assert recovery_of(running).due_at == at("2026-11-25 09:42")
    assert "gelaten" in LogEntry.objects.order_by("-pk").first().change_message  # type: ignore[union-attr]


def test_form_that_was_changed_after_its_preview_is_previewed_again(browser: Client, running: Ticket) -> None:
    digest = browser.post(reverse(DAY), TOMORROW).context["preview"].digest
    other = {**TOMORROW, "hours": "12:00-17:00", "outcome": "apply", "previewed": digest}
    assert browser.post(reverse(DAY), other).status_code == 200
    assert CalendarRevision.objects.count() == 1


def test_day_that_moves_nothing_is_decided_on_all_the_same(browser: Client, running: Ticket) -> None:
    """What still begins on an open ticket counts by what is pinned then."""
    far = {**TOMORROW, "date": "2026-12-30"}
    answer = browser.post(reverse(DAY), far)
    assert "<strong>1 openstaand ticket:</strong> 0 krijgen andere momenten; 1 houdt zijn momenten." in text_of(answer)
    decided(browser, reverse(DAY), far, "apply")
    event = TicketEvent.objects.get(kind="pinned")
    assert event.visibility == "internal"
    assert recovery_of(running).due_at == at("2026-11-25 09:42")


def test_day_without_open_tickets_is_saved_at_once(browser: Client) -> None:
    assert browser.post(reverse(DAY), TOMORROW).status_code == 302


def test_past_outcomes_never_move(browser: Client, cast: Cast) -> None:
    factories.recovered(factories.incident(cast.contact, cast.customer, now=NOW), cast.agent, now=NOW)
    assert browser.post(reverse(DAY), TOMORROW).status_code == 302
    assert not TicketEvent.objects.filter(kind="pinned").exists()


def test_queued_release_moves_with_its_day(
    browser: Client,
    cast: Cast,
    travel: time_machine.Traveller,  # noqa: F811 - the fixture
) -> None:
    travel.move_to(at("2026-11-24 18:00"), tick=False)
    ticket = factories.incident(cast.contact, cast.customer, now=at("2026-11-24 18:00"))
    browser.force_login(cast.administrator)
    line = browser.post(reverse(DAY), TOMORROW).context["preview"].rows[0].lines[0]
    assert (line.what, line.before, line.after) == ("Opgepakt", "wo 08:30", "do 08:30")
    decided(browser, reverse(DAY), TOMORROW, "apply")
    ticket.refresh_from_db()
    assert ticket.release_at == at("2026-11-26 08:30")


def test_day_is_changed_and_taken_back_with_a_preview(browser: Client, running: Ticket) -> None:
    decided(browser, reverse(DAY), TOMORROW, "apply")
    day = CalendarDay.objects.get(origin="hand")
    change = reverse("admin:agreements_calendarday_change", args=(day.pk,))
    decided(browser, change, {**TOMORROW, "hours": "12:00-17:00"}, "apply")
    assert recovery_of(running).due_at == at("2026-11-25 13:12")
    delete = reverse("admin:agreements_calendarday_delete", args=(day.pk,))
    assert browser.get(delete).context["preview"].count == 1
    assert browser.post(delete, {"post": "yes"}).status_code == 200
    assert CalendarDay.objects.filter(origin="hand").exists()
    digest = browser.get(delete).context["preview"].digest
    assert browser.post(delete, {"post": "yes", "outcome": "apply", "previewed": digest}).status_code == 302
    assert not CalendarDay.objects.filter(origin="hand").exists()
    assert recovery_of(running).due_at == at("2026-11-25 09:42")


def test_agreement_version_previews_and_pins(browser: Client, running: Ticket) -> None:
    stricter = version_form(norm_2_recovery=120, norm_2_response=30, norm_2_status_report=60)
    answer = decided(browser, reverse(VERSION), stricter, "apply")
    assert "Toegepast op 1 openstaand ticket" in text_of(answer)
    assert recovery_of(running).due_at == at("2026-11-24 12:12")
    running.refresh_from_db()
    assert running.agreement_version_id == AgreementVersion.objects.get(number=2).pk


def test_what_would_be_late_at_once_is_said(
    browser: Client,
    running: Ticket,
    travel: time_machine.Traveller,  # noqa: F811 - the fixture
) -> None:
    travel.move_to(NOW + timedelta(minutes=45), tick=False)
    shown = browser.post(reverse(VERSION), version_form(norm_2_response=30))
    assert (shown.context["preview"].late, shown.context["preview"].count) == (1, 1)
    assert "is dan meteen te laat" in text_of(shown)


def test_many_tickets_come_in_pages(browser: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.views.edits.preview.PAGE_SIZE", 2)
    for _ in range(5):
        factories.incident(cast.contact, cast.customer, now=NOW)
    pages = [
        browser.post(reverse(DAY), {**TOMORROW, "page": page}).context["preview"] for page in ("1", "3", "99", "x")
    ]
    assert [(each.page, each.pages, len(each.rows), each.count) for each in pages] == [
        (1, 3, 2, 5), (3, 3, 1, 5), (1, 3, 2, 5), (1, 3, 2, 5),
    ]  # fmt: skip


def test_simulator_says_every_promise(browser: Client) -> None:
    asked = {"submitted_at": "2026-11-27T16:50", "simulated_category": "2"}
    (present,) = browser.get(reverse("simulator"), asked).context["results"]
    assert present.moments == [
        ("Opgepakt vanaf", "vrijdag 27 november 2026 om 16:50"),
        ("Reactie vóór", "maandag 30 november 2026 om 09:20"),
        ("Herstel vóór", "maandag 30 november 2026 om 16:20"),
        ("Eerste statusrapportage vóór", "maandag 30 november 2026 om 12:20"),
    ]
    by_appointment = browser.get(reverse("simulator"), {**asked, "simulated_category": "4"}).context["results"][0]
    assert by_appointment.moments[2] == ("Herstel vóór", "op afspraak")


@pytest.mark.parametrize("wrong", [{"submitted_at": "vrijdag"}, {"simulated_category": "9"}, {"submitted_at": ""}])
def test_simulator_with_bad_input_says_so(browser: Client, wrong: dict[str, str]) -> None:
    answer = browser.get(reverse("simulator"), {"submitted_at": "2026-11-27T16:50", "simulated_category": "2"} | wrong)
    assert answer.status_code == 422
    assert "Kies een" in text_of(answer)


def test_simulator_past_the_calendar_says_so(browser: Client) -> None:
    asked = {"submitted_at": "2099-11-27T16:50", "simulated_category": "2"}
    assert "Onze kalender reikt nog niet zo ver." in text_of(browser.get(reverse("simulator"), asked))


def test_preview_simulates_both_setups(browser: Client, running: Ticket) -> None:
    asked = {**TOMORROW, "submitted_at": "2026-11-24T16:50", "simulated_category": "1"}
    present, edited = browser.post(reverse(DAY), asked).context["results"]
    assert present.moments[1][1] == "woensdag 25 november 2026 om 08:50"
    assert edited.moments[1][1] == "donderdag 26 november 2026 om 08:50"


def asked_of_simulator(browser: Client, submitted_at: str) -> dict[str, list[str]]:
    """The moments by the title of their setup."""
    asked = {"submitted_at": submitted_at, "simulated_category": "2"}
    results = browser.get(reverse("simulator"), asked).context["results"]
    return {each.title: [words for _, words in each.moments] for each in results}


def test_simulator_sets_planned_weekly_hours_beside_the_present_ones(browser: Client) -> None:
    """Also for a report of before their date, of which a promise ends after it."""
    week = {str(day): [["10:00", "16:00"]] for day in range(5)}
    set_weekly_hours(actor=None, now=NOW, effective_from=date(2026, 11, 30), hours=week, reason="Rustig")
    assert asked_of_simulator(browser, "2026-11-27T16:50") == {
        "Huidige instelling": [
            "vrijdag 27 november 2026 om 16:50",
            "maandag 30 november 2026 om 09:20",
            "maandag 30 november 2026 om 16:20",
            "maandag 30 november 2026 om 12:20",
        ],
        "Met wat gepland is: andere openingstijden per week vanaf maandag 30 november 2026": [
            "vrijdag 27 november 2026 om 16:50",
            "maandag 30 november 2026 om 10:50",
            "dinsdag 1 december 2026 om 11:50",
            "maandag 30 november 2026 om 13:50",
        ],
    }


def test_simulator_sets_the_version_of_that_moment_beside_the_present_one(browser: Client) -> None:
    later = version_form(effective_from="2026-12-07", norm_2_response=30)
    assert browser.post(reverse(VERSION), later).status_code == 302
    assert list(asked_of_simulator(browser, "2026-12-04T12:00")) == ["Huidige instelling"]
    both = asked_of_simulator(browser, "2026-12-07T12:00")
    assert {title: moments[1] for title, moments in both.items()} == {
        "Huidige instelling": "maandag 7 december 2026 om 13:00",
        "Met wat gepland is: een andere versie van de overeenkomst vanaf maandag 7 december 2026": (
            "maandag 7 december 2026 om 12:30"
        ),
    }


def test_simulator_and_edits_are_for_administrators(cast: Cast, running: Ticket, travel: object) -> None:  # noqa: F811
    for user, status in ((cast.agent, 403), (cast.contact, 404)):
        client = Client()
        client.force_login(user)
        assert client.get(reverse("simulator")).status_code == status
        assert client.post(reverse(DAY), TOMORROW).status_code == 302
    assert CalendarRevision.objects.count() == 1


def statements(client: Client, url: str, data: dict[str, str] | None) -> int:
    """How many a page takes once versions and calendars are known."""
    answers = []
    for _ in range(2):
        cache.clear()
        with CaptureQueriesContext(connection) as sql:
            answers.append(client.get(url) if data is None else client.post(url, data))
    assert answers[-1].context["preview"].open > 0
    return len(sql)


def edits_to_look_at() -> dict[str, tuple[str, dict[str, str] | None]]:
    """Every page with a preview: its address and what is sent to it."""
    week = {"effective_from": "2026-11-25", "reason": "Later open", "day_5_closed": "on", "day_6_closed": "on"}
    for weekday in range(5):
        week |= {f"day_{weekday}_from_1": "10:00", f"day_{weekday}_till_1": "17:00"}
    set_day(actor=None, now=NOW, date=date(2026, 11, 25), hours=[["12:00", "17:00"]], reason_nl="Ochtend dicht")
    set_weekly_hours(
        actor=None, now=NOW, effective_from=date(2026, 11, 25), hours={"3": [["09:00", "17:00"]]}, reason="x"
    )
    day, later = CalendarDay.objects.get(origin="hand"), WeeklyHours.objects.order_by("-pk")[0]
    change = {"hours": "", "name_nl": "Dicht", "name_en": "Closed"}
    return {
        "day": (reverse(DAY), {**TOMORROW, "date": "2026-11-26"}),
        "day changed": (reverse("admin:agreements_calendarday_change", args=[day.pk]), change),
        "day taken back": (reverse("admin:agreements_calendarday_delete", args=[day.pk]), None),
        "week": (reverse("admin:agreements_weeklyhours_add"), week | {"effective_from": "2026-11-26"}),
        "week changed": (reverse("admin:agreements_weeklyhours_change", args=[later.pk]), week),
        "week taken back": (reverse("admin:agreements_weeklyhours_delete", args=[later.pk]), None),
        "version": (reverse(VERSION), version_form(norm_2_recovery=120)),
        "policy": (
            reverse("admin:agreements_calendar_change", args=[1]),
            {"good_friday": "closed", "liberation_day": "never", "reason": "Vrij"},
        ),
    }


def test_previews_take_as_many_statements_for_three_tickets_as_for_one(
    browser: Client, cast: Cast, running: Ticket
) -> None:
    pages = edits_to_look_at()
    one = {name: statements(browser, *page) for name, page in pages.items()}
    for _ in range(2):
        factories.incident(cast.contact, cast.customer, now=NOW)
    assert {name: statements(browser, *page) for name, page in pages.items()} == one
    assert one == {
        "day": 23, "day changed": 24, "day taken back": 15, "week": 21, "week changed": 21, "week taken back": 15,
        "version": 46, "policy": 26,
    }  # fmt: skip


def test_pages_of_one_preview_are_computed_once(
    browser: Client, cast: Cast, running: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.views.edits.preview.PAGE_SIZE", 1)
    computed: list[datetime] = []

    def counted(edit: Edit, *, now: datetime) -> Outlook:
        computed.append(now)
        return outlook(edit, now=now)

    monkeypatch.setattr("tickets.views.edits.kept.outlook", counted)
    factories.incident(cast.contact, cast.customer, now=NOW)
    for page in ("1", "2", "1"):
        assert browser.post(reverse(DAY), {**TOMORROW, "page": page}).context["preview"].pages == 2
    assert len(computed) == 1
    factories.incident(cast.contact, cast.customer, now=NOW)
    assert browser.post(reverse(DAY), {**TOMORROW, "page": "1"}).context["preview"].pages == 3
    assert len(computed) == 2


def test_every_open_ticket_can_be_listed(browser: Client, cast: Cast, running: Ticket) -> None:
    question = factories.question(cast.contact, cast.customer, now=NOW)
    shown = browser.post(reverse(DAY), TOMORROW).context["preview"]
    assert ([row.reference for row in shown.rows], shown.open, shown.stay) == ([running.reference], 2, 1)
    every = browser.post(reverse(DAY), {**TOMORROW, "list": "every"}).context["preview"]
    assert [row.reference for row in every.rows] == [running.reference, question.reference]
    assert (every.rows[1].lines[0].stays, every.rows[1].lines[0].before) == (True, "14:12")
    again = browser.post(reverse(DAY), {**TOMORROW, "listed": "every", "list": "moving"}).context["preview"]
    assert [row.reference for row in again.rows] == [running.reference]


def test_ticket_that_came_in_since_the_preview_is_shown_before_it_is_moved(
    browser: Client, cast: Cast, running: Ticket
) -> None:
    digest = browser.post(reverse(DAY), TOMORROW).context["preview"].digest
    late = factories.incident(cast.contact, cast.customer, now=NOW)
    decision = {**TOMORROW, "outcome": "apply", "previewed": digest}
    again = browser.post(reverse(DAY), decision)
    assert "Sinds u keek, zou 1 ticket een ander moment krijgen dan u zag." in text_of(again)
    assert CalendarRevision.objects.count() == 1
    assert browser.post(reverse(DAY), decision).status_code == 302
    assert TicketEvent.objects.filter(kind="pinned", ticket__in=[running, late]).count() == 2


def test_ticket_that_recovered_since_the_preview_is_left_alone(browser: Client, cast: Cast, running: Ticket) -> None:
    other = factories.incident(cast.contact, cast.customer, now=NOW)
    digest = browser.post(reverse(DAY), TOMORROW).context["preview"].digest
    factories.recovered(other, cast.agent, now=NOW)
    answer = browser.post(reverse(DAY), {**TOMORROW, "outcome": "apply", "previewed": digest}, follow=True)
    assert "Toegepast op 1 openstaand ticket; 1 krijgt andere momenten." in text_of(answer)
    assert not TicketEvent.objects.filter(kind="pinned", ticket=other).exists()


def test_decision_on_what_nobody_remembers_is_asked_again(browser: Client, running: Ticket) -> None:
    digest = browser.post(reverse(DAY), TOMORROW).context["preview"].digest
    cache.clear()
    answer = browser.post(reverse(DAY), {**TOMORROW, "outcome": "apply", "previewed": digest})
    assert "Wat u zag, is niet meer bewaard." in text_of(answer)
    assert CalendarRevision.objects.count() == 1


def test_version_that_somebody_published_meanwhile_is_said(browser: Client, cast: Cast, running: Ticket) -> None:
    """Nothing typed is lost, and the second look is at what holds now."""
    form = version_form(norm_2_recovery=120)
    page = browser.get(reverse(VERSION))
    based_on = page.context["adminform"].form["based_on"].value()
    assert browser.post(reverse(VERSION), {**form, "outcome": "leave", "previewed": "x"}).status_code == 200
    decided(browser, reverse(VERSION), version_form(effective_from="2027-01-01", reason="Eerder"), "leave")
    answer = browser.post(reverse(VERSION), {**form, "based_on": str(based_on)})
    assert answer.status_code == 409
    assert "Er is intussen een andere versie van een overeenkomst gepubliceerd, door Lotte Hermans" in text_of(answer)
    assert AgreementVersion.objects.count() == 2
    assert 'name="norm_2_recovery" value="120"' in text_of(answer)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"effective_from": "2026-11-23"}, "kan niet ingaan"),
        ({"norm_1_recovery": ""}, "Herstel en statusrapportage"),
    ],
)
def test_version_that_makes_no_sense_gets_a_sentence(browser: Client, wrong: dict[str, str], sentence: str) -> None:
    answer = browser.post(reverse(VERSION), version_form(**wrong))
    assert (answer.status_code, AgreementVersion.objects.count()) == (200, 1)
    assert sentence in text_of(answer)
