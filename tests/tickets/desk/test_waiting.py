"""Asking the customer and waiting: the day that the answer is expected, and what the rail says meanwhile."""

import re
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import address, at, signed_in
from tickets.actions.customer_reply import customer_reply
from tickets.actions.write_path import Words
from tickets.enums import EventKind, Status
from tickets.models import SlaClock, Ticket, TicketEvent

QUESTION = "Staat SIP ALG aan?"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A category 2 incident of this morning."""
    return factories.incident(cast.contact, cast.customer, now=at(24, 9, 30))


def asked(ticket: Ticket, **fields: Any) -> dict[str, Any]:
    """What the form brings when the question is sent."""
    return {
        "body": QUESTION, "key": str(uuid4()), "version": ticket.version, "expected_on": "2026-11-26", **fields,
    }  # fmt: skip


def rail(desk: Client, ticket: Ticket) -> str:
    """What the rail says of waiting."""
    return desk.get(address(ticket)).content.decode().partition('id="waited"')[2].partition("</section>")[0]


def test_day_is_filled_in_with_that_of_the_reminder(desk: Client, ticket: Ticket) -> None:
    body = desk.get(address(ticket)).content.decode()
    assert re.search(r'name="expected_on" type="date" min="2026-11-24" value="2026-11-26"', body)


def test_question_waits_until_a_day_and_the_rail_says_so(
    desk: Client, ticket: Ticket, clock: time_machine.Traveller
) -> None:
    assert desk.post(address(ticket, "vraag/"), asked(ticket)).status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING
    assert SlaClock.objects.get(ticket=ticket, kind="recovery").paused_at == at(24, 10, 12)
    clock.move_to(at(24, 11, 12))
    assert re.search(
        r"Since.*?10:12.*?Answer expected.*?Thursday 26 November.*?Reminder.*?Waited in all.*?1 h ",
        rail(desk, ticket),
        re.DOTALL,
    )
    clock.move_to(at(27, 9))
    assert "that day has passed" in rail(desk, ticket)


def test_total_adds_every_time_up_and_counts_opening_time_only(cast: Cast, desk: Client) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=at(23, 16, 0))
    first = factories.waiting(ticket, cast.agent, now=at(23, 16, 30))
    back = customer_reply(cast.contact, factories.form_of(first), Words("Nee"), now=at(23, 20))
    factories.waiting(back, cast.agent, now=at(24, 9, 42))
    assert re.search(r"Waited in all</dt><dd>1 h ", rail(desk, ticket))


def test_after_the_answer_only_the_total_stays(cast: Cast, desk: Client, ticket: Ticket) -> None:
    waits = factories.waiting(ticket, cast.agent, now=at(24, 9, 42))
    customer_reply(cast.contact, factories.form_of(waits), Words("Nee"), now=at(24, 10, 2))
    said = rail(desk, ticket)
    assert "20 min" in said
    assert "Since" not in said


def test_ticket_that_never_waited_says_nothing(desk: Client, ticket: Ticket) -> None:
    assert rail(desk, ticket) == ""


@pytest.mark.parametrize(
    "fields,sentence",
    [
        pytest.param({"expected_on": ""}, "Choose the day on which you expect the answer.", id="no day"),
        pytest.param({"expected_on": "soon"}, "This is not a day we know.", id="no date"),
        pytest.param({"expected_on": "9999-12-31"}, "This is not a day we know.", id="the last day of all"),
        pytest.param({"expected_on": "2026-11-23"}, "cannot be expected on a day in the past", id="yesterday"),
        pytest.param({"expected_on": "2026-12-11"}, "is closed on Thursday 10 December", id="after it has closed"),
    ],
)
def test_wrong_day_is_refused_and_the_question_kept(
    desk: Client, ticket: Ticket, fields: dict[str, str], sentence: str
) -> None:
    response = desk.post(address(ticket, "vraag/"), asked(ticket, **fields))
    body = response.content.decode()
    assert response.status_code == 422
    assert sentence in body
    assert QUESTION in body
    assert f'value="{fields["expected_on"]}"' in body
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW


def test_no_question_opens_the_form_again_with_the_day(desk: Client, ticket: Ticket) -> None:
    response = desk.post(address(ticket, "vraag/"), asked(ticket, body="", expected_on="2026-12-01"))
    assert response.status_code == 422
    assert 'value="2026-12-01"' in response.content.decode()


def test_twice_asks_once_and_a_stale_one_keeps_its_words(cast: Cast, desk: Client, ticket: Ticket) -> None:
    form = asked(ticket)
    for _ in range(2):
        assert desk.post(address(ticket, "vraag/"), form).status_code == 302
    assert TicketEvent.objects.filter(ticket=ticket, kind=EventKind.CUSTOMER_ASKED).count() == 1
    stale = signed_in(cast.second_agent).post(address(ticket, "vraag/"), asked(ticket, body="En nu?"))
    assert stale.status_code == 409
    assert "En nu?" in stale.content.decode()


def test_number_of_statements_is_that_of_a_ticket_that_does_not_wait(
    cast: Cast, desk: Client, ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    replied = factories.replied(ticket, cast.agent, now=at(24, 9, 40))
    desk.get(address(replied))
    with CaptureQueriesContext(connection) as before:
        desk.get(address(replied))
    factories.waiting(replied, cast.agent, now=at(24, 9, 42))
    with django_assert_num_queries(len(before)):
        desk.get(address(replied))
