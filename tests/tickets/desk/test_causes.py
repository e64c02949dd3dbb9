"""The cause of a missed promise: asked in the rail, and before a ticket can be closed."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import address, at, signed_in
from tickets.enums import EventKind, Status
from tickets.models import SlaClock, Ticket, TicketEvent

STATEMENTS = 8


@pytest.fixture
def late(cast: Cast) -> Ticket:
    """Recovered in time, but its response was too late."""
    ticket = factories.incident(cast.contact, cast.customer, now=at(24, 8, 30))
    return factories.recovered(ticket, cast.agent, now=at(24, 10))


def cause(ticket: Ticket, **fields: object) -> dict[str, Any]:
    """What the form of its response brings."""
    return {"version": ticket.version, "kind": "response", "round": 1, "cause": "overload", "note": "", **fields}


def causes_of(ticket: Ticket) -> list[str]:
    """The causes that were named, in order."""
    events = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.BREACH_EXPLAINED).order_by("sequence")
    return [event.data["cause"] for event in events]


def test_rail_asks_and_then_shows_the_cause(cast: Cast, desk: Client, late: Ticket) -> None:
    assert "Cause not named yet" in desk.get(address(late)).content.decode()
    response = desk.post(address(late, "oorzaak/"), cause(late, note="Storing bij drie klanten"))
    assert (response.status_code, response["Location"]) == (302, address(late))
    body = desk.get(address(late)).content.decode()
    assert "Cause not named yet" not in body
    assert "Too much work at once: Storing bij drie klanten" in body
    assert "Cause of a missed promise named by Joris van Laar: Response, too much work at once" in body
    assert "too much work" not in signed_in(cast.contact).get(f"/tickets/{late.reference}/").content.decode()


def test_nothing_is_asked_when_every_promise_was_kept(cast: Cast, desk: Client) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=at(24, 10))
    assert "Missed promises" not in desk.get(address(ticket)).content.decode()
    assert "No promise was missed" in desk.get(address(ticket, "oorzaak/")).content.decode()


def test_closing_leads_to_the_form_which_closes_as_well(desk: Client, late: Ticket) -> None:
    response = desk.post(address(late, "afsluiten/"), {"version": late.version})
    assert response["Location"] == address(late, "oorzaak/?closing=1")
    body = desk.get(response["Location"]).content.decode()
    assert "Name the cause first" in body
    assert "Keep the cause and close the ticket" in body
    assert desk.post(address(late, "oorzaak/"), cause(late, close="1"))["Location"] == address(late)
    late.refresh_from_db()
    assert (late.status, causes_of(late)) == (Status.CLOSED, ["overload"])


def test_closing_by_an_old_form_keeps_the_cause_and_shows_the_rest(cast: Cast, desk: Client, late: Ticket) -> None:
    factories.noted(late, cast.second_agent, now=NOW)
    response = desk.post(address(late, "oorzaak/"), cause(late, close="1"))
    assert response.status_code == 409
    assert "Somebody else changed this ticket" in response.content.decode()
    late.refresh_from_db()
    assert (late.status, causes_of(late)) == (Status.RECOVERED, ["overload"])


def test_each_missed_promise_is_asked_and_the_last_one_closes(cast: Cast, desk: Client) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=at(23, 9))
    ticket = factories.recovered(ticket, cast.agent, now=at(24, 10))
    missed = list(SlaClock.objects.filter(ticket=ticket, breached_at__isnull=False).order_by("kind", "round"))
    assert len(missed) > 1
    body = desk.get(address(ticket, "oorzaak/")).content.decode()
    assert body.count('name="cause" value="forgotten"') == len(missed)
    assert "Keep the cause and close" not in body
    for each in missed:
        named = cause(ticket, kind=each.kind, round=each.round)
        expected = "" if each is missed[-1] else "oorzaak/"
        assert desk.post(address(ticket, "oorzaak/"), named)["Location"] == address(ticket, expected)


def test_same_cause_twice_is_once_and_another_replaces_it(desk: Client, late: Ticket) -> None:
    for named in ("overload", "overload", "supplier"):
        assert desk.post(address(late, "oorzaak/"), cause(late, cause=named)).status_code == 302
    assert causes_of(late) == ["overload", "supplier"]
    body = desk.get(address(late, "oorzaak/")).content.decode()
    assert 'value="supplier" checked' in body


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"cause": ""}, "Choose a cause from the list."),
        ({"cause": "pech"}, "Choose a cause from the list."),
        ({"cause": "other", "note": " "}, "Say in a few words what the cause was."),
        ({"note": "x" * 501}, "Use at most 500 characters."),
        ({"kind": "recovery"}, "This promise was not missed"),
        ({"kind": "iets"}, "This promise was not missed"),
        ({"round": "0"}, "This promise was not missed"),
        ({"version": "x"}, "Enter a whole number."),
    ],
)
def test_bad_input_gets_a_sentence(desk: Client, late: Ticket, fields: dict[str, str], sentence: str) -> None:
    response = desk.post(address(late, "oorzaak/"), cause(late, **fields))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert causes_of(late) == []


def test_a_note_survives_a_cause_that_is_missing(desk: Client, late: Ticket) -> None:
    body = desk.post(address(late, "oorzaak/"), cause(late, cause="", note="Bewaar dit")).content.decode()
    assert 'value="Bewaar dit"' in body


def test_number_of_statements(desk: Client, late: Ticket, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    desk.get(address(late, "oorzaak/"))
    with django_assert_num_queries(STATEMENTS):
        desk.get(address(late, "oorzaak/"))


def test_only_for_the_desk(cast: Cast, late: Ticket) -> None:
    for user in (cast.contact, cast.stranger):
        client = signed_in(user)
        assert client.get(address(late, "oorzaak/")).status_code == 404
        assert client.post(address(late, "oorzaak/"), cause(late)).status_code == 404
