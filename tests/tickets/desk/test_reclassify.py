"""Reclassifying at the desk: what is shown before it is confirmed, what is refused, and what stays on record."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import address, at, signed_in
from tickets.actions.note import note
from tickets.actions.write_path import Form, Words
from tickets.enums import EventKind, Kind
from tickets.models import SlaClock, Ticket, TicketEvent

PAGE_STATEMENTS = 6
RAIL = {"HX-Request": "true", "HX-Target": "reclassify-rail"}
IN_PAGE = {"HX-Request": "true", "HX-Target": "reclassify-preview"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A category 2 incident of this morning, answered."""
    return factories.replied(
        factories.incident(cast.contact, cast.customer, now=at(24, 9, 30)), cast.agent, now=at(24, 9, 40)
    )


def chosen(ticket: Ticket, what: str = "incident", cell: str = "one.no_calls", **fields: Any) -> dict[str, Any]:
    """What is sent to confirm answers that were shown."""
    return {
        "version": ticket.version, "what": what, "cell": cell, "reason": "Eén toestel",
        "previewed": f"{what}:{cell}", "step": "confirm", **fields,
    }  # fmt: skip


def changes(ticket: Ticket) -> int:
    """How many changes of classification are on record."""
    return TicketEvent.objects.filter(ticket=ticket, kind=EventKind.RECLASSIFIED).count()


def test_rail_offers_the_cells_with_the_present_one_chosen(desk: Client, ticket: Ticket) -> None:
    body = desk.get(address(ticket)).content.decode()
    matrix = body[body.index('id="rail-matrix"') :].partition("</form>")[0]
    assert matrix.count('type="radio"') == 9
    assert re.search(r'value="some.no_calls" aria-label="some users, can no longer call: category 2" checked', matrix)


def test_preview_says_every_promise_before_and_after_and_changes_nothing(desk: Client, ticket: Ticket) -> None:
    for body in (
        desk.get(address(ticket, "herindelen/"), {"cell": "one.no_calls"}, headers=RAIL).content.decode(),
        desk.post(address(ticket, "herindelen/"), chosen(ticket, step="preview")).content.decode(),
        desk.post(address(ticket, "herindelen/"), chosen(ticket, step="preview"), headers=IN_PAGE).content.decode(),
    ):
        assert re.search(r"Recovery</th><td>before Wed 09:00</td><td><strong>before Wed 17:00", body)
        assert re.search(r"Status report</th><td>before 13:30</td><td><strong>before 15:30", body)
        assert 'name="previewed" value="incident:one.no_calls"' in body
    assert changes(ticket) == 0


def test_fragment_is_no_whole_page(desk: Client, ticket: Ticket) -> None:
    body = desk.get(address(ticket, "herindelen/"), {"cell": "one.no_calls"}, headers=RAIL).content.decode()
    assert "<html" not in body
    assert 'name="version"' in body


def test_confirmed_with_a_reason_it_is_on_record_with_both_promises(desk: Client, ticket: Ticket) -> None:
    response = desk.post(address(ticket, "herindelen/"), chosen(ticket))
    assert (response.status_code, response["Location"]) == (302, address(ticket))
    ticket.refresh_from_db()
    assert (ticket.category, ticket.impact) == (3, "one")
    body = desk.get(address(ticket)).content.decode()
    assert "The customer is told." in body
    assert "Eén toestel" in body
    assert "Was incident, some users × can no longer call, category 2; is incident, one user" in body
    assert "Status report: before 13:30, now 15:30" in body


def test_what_would_already_be_late_is_said_before(cast: Cast, desk: Client) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=at(24, 9, 30))
    body = desk.post(
        address(ticket, "herindelen/"), chosen(ticket, cell="all.no_calls", step="preview")
    ).content.decode()
    assert "A promise would already be late." in body
    assert re.search(r'data-state="late"><th scope="row">Response.*?would already be late', body, re.DOTALL)


def test_to_category_4_goes_by_appointment(desk: Client, ticket: Ticket) -> None:
    page = desk.get(address(ticket, "herindelen/"), {"cell": "one.cumbersome"}).content.decode()
    assert re.search(r"Recovery</th><td>before Wed 09:00</td><td><strong>by appointment", page)
    assert re.search(r"Making an appointment</th><td>no deadline</td><td><strong>before", page)
    desk.post(address(ticket, "herindelen/"), chosen(ticket, cell="one.cumbersome"))
    assert "Appointment missing" in desk.get(address(ticket)).content.decode()
    assert SlaClock.objects.filter(ticket=ticket, kind="appointment", stopped_at=None).exists()


@pytest.mark.parametrize(
    "what,kind,ground",
    [
        ("support_incident.configuration", Kind.SUPPORT_INCIDENT, "configuration"),
        ("support_incident.question", Kind.SUPPORT_INCIDENT, "question"),
        ("standard_change", Kind.STANDARD_CHANGE, ""),
    ],
)
def test_other_kinds_with_their_ground(desk: Client, ticket: Ticket, what: str, kind: Kind, ground: str) -> None:
    form = chosen(ticket, what)
    assert desk.post(address(ticket, "herindelen/"), form | {"step": "preview"}).status_code == 200
    assert desk.post(address(ticket, "herindelen/"), form).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.kind, ticket.ground) == (kind, ground)
    assert desk.get(address(ticket)).status_code == 200
    assert desk.get(address(ticket, "herindelen/")).status_code == 200


