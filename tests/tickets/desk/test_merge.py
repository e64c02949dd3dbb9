"""Merging at the desk: choose, see every promise before and after, confirm, undo while the hour lasts."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import address, at, signed_in
from tickets.enums import Status
from tickets.models import Ticket

MERGE, SEARCH, UNDO = "samenvoegen/", "samenvoegen/zoeken/", "samenvoegen/ongedaan/"


@pytest.fixture
def duplicate(cast: Cast) -> Ticket:
    """Reported by a colleague at 09:30."""
    return factories.incident(cast.colleague, cast.customer, now=at(24, 9, 30), subject="Wachtrij doet niets")


@pytest.fixture
def survivor(cast: Cast) -> Ticket:
    """Reported at 10:00."""
    return factories.incident(cast.contact, cast.customer, now=at(24, 10))


def confirmed(duplicate: Ticket, survivor: Ticket, **fields: object) -> dict[str, Any]:
    """What the preview sends."""
    versions = {"version": duplicate.version, "into_version": survivor.version}
    return {**versions, "into": survivor.reference, **fields}


def status(ticket: Ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).status


def test_open_tickets_of_this_customer_are_offered_at_once(
    desk: Client, cast: Cast, duplicate: Ticket, survivor: Ticket
) -> None:
    other = factories.incident(cast.stranger, cast.other_customer, now=at(24, 9))
    ended = factories.withdrawn(factories.incident(cast.contact, cast.customer, now=at(24, 9)), cast.contact, now=NOW)
    body = desk.get(address(duplicate, MERGE)).content.decode()
    offered = {each for each in (duplicate, survivor, other, ended) if f'value="{each.reference}"' in body}
    assert offered == {survivor}


@pytest.mark.parametrize(
    ("words", "found"), [("OZ-{pk}", True), ("{pk}", True), ("wachtrij lukt", True), ("zomaar iets", False)]
)
def test_search_by_number_and_words(
    desk: Client, duplicate: Ticket, survivor: Ticket, words: str, *, found: bool
) -> None:
    body = desk.get(address(duplicate, SEARCH), {"q": words.format(pk=survivor.pk)}).content.decode()
    assert (f'value="{survivor.reference}"' in body) is found


def test_preview_shows_every_promise_of_both_and_changes_nothing(
    desk: Client, duplicate: Ticket, survivor: Ticket
) -> None:
    body = desk.get(address(duplicate, MERGE), {"into": survivor.reference}).content.decode()
    assert f"Merge {duplicate.reference} into {survivor.reference}" in body
    assert body.count("<strong>before") == 3
    for moment in ("before 10:30", "before 11:00", "before Wed 09:00", "before Wed 09:30"):
        assert moment in body
    assert "N2" in body
    assert "Ilse" in body or duplicate.reporter.name in body  # type: ignore[union-attr]
    assert status(duplicate) == Status.NEW


def test_confirmed_leads_to_the_survivor_which_offers_to_undo(
    desk: Client, duplicate: Ticket, survivor: Ticket
) -> None:
    response = desk.post(address(duplicate, MERGE), confirmed(duplicate, survivor))
    assert (response.status_code, response["Location"]) == (302, address(survivor))
    body = desk.get(address(survivor)).content.decode()
    assert address(duplicate, UNDO) in body
    assert f"{duplicate.reference} merged into this ticket by Joris van Laar" in body
    ended = desk.get(address(duplicate)).content.decode()
    assert f'<a href="{address(survivor)}">{survivor.reference}</a>' in ended
    assert address(duplicate, UNDO) in ended
    assert address(duplicate, MERGE) + '"' not in ended


def test_undone_from_the_page(desk: Client, duplicate: Ticket, survivor: Ticket) -> None:
    desk.post(address(duplicate, MERGE), confirmed(duplicate, survivor))
    for _ in range(2):
        response = desk.post(address(duplicate, UNDO))
        assert (response.status_code, response["Location"]) == (302, address(duplicate))
    assert status(duplicate) == Status.NEW
    assert address(duplicate, UNDO) not in desk.get(address(survivor)).content.decode()


def test_after_the_hour_nothing_offers_it_and_a_late_click_says_so(
    desk: Client, clock: time_machine.Traveller, duplicate: Ticket, survivor: Ticket
) -> None:
    desk.post(address(duplicate, MERGE), confirmed(duplicate, survivor))
    clock.move_to(NOW + timedelta(hours=1))
    assert address(duplicate, UNDO) not in desk.get(address(survivor)).content.decode()
    response = desk.post(address(duplicate, UNDO))
    assert response.status_code == 422
    assert "A merge can be undone for an hour." in response.content.decode()


def test_what_cannot_be_merged_is_said_before_confirming(
    desk: Client, cast: Cast, duplicate: Ticket, survivor: Ticket
) -> None:
    other = factories.incident(cast.stranger, cast.other_customer, now=at(24, 9))
    for into, sentence in (
        (other.reference, "Only tickets of the same customer can be merged."),
        (duplicate.reference, "A ticket cannot be merged into itself."),
        ("OZ-999999", "There is no ticket OZ-999999."),
        ("zomaar", "There is no ticket zomaar."),
        ("", "Choose a ticket: search for its number or for words."),
    ):
        response = desk.get(address(duplicate, MERGE), {"into": into})
        assert (response.status_code, sentence in response.content.decode()) == (422, True)


def test_stale_preview_shows_what_changed_and_asks_again(
    desk: Client, cast: Cast, duplicate: Ticket, survivor: Ticket
) -> None:
    form = confirmed(duplicate, survivor)
    factories.replied(survivor, cast.second_agent, now=NOW)
    response = desk.post(address(duplicate, MERGE), form)
    body = response.content.decode()
    assert response.status_code == 409
    assert "Reply by" in body
    assert f'name="into_version" value="{survivor.version + 1}"' in body or 'name="into_version"' in body
    assert status(duplicate) == Status.NEW


def test_broken_form_says_so(desk: Client, duplicate: Ticket, survivor: Ticket) -> None:
    assert desk.post(address(duplicate, MERGE), confirmed(duplicate, survivor, version="x")).status_code == 422
    assert desk.post(address(duplicate, MERGE), {}).status_code == 422


def test_merged_ticket_is_in_no_queue_and_found_by_search(desk: Client, duplicate: Ticket, survivor: Ticket) -> None:
    desk.post(address(duplicate, MERGE), confirmed(duplicate, survivor))
    queue = desk.get("/desk/").content.decode()
    assert (address(duplicate) in queue, address(survivor) in queue) == (False, True)
    assert duplicate.reference in desk.get("/desk/zoeken/", {"q": "wachtrij"}).content.decode()


def test_ledger_names_the_ticket_that_the_start_came_from(desk: Client, duplicate: Ticket, survivor: Ticket) -> None:
    desk.post(address(duplicate, MERGE), confirmed(duplicate, survivor))
    page = desk.get(address(survivor, "klok/recovery/1/")).content.decode()
    assert f"Its start was taken over from {duplicate.reference}" in page
    data = desk.get(address(survivor, "klok/recovery/1/json")).json()
    assert (data["taken_over_from"], data["started_at"]) == (duplicate.reference, "2026-11-24T09:30:00+01:00")
    assert data["counted_seconds"] + data["left_seconds"] == data["target"]["seconds"]


@pytest.mark.parametrize("who", ["contact", "key_contact", "partner", "stranger"])
def test_customers_never_get_here(cast: Cast, duplicate: Ticket, survivor: Ticket, who: str) -> None:
    client = signed_in(getattr(cast, who))
    assert client.get(address(duplicate, MERGE)).status_code == 404
    assert client.post(address(duplicate, MERGE), confirmed(duplicate, survivor)).status_code == 404
    assert client.post(address(duplicate, UNDO)).status_code == 404
    assert status(duplicate) == Status.NEW


@pytest.mark.parametrize("many", [1, 3])
def test_statements_do_not_grow_with_what_is_offered(
    desk: Client, cast: Cast, duplicate: Ticket, django_assert_num_queries: Any, many: int
) -> None:
    for _ in range(many):
        factories.incident(cast.contact, cast.customer, now=at(24, 9))
    with django_assert_num_queries(6):
        desk.get(address(duplicate, MERGE))


@pytest.mark.parametrize("many", [1, 3])
def test_statements_of_the_survivor_do_not_grow_with_what_went_into_it(
    desk: Client, cast: Cast, survivor: Ticket, django_assert_num_queries: Any, many: int
) -> None:
    for _ in range(many):
        each = factories.incident(cast.contact, cast.customer, now=at(24, 9))
        now = Ticket.objects.get(pk=survivor.pk)
        assert desk.post(address(each, MERGE), confirmed(each, now)).status_code == 302
    desk.get(address(survivor))
    with django_assert_num_queries(13):
        desk.get(address(survivor))
