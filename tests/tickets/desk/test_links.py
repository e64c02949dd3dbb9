"""Tickets that belong together: found by number or words, shown on both sides, and taken back."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import address, at, signed_in
from tickets.enums import EventKind
from tickets.models import Ticket, TicketEvent, TicketLink

PAGE_STATEMENTS = 6
LINK, SEARCH, UNLINK = "verwijzingen/", "verwijzingen/zoeken/", "verwijzingen/weg/"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """An incident of this morning."""
    return factories.incident(cast.contact, cast.customer, now=at(24, 9, 30))


@pytest.fixture
def other(cast: Cast) -> Ticket:
    """One of another customer, that may have the same cause."""
    return factories.incident(cast.stranger, cast.other_customer, now=at(24, 9), subject="Alle lijnen dood")


def chosen(about: Ticket, **fields: object) -> dict[str, Any]:
    """What the form brings."""
    return {"q": "", "other": about.reference, "relation": "same_cause", **fields}


@pytest.mark.parametrize(
    ("relation", "here", "there"),
    [
        ("same_cause", "Same cause", "Same cause"),
        ("follows_from", "What this ticket follows from", "Follows from this ticket"),
        ("change_for_incident", "Incident that this change is for", "Change for this incident"),
    ],
)
def test_link_stands_on_both_tickets(
    desk: Client, ticket: Ticket, other: Ticket, relation: str, here: str, there: str
) -> None:
    response = desk.post(address(ticket, LINK), chosen(other, relation=relation))
    assert (response.status_code, response["Location"]) == (302, address(ticket))
    body = desk.get(address(ticket)).content.decode()
    assert f"{other.reference}</a> {here}" in body
    assert f"Linked by Joris van Laar to {other.reference}" in body
    assert f"{ticket.reference}</a> {there}" in desk.get(address(other)).content.decode()


def test_the_number_alone_is_enough_and_twice_is_once(desk: Client, ticket: Ticket, other: Ticket) -> None:
    for words in (other.reference, f" {other.pk} "):
        assert desk.post(address(ticket, LINK), chosen(other, other="", q=words)).status_code == 302
    assert TicketLink.objects.count() == 1
    assert TicketEvent.objects.filter(kind=EventKind.LINKED).count() == 2


def test_unlinked_from_either_side(desk: Client, ticket: Ticket, other: Ticket) -> None:
    desk.post(address(ticket, LINK), chosen(other))
    form = {"other": ticket.reference, "relation": "same_cause"}
    for _ in range(2):
        assert desk.post(address(other, UNLINK), form)["Location"] == address(other)
    assert not TicketLink.objects.exists()
    assert TicketEvent.objects.filter(kind=EventKind.UNLINKED).count() == 2
    assert "Same cause" not in desk.get(address(ticket)).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"other": "", "q": "lijnen"}, "Choose a ticket: search for its number or for words."),
        ({"other": "OZ-999999"}, "There is no ticket OZ-999999."),
        ({"other": "zomaar"}, "There is no ticket zomaar."),
        ({"relation": ""}, "Choose how the tickets belong together."),
        ({"relation": "familie"}, "Choose how the tickets belong together."),
    ],
)
def test_bad_input_gets_a_sentence(
    desk: Client, ticket: Ticket, other: Ticket, fields: dict[str, str], sentence: str
) -> None:
    response = desk.post(address(ticket, LINK), chosen(other, **fields))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not TicketLink.objects.exists()


def test_not_to_itself(desk: Client, ticket: Ticket) -> None:
    response = desk.post(address(ticket, LINK), chosen(ticket))
    assert response.status_code == 422
    assert "A ticket cannot be linked to itself." in response.content.decode()


def test_unlinking_by_a_broken_form_says_so(desk: Client, ticket: Ticket, other: Ticket) -> None:
    assert desk.post(address(ticket, UNLINK), {"other": other.reference}).status_code == 422
    assert desk.post(address(ticket, UNLINK), {"other": "OZ-999999", "relation": "same_cause"}).status_code == 404


def test_search_by_number_and_words_never_finds_itself(desk: Client, ticket: Ticket, other: Ticket) -> None:
    for words in (other.reference, str(other.pk), "lijnen dood", "peelland"):
        body = desk.get(address(ticket, SEARCH), {"q": words}).content.decode()
        assert f'value="{other.reference}"' in body
    assert "Nothing found" in desk.get(address(ticket, SEARCH), {"q": ticket.reference}).content.decode()
    assert "Type a number" in desk.get(address(ticket, SEARCH)).content.decode()


def test_searching_without_scripts_keeps_the_answers(desk: Client, ticket: Ticket, other: Ticket) -> None:
    form = {"q": "lijnen", "other": "", "relation": "follows_from", "find": "1"}
    response = desk.post(address(ticket, LINK), form)
    body = response.content.decode()
    assert response.status_code == 200
    assert f'value="{other.reference}"' in body
    assert 'value="follows_from" checked' in body


def test_statements_do_not_grow(
    cast: Cast, desk: Client, ticket: Ticket, other: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = address(ticket, LINK)
    desk.get(path)
    with django_assert_num_queries(PAGE_STATEMENTS):
        desk.get(path, {"q": "peelland"})
    for minute in range(3):
        factories.incident(cast.stranger, cast.other_customer, now=at(24, 9, minute))
    with django_assert_num_queries(PAGE_STATEMENTS):
        desk.get(path, {"q": "peelland"})


def test_only_for_the_desk(cast: Cast, ticket: Ticket, other: Ticket) -> None:
    client = signed_in(cast.contact)
    assert [client.get(address(ticket, what)).status_code for what in (LINK, SEARCH)] == [404, 404]
    assert [client.post(address(ticket, what), chosen(other)).status_code for what in (LINK, UNLINK)] == [404, 404]
    assert not TicketLink.objects.exists()