@pytest.mark.parametrize("previewed", ["", "incident:one.cumbersome"])
def test_what_was_not_shown_cannot_be_confirmed(desk: Client, ticket: Ticket, previewed: str) -> None:
    response = desk.post(address(ticket, "herindelen/"), chosen(ticket, previewed=previewed))
    body = response.content.decode()
    assert response.status_code == 200
    assert "What changes" in body
    assert 'value="Eén toestel"' in body
    assert changes(ticket) == 0


@pytest.mark.parametrize(
    "fields,sentence",
    [
        pytest.param({"reason": "  "}, "Say why it changes.", id="no reason"),
        pytest.param({"reason": "x" * 501}, "at most 500 characters", id="a reason too long"),
        pytest.param({"what": "lunch"}, "Choose one of these.", id="no kind"),
        pytest.param({"what": ""}, "Choose what this ticket is.", id="nothing"),
        pytest.param({"cell": "many.much"}, "Choose one of these.", id="no cell"),
    ],
)
def test_refused_with_a_sentence(desk: Client, ticket: Ticket, fields: dict[str, str], sentence: str) -> None:
    response = desk.post(address(ticket, "herindelen/"), chosen(ticket) | fields)
    body = response.content.decode()
    assert response.status_code == 422
    assert sentence in body
    assert fields.get("reason", "Eén toestel").strip() in body
    assert changes(ticket) == 0


def test_incident_without_a_cell_says_what_is_missing(desk: Client, cast: Cast) -> None:
    asked = factories.question(cast.contact, cast.customer, now=at(24, 9, 30))
    form = chosen(asked, cell="", previewed="incident:")
    response = desk.post(address(asked, "herindelen/"), form)
    assert response.status_code == 422
    assert "Say who is affected, and by what." in response.content.decode()
    assert "Say who is affected" in desk.get(address(asked, "herindelen/"), {"what": "incident"}).content.decode()


def test_address_that_makes_no_sense_asks_for_nothing(desk: Client, ticket: Ticket) -> None:
    page = desk.get(address(ticket, "herindelen/"), {"cell": "many.much", "what": "lunch"})
    assert page.status_code == 200
    assert "This is what the ticket is now." in page.content.decode()


def test_two_agents_at_once_the_second_sees_the_first(cast: Cast, desk: Client, ticket: Ticket) -> None:
    desk.post(address(ticket, "herindelen/"), chosen(ticket))
    response = signed_in(cast.second_agent).post(
        address(ticket, "herindelen/"), chosen(ticket, cell="all.no_calls", reason="Toch iedereen")
    )
    body = response.content.decode()
    assert response.status_code == 409
    assert "Reclassified by" in body
    assert 'value="Toch iedereen"' in body
    assert changes(ticket) == 1
    ticket.refresh_from_db()
    again = chosen(ticket, cell="all.no_calls", reason="Toch iedereen")
    assert signed_in(cast.second_agent).post(address(ticket, "herindelen/"), again).status_code == 302


def test_same_form_twice_changes_it_once(desk: Client, ticket: Ticket) -> None:
    for _ in range(2):
        assert desk.post(address(ticket, "herindelen/"), chosen(ticket)).status_code == 302
    assert changes(ticket) == 1


def test_note_in_between_makes_it_stale(cast: Cast, desk: Client, ticket: Ticket) -> None:
    note(cast.second_agent, Form(ticket.reference), Words("Even gebeld"), now=at(24, 9, 50))
    assert desk.post(address(ticket, "herindelen/"), chosen(ticket)).status_code == 409


def test_recovered_ticket_says_why_not(cast: Cast, desk: Client, ticket: Ticket) -> None:
    done = factories.recovered(ticket, cast.agent, now=at(24, 10, 0))
    page = desk.get(address(done, "herindelen/")).content.decode()
    assert 'id="page-matrix"' not in page
    assert desk.post(address(done, "herindelen/"), chosen(done)).status_code == 422
    rail = desk.get(address(done)).content.decode()
    assert 'id="rail-matrix"' not in rail
    assert 'id="ticket-matrix"' in rail


def test_only_agents(cast: Cast, ticket: Ticket) -> None:
    for person in (cast.contact, cast.stranger):
        assert signed_in(person).get(address(ticket, "herindelen/")).status_code == 404
        assert signed_in(person).post(address(ticket, "herindelen/"), chosen(ticket)).status_code == 404
    assert changes(ticket) == 0


def test_customer_does_not_see_the_desks_details_twice(cast: Cast, desk: Client, ticket: Ticket) -> None:
    desk.post(address(ticket, "herindelen/"), chosen(ticket))
    body = signed_in(cast.contact).get(f"/tickets/{ticket.reference}/").content.decode()
    assert "Eén toestel" in body
    assert "Was incident" not in body


def test_number_of_statements(desk: Client, ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    desk.get(address(ticket, "herindelen/"), {"cell": "one.no_calls"})
    with django_assert_num_queries(PAGE_STATEMENTS):
        desk.get(address(ticket, "herindelen/"), {"cell": "one.no_calls"})
