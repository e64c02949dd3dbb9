"""The catalogue and its forms in the portal: what is offered, the promise before sending, and nothing typed is lost."""

import re
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.actions import grant_mandate
from ozmo_desk.demo.catalogue import load_catalogue
from tests.cast import NOW, PASSWORD, Cast
from tests.tickets.change_factories import catalogue_version, rate
from tests.tickets.factories import incident
from tests.tickets.portal.conftest import SignIn
from tickets.actions.changes.edit_catalogue import place_item
from tickets.models import CatalogueItem, CatalogueVersion, ChangeRequest

pytestmark = pytest.mark.django_db
LIST_STATEMENTS, FORM_STATEMENTS = 9, 13
PEOPLE = {"a-people-0-name": "Jan", "a-people-0-mail": "jan@maasoever.example"}
APP = {"version": "1", "phone": "0413 555 214", "a-where": "both", **PEOPLE}
APP_FORM = "/wijzigingen/gebruiker-in-app/"
PHONE = "Mobiel nummer: dit is geen heel telefoonnummer. Schrijf 0413 741742, of +32 470123456 voor het buitenland."
# What differs by nature between an address and another.
OWN = re.compile(r"belgroep|helemaal-niets|nonce=\"[^\"]*\"|value=\"\w{64}\"")
ERRORS = re.compile(r'id="id_[\w-]+_error">([^<]+)<')


@pytest.fixture
def browser(cast: Cast, sign_in: SignIn) -> Client:
    """The contact's, with the catalogue of the demo."""
    rate()
    load_catalogue(None, now=cast.now)
    return sign_in(cast.contact)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_list_is_searched_in_both_languages_and_shows_time_and_price(browser: Client) -> None:
    page = text_of(browser.get("/wijzigingen/", {"q": "porting bring NUMBERS"}).content.decode())
    assert "Niets gevonden voor ‘porting bring NUMBERS’" in page
    page = text_of(browser.get("/wijzigingen/", {"q": "bring NUMBERS"}).content.decode())
    assert "Nummers overzetten naar OZMO" in page
    assert "meestal 1 uur en 30 minuten werk · ongeveer € 142,50 zonder btw · klaar op de dag die u kiest" in page
    assert "Keuzemenu" not in page


