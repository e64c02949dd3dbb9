"""Plain search, and the announcement of category 1 on every open page."""

import re

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agreements.matrix import Impact
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import address, at
from tickets.actions.release_queued import release_queued

SEARCH_STATEMENTS = 5


def found(client: Client, words: str) -> list[str]:
    """The numbers that a search lists."""
    return re.findall(r'data-row="(OZ-\d+)"', client.get("/desk/zoeken/", {"q": words}).content.decode())


@pytest.mark.parametrize("pattern", ["OZ-{0}", "oz-{0}", "{0}", " OZ{0} "])
def test_number_goes_straight_to_the_ticket(cast: Cast, desk: Client, pattern: str) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    response = desk.get("/desk/zoeken/", {"q": pattern.format(ticket.pk)})
    assert (response.status_code, response["Location"]) == (302, address(ticket))


@pytest.mark.parametrize(
    "words", ["doorverbinden", "DOORVERBINDEN wachtrij", "sanne", "maasoever", "0413-555214", "0413 555 214", "555214"]
)
def test_finds_by_subject_person_customer_and_phone(cast: Cast, desk: Client, words: str) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    factories.incident(cast.stranger, cast.other_customer, now=NOW, subject="Iets anders", phone="040 - 111 22 33")
    assert found(desk, words) == [ticket.reference]


def test_accents_do_not_matter(cast: Cast, desk: Client) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW, subject="Één café zonder lijn")
    assert found(desk, "een cafe") == [ticket.reference]
    assert found(desk, "ÉÉN CAFÉ") == [ticket.reference]


NONSENSE = ("", " ", "x", "%", "_", "' or 1=1 --", "99999999999999999999", "bestaatniet")


@pytest.mark.parametrize("words", NONSENSE)
def test_nothing_found_is_said(cast: Cast, desk: Client, words: str) -> None:
    factories.incident(cast.contact, cast.customer, now=NOW)
    response = desk.get("/desk/zoeken/", {"q": words})
    assert response.status_code == 200
    assert found(desk, words) == []


def test_newest_first_and_ended_ones_too(cast: Cast, desk: Client) -> None:
    old = factories.closed(factories.incident(cast.contact, cast.customer, now=at(23, 9)), cast.agent, now=at(23, 10))
    new = factories.incident(cast.contact, cast.customer, now=at(24, 9))
    assert found(desk, "doorverbinden") == [new.reference, old.reference]


def test_number_of_statements_of_search(
    cast: Cast, desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.incident(cast.contact, cast.customer, now=NOW)
    found(desk, "doorverbinden")
    with django_assert_num_queries(SEARCH_STATEMENTS):
        found(desk, "doorverbinden")
    factories.incident(cast.contact, cast.customer, now=NOW)
    factories.incident(cast.colleague, cast.customer, now=NOW)
    with django_assert_num_queries(SEARCH_STATEMENTS):
        found(desk, "doorverbinden")


@pytest.mark.parametrize("path", ["/desk/", "/desk/zoeken/"])
def test_category_1_is_announced_on_every_page_once(cast: Cast, desk: Client, path: str) -> None:
    factories.incident(cast.contact, cast.customer, now=NOW)
    page = desk.get(path).content.decode()
    since = re.search(r'name="since" value="(\d+)"', page)
    assert since
    assert desk.get("/desk/meldingen/", {"since": since[1]}).status_code == 204
    factories.incident(cast.contact, cast.customer, now=NOW, subject="Gewone storing")
    assert desk.get("/desk/meldingen/", {"since": since[1]}).status_code == 204
    big = factories.incident(cast.stranger, cast.other_customer, now=NOW, impact=Impact.ALL, subject="Alles <plat>")
    heard = desk.get("/desk/meldingen/", {"since": since[1]})
    body = heard.content.decode()
    assert heard.status_code == 200
    assert f'href="{address(big)}"' in body
    assert "Alles &lt;plat&gt;" in body
    following = re.search(r'name="since" value="(\d+)"', body)
    assert following
    assert desk.get("/desk/meldingen/", {"since": following[1]}).status_code == 204


def test_category_1_of_the_night_says_when_and_is_announced_again_at_opening(
    cast: Cast, desk: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(24, 20))
    factories.incident(cast.contact, cast.customer, now=at(24, 20), impact=Impact.ALL)
    first = desk.get("/desk/meldingen/", {"since": "0"}).content.decode()
    assert "next working day, Wed 08:30" in first
    following = re.search(r'name="since" value="(\d+)"', first)
    assert following
    clock.move_to(at(25, 8, 30))
    release_queued(now=at(25, 8, 30))
    again = desk.get("/desk/meldingen/", {"since": following[1]}).content.decode()
    assert "New ticket of category 1:" in again
    assert "next working day" not in again


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 30, "1; drop"])
def test_announcements_since_nonsense_are_none(cast: Cast, desk: Client, since: str) -> None:
    factories.incident(cast.contact, cast.customer, now=NOW, impact=Impact.ALL)
    assert desk.get("/desk/meldingen/", {"since": since}).status_code == 204


def test_announcements_cost_one_statement_beside_the_session(
    cast: Cast, desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        desk.get("/desk/meldingen/", {"since": "0"})


def test_poll_of_an_expired_session_is_told_and_not_sent_away(cast: Cast) -> None:
    response = Client().get("/desk/meldingen/", {"since": "0"}, headers={"X-Desk-Poll": "1", "HX-Request": "true"})
    assert response.status_code == 401
    assert "HX-Redirect" not in response
