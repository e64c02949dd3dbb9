"""The customer's pages of maintenance: list, window, answering, asking, and what nobody else reads (M2, M4, P1)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.actions import change_mandate, end_mandate, grant_mandate
from maintenance.actions.announce import announce
from maintenance.actions.ask_about import answer_question
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.move_window import move_window
from maintenance.enums import Answer
from maintenance.models import ConsultationAnswer, ConsultationMessage, MaintenanceWindow
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.conftest import Consulting
from tests.maintenance.planner_pages import browser, said, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_moment")]
LIST = "/onderhoud/vensters/"
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
TIMES = "zaterdag 5 december 2026 van 22:00 tot zondag 6 december 02:00 uur (Nederlandse tijd)"
LIST_STATEMENTS, WINDOW_STATEMENTS = 10, 12


def path_of(window: MaintenanceWindow, part: str = "") -> str:
    return f"/onderhoud/{window.reference}/{part}"


def fields(of: Consulting, answer: Answer = Answer.AGREED, words: str = "", **more: object) -> dict[str, object]:
    of.window.refresh_from_db()
    customer = of.cast.customer.pk
    return {
        "customer": customer, "answer": answer, "words": words, "round": of.window.round, "key": str(uuid4()), **more
    }  # fmt: skip


def moved(of: Consulting, by: timedelta = WEEK) -> MaintenanceWindow:
    of.window.refresh_from_db()
    proposal = factories.proposal(of.environment, of.window.starts_at + by)
    return move_window(
        of.cast.administrator, factories.form_of(of.window), proposal, "De leverancier kan niet.", now=NOW
    )


def announced(of: Consulting) -> MaintenanceWindow:
    admin = of.cast.administrator
    of.window.refresh_from_db()
    return announce(admin, factories.form_of(factories.agreed(of.window, admin, now=NOW)), now=NOW)


def test_list_says_what_is_asked_and_until_when(consulting: Consulting) -> None:
    page = browser(consulting.cast.key_contact).get(LIST)
    wanted = (
        "Komt dit u uit?",
        TIMES,
        "Geef uw antwoord voor Zorggroep Maasoever woensdag 2 december vóór 22:00",
        "Uw antwoord, graag",
    )
    assert said(page, *wanted) == []
    assert "Peelland" not in text_of(page)


def test_list_of_a_contact_is_empty_and_says_so(consulting: Consulting) -> None:
    page = browser(consulting.cast.contact).get(LIST)
    assert said(page, "Er is geen onderhoud") == []
    assert consulting.window.reference not in text_of(page)


def test_list_names_what_is_running_announced_and_over(consulting: Consulting) -> None:
    cast, on = consulting.cast, consulting.environment
    announced(consulting)
    cancelled = factories.announced(cast.administrator, on, factories.STARTS + WEEK, now=NOW)
    factories.cancelled(cancelled, cast.administrator, now=NOW)
    page = browser(cast.contact).get(LIST)
    assert said(page, "Wat is aangekondigd", "Aangekondigd", "Wat voorbij is", "Gaat niet door") == []
    assert b"<s>zaterdag 12 december" in page.content
    with time_machine.travel(consulting.window.starts_at + HOUR, tick=False):
        assert said(browser(cast.contact).get(LIST), "Nu bezig") == []


def test_window_page_says_what_when_for_whom(consulting: Consulting) -> None:
    page = browser(consulting.cast.key_contact).get(path_of(consulting.window))
    wanted = (
        TIMES,
        "Twee keer hooguit 5 minuten niet bellen.",
        "Zorggroep Maasoever",
        "Geef uw antwoord woensdag 2 december 2026 vóór 22:00",
        "Dit tijdstip komt ons uit",
        "Wij vroegen of dit tijdstip u uitkomt.",
    )
    assert said(page, *wanted) == []
    assert "Peelland" not in text_of(page)


def test_partner_answers_on_behalf_and_the_page_says_so(consulting: Consulting) -> None:
    cast = consulting.cast
    client = browser(cast.partner)
    page = client.get(path_of(consulting.window))
    assert said(page, "U antwoordt als ICT-partner Lijnrecht ICT, namens Zorggroep Maasoever.") == []
    sent = client.post(path_of(consulting.window, "antwoord/"), fields(consulting, Answer.OTHER_TIMES, "Zondag."))
    assert sent.headers["Location"] == path_of(consulting.window)
    page = browser(cast.key_contact).get(path_of(consulting.window))
    wanted = ("Mo Haddad, Lijnrecht ICT, voor Zorggroep Maasoever: stelt andere tijden voor", "Zondag.")
    assert said(page, *wanted) == []
    (stored,) = ConsultationAnswer.objects.all()
    assert (stored.partner, stored.given_by) == (cast.partner_organisation, cast.partner)


def test_partner_of_two_customers_chooses_for_which(consulting: Consulting) -> None:
    cast = consulting.cast
    factories_partner_of_both(cast)
    client = browser(cast.partner)
    page = client.get(path_of(consulting.window))
    assert said(page, "Voor welke organisatie antwoordt u?", "Peelland Transport", "Zorggroep Maasoever") == []
    sent = {name: value for name, value in fields(consulting).items() if name != "customer"}
    refused = client.post(path_of(consulting.window, "antwoord/"), sent)
    assert refused.status_code == 422
    assert said(refused, "Kies voor welke organisatie u antwoordt.") == []
    client.post(path_of(consulting.window, "antwoord/"), fields(consulting, customer=cast.other_customer.pk))
    (stored,) = ConsultationAnswer.objects.all()
    assert stored.consultation.customer == cast.other_customer


def factories_partner_of_both(cast: Cast) -> None:
    mandate = grant_mandate(
        actor=None, customer=cast.other_customer, partner=cast.partner_organisation, starts_at=NOW - WEEK, now=NOW
    )
    rights = {"may_file": True, "may_consult": True, "may_approve_cost": False}
    change_mandate(actor=None, mandate=mandate, ends_at=None, **rights, now=NOW)


def test_objection_needs_its_reason_and_nothing_typed_is_lost(consulting: Consulting) -> None:
    client = browser(consulting.cast.key_contact)
    path = path_of(consulting.window, "antwoord/")
    page = client.post(path, fields(consulting, Answer.OBJECTED, ""))
    assert (page.status_code, said(page, "Zeg waarom u bezwaar hebt.")) == (422, [])
    page = client.post(path, fields(consulting, "", "Niet op zondag."))  # type: ignore[arg-type]
    assert (page.status_code, said(page, "Kies uw antwoord.")) == (422, [])
    assert "Niet op zondag." in page.content.decode()
    assert not ConsultationAnswer.objects.exists()


def test_voided_round_is_refused_and_the_words_stay(consulting: Consulting) -> None:
    client = browser(consulting.cast.key_contact)
    sent = fields(consulting, Answer.OBJECTED, "Wij draaien dan een back-up.")
    moved(consulting)
    page = client.post(path_of(consulting.window, "antwoord/"), sent)
    assert page.status_code == 409
    wanted = ("Het onderhoud is intussen gewijzigd.", "zaterdag 12 december 2026", "De leverancier kan niet.")
    assert said(page, *wanted) == []
    text = page.content.decode()
    assert "Wij draaien dan een back-up." in text
    assert f"<s>{TIMES}</s>" in text
    assert re.search(r'name="round" value="2"', text)
    assert 'name="answer" value="objected" checked' not in text


def test_answer_after_the_announcement_is_refused_with_the_words_given_back(consulting: Consulting) -> None:
    sent = fields(consulting, Answer.OBJECTED, "Te laat bedacht.")
    announced(consulting)
    page = browser(consulting.cast.key_contact).post(path_of(consulting.window, "antwoord/"), sent)
    assert page.status_code == 422
    wanted = ("Over dit onderhoud wordt nu niet overlegd; een antwoord telt daarom niet meer.", "Dit heeft u getypt")
    assert said(page, *wanted) == []
    assert "Te laat bedacht." in page.content.decode()


def test_contact_reads_an_announced_window_and_answers_nothing(consulting: Consulting) -> None:
    client = browser(consulting.cast.contact)
    assert client.get(path_of(consulting.window)).status_code == 404
    assert client.post(path_of(consulting.window, "antwoord/"), fields(consulting)).status_code == 404
    announced(consulting)
    page = client.get(path_of(consulting.window))
    assert said(page, TIMES, "In uw agenda zetten", "Aangekondigd") == []
    assert b'<form class="oz-upkeep-form' not in page.content
    assert client.post(path_of(consulting.window, "antwoord/"), fields(consulting)).status_code == 403
    body = {"customer": consulting.cast.customer.pk, "body": "Hoe laat?", "key": str(uuid4())}
    assert client.post(path_of(consulting.window, "vraag/"), body).status_code == 403


def test_question_and_reply_are_read_by_both_sides_only(consulting: Consulting) -> None:
    cast, window = consulting.cast, consulting.window
    client = browser(cast.key_contact)
    body = {"customer": cast.customer.pk, "body": "Vallen lopende gesprekken weg?", "key": str(uuid4())}
    empty = client.post(path_of(window, "vraag/"), {**body, "body": " "})
    assert (empty.status_code, said(empty, "Schrijf eerst een bericht.")) == (422, [])
    for _ in range(2):
        assert client.post(path_of(window, "vraag/"), body).status_code == 302
    assert ConsultationMessage.objects.count() == 1
    answer_question(
        cast.administrator, factories.form_of(window), cast.customer.pk, "Nee, die lopen door.", uuid4(), now=NOW
    )
    assert said(client.get(path_of(window)), "Vallen lopende gesprekken weg?", "Nee, die lopen door.") == []
    assert "Vallen" not in text_of(browser(consulting.other_key_contact).get(path_of(window)))


def test_cancelled_window_is_crossed_in_words_too(consulting: Consulting) -> None:
    window = announced(consulting)
    cancel_window(consulting.cast.administrator, factories.form_of(window), "De leverancier kan niet.", now=NOW)
    page = browser(consulting.cast.contact).get(path_of(window))
    wanted = ("Gaat niet door", "Op dit tijdstip gaat het niet door.", "Waarom: De leverancier kan niet.")
    assert said(page, *wanted) == []
    assert f"<s>{TIMES}</s>" in page.content.decode()


def test_calendar_file_is_there_once_it_was_announced(consulting: Consulting) -> None:
    client = browser(consulting.cast.key_contact)
    assert client.get(path_of(consulting.window, "onderhoud.ics")).status_code == 404
    window = announced(consulting)
    file = client.get(path_of(window, "onderhoud.ics"))
    assert file.headers["Content-Type"] == 'text/calendar; charset=utf-8; method="PUBLISH"'
    assert str(window.uid) in file.content.decode()
    cancel_window(consulting.cast.administrator, factories.form_of(window), "Niet nodig.", now=NOW)
    file = client.get(path_of(window, "onderhoud.ics"))
    assert "METHOD:CANCEL" in file.content.decode()


def test_nothing_is_left_for_a_partner_whose_mandate_ended(consulting: Consulting) -> None:
    announced(consulting)
    client = browser(consulting.cast.partner)
    assert client.get(path_of(consulting.window)).status_code == 200
    end_mandate(actor=None, mandate=consulting.cast.mandate, now=NOW)
    answers = [client.get(path_of(consulting.window, part)).status_code for part in ("", "antwoord/", "onderhoud.ics")]
    assert answers == [404, 404, 404]
    assert consulting.window.reference not in text_of(client.get(LIST))


def test_agents_read_and_an_administrator_finds_the_planner(consulting: Consulting) -> None:
    window, cast = consulting.window, consulting.cast
    assert said(browser(cast.agent).get(path_of(window)), TIMES) == []
    assert b"maintenancewindow" not in browser(cast.agent).get(path_of(window)).content
    page = browser(cast.administrator).get(path_of(window))
    assert f"/beheer/maintenance/maintenancewindow/{window.pk}/change/" in page.content.decode()
    assert browser(cast.agent).get(path_of(window, "antwoord/")).headers["Location"] == path_of(window)


def test_banner_on_every_page_from_a_day_before_until_the_end(consulting: Consulting) -> None:
    window = announced(consulting)
    moments = (
        (window.starts_at - timedelta(days=1, minutes=1), None),
        (window.starts_at - timedelta(hours=13), "Binnenkort onderhoud Vandaag 22:00 tot morgen 02:00:"),
        (window.starts_at + HOUR, "Nu onderhoud Tot morgen 02:00:"),
        (window.ends_at, None),
    )
    for at, words in moments:
        with time_machine.travel(at, tick=False):
            for path in ("/", "/melden/", "/tickets/", LIST):
                text = text_of(browser(consulting.cast.contact).get(path))
                assert (words in text) if words else ("Binnenkort onderhoud" not in text and "Nu onderhoud" not in text)


def test_public_page_needs_nobody_and_names_nobody(consulting: Consulting, settings: Settings) -> None:
    window = announced(consulting)
    page = Client().get("/onderhoud/")
    assert said(page, window.title, window.effect, TIMES, "0413 - 741 742") == []
    text = page.content.decode()
    assert [word for word in ("Maasoever", "Peelland", "Gedeelde omgeving", "Lijnrecht") if word in text] == []
    settings.PUBLIC_MAINTENANCE = False
    assert Client().get("/onderhoud/").status_code == 404
    assert browser(consulting.cast.contact).get("/onderhoud/").headers["Location"] == LIST


def test_public_page_without_maintenance_says_so(cast: Cast) -> None:
    assert said(Client().get("/onderhoud/"), "Er is geen onderhoud", "Dan komt het niet door onderhoud.") == []


def test_pages_take_as_many_statements_for_three_windows_as_for_one(
    consulting: Consulting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast, client = consulting.cast, browser(consulting.cast.key_contact)
    for number in (0, 1, 2):
        if number:
            factories.announced(cast.administrator, consulting.environment, factories.STARTS + number * WEEK, now=NOW)
            consulting.answer(cast.key_contact, Answer.OTHER_TIMES, f"Liever {number} uur later.")
        client.get(LIST)
        with django_assert_num_queries(LIST_STATEMENTS):
            client.get(LIST)
        with django_assert_num_queries(WINDOW_STATEMENTS):
            client.get(path_of(consulting.window))