def test_list_and_form_take_as_many_statements_for_three_as_for_one(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rate()
    browser = sign_in(cast.contact)
    for keys in (("one",), ("two", "three")):
        for key in keys:
            catalogue_version(cast, key=key)
            incident(cast.contact, cast.customer, now=NOW)
        browser.get("/wijzigingen/")
        with django_assert_num_queries(LIST_STATEMENTS):
            browser.get("/wijzigingen/")
        with django_assert_num_queries(FORM_STATEMENTS):
            browser.get("/wijzigingen/one/")


def test_request_by_the_form_is_a_ticket_that_shows_the_answers(browser: Client) -> None:
    answer = browser.post(APP_FORM, {**APP, "key": str(uuid4()), "wished_date": "2026-12-07"})
    kept = ChangeRequest.objects.get()
    assert (answer.status_code, kept.answers["people"]) == (302, [{"name": "Jan", "mail": "jan@maasoever.example"}])
    page = text_of(browser.get(answer["Location"]).content.decode())
    assert "Nieuwe gebruiker in de app: Jan" in page
    assert "Waar staat de app? Allebei Gewenste datum maandag 7 december" in page


def test_wrong_answers_come_back_with_sentences_and_everything_typed(browser: Client) -> None:
    typed = {"a-people-1-name": "Amira", "a-people-2-mobile": "12", "wished_date": "2026-11-28"}
    answer = browser.post(APP_FORM, {**APP, **typed, "a-where": "x", "phone": ""})
    page = answer.content.decode()
    assert (answer.status_code, ERRORS.findall(page)) == (
        422,
        [
            "Vul ‘Collega’s 2, E-mailadres’ in.",
            "Vul ‘Collega’s 3, Naam’ in.",
            "Vul ‘Collega’s 3, E-mailadres’ in.",
            PHONE,
            "Waar staat de app?: kies een van de antwoorden.",
            "Gewenste datum: op zaterdag 28 november 2026 is de helpdesk gesloten. Kies een werkdag.",
            "Vul een nummer in waarop wij u kunnen bellen.",
        ],
    )
    assert all(f'value="{each}"' in page for each in ("Amira", "12", "Jan", "2026-11-28"))
    assert ChangeRequest.objects.count() == 0


def test_another_row_is_drawn_without_scripts_and_sends_nothing(browser: Client) -> None:
    page = browser.post(APP_FORM, {**APP, "more": "people"}).content.decode()
    assert ("a-people-1-name" in page, "a-people-2-name" in page, 'value="Jan"' in page) == (True, False, True)
    full = {f"a-people-{n}-name": "x" for n in range(60)}
    assert 'name="more"' not in browser.post(APP_FORM, {**APP, **full, "more": "people"}).content.decode()
    assert browser.post(APP_FORM, {**APP, "a-people-9999999-name": "x", "show": "1"}).status_code == 200
    assert ChangeRequest.objects.count() == 0


def test_file_that_has_to_be_there_is_asked_for(browser: Client) -> None:
    answer = browser.post(
        "/wijzigingen/welkomsttekst/", {"version": "1", "a-number": "0413 741742", "phone": "0413741742"}
    )
    assert answer.status_code == 422
    assert "Voeg een bestand toe: Opname." in text_of(answer.content.decode())


def test_form_that_changed_meanwhile_is_looked_at_once_more(browser: Client) -> None:
    before = CatalogueVersion.objects.get(item__key="gebruiker-in-app")
    before.pk, before.number, before._state.adding = None, 2, True
    before.save()
    answer = browser.post(APP_FORM, APP)
    page = answer.content.decode()
    assert (answer.status_code, 'value="Jan"' in page) == (409, True)
    assert "Dit formulier is intussen veranderd." in page
    assert browser.post(APP_FORM, {**APP, "version": "2"}).status_code == 302


def test_retired_change_gives_back_what_was_typed(cast: Cast, browser: Client) -> None:
    item = CatalogueItem.objects.get(key="gebruiker-in-app")
    place_item(None, item, position=1, offered_to=[], retired=True, now=cast.now)
    answer = browser.post(APP_FORM, APP)
    assert (answer.status_code, "jan@maasoever.example" in answer.content.decode()) == (404, True)
    assert browser.get(APP_FORM).status_code == 404


def test_change_for_another_customer_is_to_the_letter_no_change(cast: Cast, browser: Client) -> None:
    CatalogueItem.objects.get(key="belgroep").offered_to.set([cast.other_customer])
    for what in ("", "belofte/"):
        theirs, nothing = (browser.get(f"/wijzigingen/{key}/{what}") for key in ("belgroep", "helemaal-niets"))
        pages = [OWN.sub("", each.content.decode()) for each in (theirs, nothing)]
        assert (theirs.status_code, nothing.status_code) == (404, 404)
        assert pages[0] == pages[1]
    assert "belgroep" not in browser.get("/wijzigingen/").content.decode()


def test_promise_follows_the_answers(cast: Cast, browser: Client) -> None:
    """W2, W3: with approval, on a later day, and for an incident."""
    about = incident(cast.contact, cast.customer, now=NOW)
    address = "/wijzigingen/nieuw-toestel/belofte/"
    pages = [
        text_of(browser.get(address, each).content.decode())
        for each in (
            {},
            {"wished_date": "2026-12-07"},
            {"incident": about.reference},
            {"wished_date": "x", "incident": "y"},
        )
    ]
    assert "binnen 2 werkdagen na akkoord met akkoord op dit moment is dat donderdag 26 november vóór 10:12" in pages[0]
    assert "ongeveer € 47,50 zonder btw € 57,48 met 21% btw." in pages[0]
    assert "maandag 7 december vóór 17:00" in pages[1]
    assert "donderdag 26 november vóór 10:12 binnen 2 werkdagen Wat het kost niets" in pages[2]
    assert pages[3] == pages[0]


def test_a_question_for_the_day_of_delivery_makes_the_appointment(cast: Cast, browser: Client) -> None:
    """W2: asked in the words and bounds of the catalogue, once, and shown among the answers."""
    moved = {"key": "wished_date", "type": "date", "label_nl": "Dag van overzetten", "label_en": "Day of the move"}
    catalogue_version(cast, key="move", fields=[{**moved, "required": True, "working_day": True, "min": 7}])
    typed, address = {"version": "1", "phone": "0413 555 214", "key": str(uuid4())}, "/wijzigingen/move/"
    page = browser.get(address).content.decode()
    assert (page.count('name="wished_date"'), "op de dag die u kiest" in page, "2 werkdagen" in page) == (
        1,
        True,
        False,
    )
    soon = browser.post(address, {**typed, "wished_date": "2026-11-27"}).content.decode()
    assert ERRORS.findall(soon) == ["Dag van overzetten: niet vóór dinsdag 1 december 2026."]
    page = text_of(browser.post(address, {**typed, "wished_date": "2026-12-07"}, follow=True).content.decode())
    assert ChangeRequest.objects.get().wished_date == date(2026, 12, 7)
    assert "Dag van overzetten maandag 7 december 2026" in page
    assert "Gewenste datum" not in page


def test_partner_for_several_customers_chooses_an_incident_of_the_chosen_one(cast: Cast, sign_in: SignIn) -> None:
    rate()
    catalogue_version(cast, key="one")
    grant_mandate(actor=None, customer=cast.other_customer, partner=cast.partner_organisation, starts_at=NOW, now=NOW)
    ours = incident(cast.partner, cast.customer, now=NOW).reference
    theirs = incident(cast.partner, cast.other_customer, now=NOW).reference
    browser, address = sign_in(cast.partner), "/wijzigingen/one/belofte/"

    def offered(**answers: str | int) -> list[bool]:
        page = browser.get(address, answers).content.decode()
        return [f'value="{each}"' in page for each in (ours, theirs)]

    assert offered(organisation=cast.customer.pk) == [True, False]
    assert offered(organisation=cast.other_customer.pk, incident=ours) == [False, True]
    assert offered(organisation="x") == [False, False]


def test_what_was_typed_survives_signing_in_again(cast: Cast, browser: Client) -> None:
    browser.logout()
    login = browser.post(APP_FORM, {**APP, "a-people-1-name": "Amira", "remarks": "Graag snel"})["Location"]
    entered = browser.post(login, {"login": cast.contact.email, "password": PASSWORD}, follow=True)
    page = entered.content.decode()
    assert (entered.status_code, ChangeRequest.objects.count()) == (200, 0)
    assert all(each in page for each in ('value="Jan"', 'value="Amira"', "Graag snel"))


def test_incident_leads_to_a_change_for_it(cast: Cast, browser: Client) -> None:
    """Through the door: another customer's incident is no incident."""
    about = incident(cast.contact, cast.customer, now=NOW).reference
    theirs = incident(cast.stranger, cast.other_customer, now=NOW).reference
    assert f"/wijzigingen/?storing={about}" in browser.get(f"/tickets/{about}/").content.decode()
    assert f'{APP_FORM}?storing={about}"' in browser.get("/wijzigingen/", {"storing": about}).content.decode()
    assert f'value="{about}" selected' in browser.get(APP_FORM, {"storing": about}).content.decode()
    assert [browser.get(each, {"storing": theirs}).status_code for each in ("/wijzigingen/", APP_FORM)] == [404, 404]


def test_confirmation_says_when_it_is_ready_or_what_comes_first(
    cast: Cast, browser: Client, travel: time_machine.Traveller
) -> None:
    """W2, W3, H4: with approval first, for an incident, and while the helpdesk is closed."""
    about = incident(cast.contact, cast.customer, now=NOW).reference

    def said(**more: str) -> str:
        answer = browser.post(APP_FORM, {**APP, "key": str(uuid4()), **more}, follow=True)
        return text_of(answer.content.decode())

    assert "is aangevraagd. Wij beginnen zodra" in said()
    assert "is aangevraagd." in said(incident=about)
    assert "donderdag 26 november vóór 10:12" in said(incident=about)
    travel.move_to(NOW.replace(day=28, hour=14))
    closed = said(incident=about)
    assert ("om 08:30" in closed, "dinsdag 1 december vóór 17:00" in closed) == (True, True)
