"""Appointments at the desk: the form, what the rail and the queue say, and what is refused."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agreements.actions import set_day
from tests.cast import Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import address, at, signed_in
from tickets.actions.note import note
from tickets.actions.write_path import Form, Words
from tickets.enums import EventKind
from tickets.models import SlaClock, Ticket, TicketEvent

PAGE_STATEMENTS = 5


@pytest.fixture
def asked(cast: Cast) -> Ticket:
    """A question of this morning (category 4), answered so that only the appointment is missing."""
    ticket = factories.question(cast.contact, cast.customer, now=at(24, 9, 30))
    return factories.replied(ticket, cast.agent, now=at(24, 9, 40))


def filled(ticket: Ticket, **fields: Any) -> dict[str, Any]:
    """What the form brings."""
    return {
        "version": ticket.version, "about": "recovery", "day": "2026-11-27", "at": "14:00",
        "with_whom": "Sanne de Vries", "how": "phone", "asked_by": "customer", **fields,
    }  # fmt: skip


def made(ticket: Ticket) -> int:
    """How many appointments are on record."""
    return TicketEvent.objects.filter(ticket=ticket, kind=EventKind.APPOINTMENT_MADE).count()


def test_missing_appointment_stands_in_the_rail_the_queue_and_its_own_view(desk: Client, asked: Ticket) -> None:
    body = desk.get(address(asked)).content.decode()
    assert re.search(r"Appointment missing.*?make one before 13:30", body, re.DOTALL)
    for view in ("", "?view=no_appointment"):
        queue = desk.get(f"/desk/{view}").content.decode()
        assert f'data-row="{asked.reference}"' in queue
        assert re.search(r'class="c-klok">.*?Appointment missing', queue, re.DOTALL)
    assert f'data-row="{asked.reference}"' not in desk.get("/desk/?view=appointment").content.decode()


def test_appointment_is_the_deadline_and_stands_in_its_time_group(desk: Client, asked: Ticket) -> None:
    response = desk.post(address(asked, "afspraak/"), filled(asked))
    assert (response.status_code, response["Location"]) == (302, address(asked))
    assert SlaClock.objects.get(ticket=asked, kind="recovery").due_at == at(27, 14)
    body = desk.get(address(asked)).content.decode()
    assert "The customer is told." in body
    assert re.search(r"<strong>before Fri 14:00</strong>.*?Sanne de Vries, by phone.*?the customer", body, re.DOTALL)
    assert "Appointment missing</span>" not in body.partition('id="appointment"')[2].partition("</section>")[0]
    queue = desk.get("/desk/?view=appointment").content.decode()
    assert re.search(rf'id="group-later".*?data-row="{asked.reference}".*?Recovery.*?Fri 14:00', queue, re.DOTALL)
    assert f'data-row="{asked.reference}"' not in desk.get("/desk/?view=no_appointment").content.decode()


def test_another_moment_replaces_it_and_the_old_one_stays_on_record(desk: Client, asked: Ticket) -> None:
    desk.post(address(asked, "afspraak/"), filled(asked))
    asked.refresh_from_db()
    desk.post(address(asked, "afspraak/"), filled(asked, day="2026-11-30", asked_by="helpdesk"))
    rail = desk.get(address(asked)).content.decode().partition('id="appointment"')[2].partition("</section>")[0]
    now, _, before = rail.partition("1 earlier appointment")
    assert "30 Nov 14:00" in now
    assert "the helpdesk" in now
    assert "Fri 14:00" in before
    assert "asked by the customer" in before


@pytest.mark.parametrize(
    "fields,sentence",
    [
        pytest.param({"day": "2026-11-24", "at": "10:12"}, "still to come", id="this very moment"),
        pytest.param({"day": "2026-11-23"}, "still to come", id="yesterday"),
        pytest.param({"day": "2026-11-28"}, "closed at that moment", id="a Saturday"),
        pytest.param({"at": "17:00"}, "closed at that moment", id="at the closing"),
        pytest.param({"at": "08:29"}, "closed at that moment", id="before the opening"),
        pytest.param({"day": ""}, "Choose a day.", id="no day"),
        pytest.param({"day": "0001-01-01"}, "not a day we know", id="the first day of all"),
        pytest.param({"day": "9999-12-31"}, "not a day we know", id="the last day of all"),
        pytest.param({"day": "2099-06-03"}, "does not reach that far", id="beyond the calendar"),
        pytest.param({"at": "noon"}, "like 14:30", id="no time"),
        pytest.param({"with_whom": " "}, "with whom the moment was agreed", id="nobody"),
        pytest.param({"how": "pigeon"}, "Choose one of these", id="no way we know"),
        pytest.param({"about": "lunch"}, "Choose one of these", id="for nothing we know"),
    ],
)
def test_refused_with_a_sentence_and_everything_kept(
    desk: Client, asked: Ticket, fields: dict[str, str], sentence: str
) -> None:
    response = desk.post(address(asked, "afspraak/"), filled(asked, **{"with_whom": "Kees & Els", **fields}))
    body = response.content.decode()
    assert response.status_code == 422
    assert sentence in body
    assert ("Kees &amp; Els" in body) != ("with_whom" in fields)
    assert f'value="{fields.get("at", "14:00")}"' in body
    assert made(asked) == 0


def test_opening_itself_is_inside(desk: Client, asked: Ticket) -> None:
    assert desk.post(address(asked, "afspraak/"), filled(asked, at="08:30")).status_code == 302


def test_day_closed_since_is_outside_also_on_a_ticket_that_was_left_as_it_was(desk: Client, asked: Ticket) -> None:
    """Its clocks count by the calendar of before; on that day nobody is there all the same."""
    set_day(actor=None, now=at(24, 10), date=date(2026, 11, 27), hours=[], reason_nl="Verhuizing")
    body = desk.post(address(asked, "afspraak/"), filled(asked)).content.decode()
    assert "The helpdesk is closed at that moment." in body
    assert made(asked) == 0


def test_moved_twice_the_second_sees_the_first(cast: Cast, desk: Client, asked: Ticket) -> None:
    desk.post(address(asked, "afspraak/"), filled(asked))
    response = signed_in(cast.second_agent).post(address(asked, "afspraak/"), filled(asked, at="15:00"))
    body = response.content.decode()
    assert response.status_code == 409
    assert "Appointment for Fri 14:00 made by" in body
    assert 'value="15:00"' in body
    assert made(asked) == 1
    asked.refresh_from_db()
    assert f'name="version" value="{asked.version}"' in body


def test_note_in_between_makes_it_stale(cast: Cast, desk: Client, asked: Ticket) -> None:
    note(cast.second_agent, Form(asked.reference), Words("Even gebeld"), now=at(24, 9, 50))
    assert desk.post(address(asked, "afspraak/"), filled(asked)).status_code == 409


def test_ticket_with_norms_of_its_own_says_why_not(cast: Cast, desk: Client) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=at(24, 9, 30))
    page = desk.get(address(ticket, "afspraak/"))
    assert "Only category 4 goes by appointment." in page.content.decode()
    assert "<form method" not in page.content.decode().partition('class="oz-case-main')[2].partition("</main>")[0]
    assert desk.post(address(ticket, "afspraak/"), filled(ticket)).status_code == 422
    assert "Make an appointment" not in desk.get(address(ticket)).content.decode()


def test_recovered_ticket_says_why_not(cast: Cast, desk: Client, asked: Ticket) -> None:
    done = factories.recovered(asked, cast.agent, now=at(24, 10, 0))
    assert desk.get(address(done, "afspraak/")).status_code == 200
    assert desk.post(address(done, "afspraak/"), filled(done)).status_code == 422
    assert made(done) == 0


def test_only_agents(cast: Cast, asked: Ticket) -> None:
    for person in (cast.contact, cast.stranger):
        assert signed_in(person).get(address(asked, "afspraak/")).status_code == 404
        assert signed_in(person).post(address(asked, "afspraak/"), filled(asked)).status_code == 404
    assert made(asked) == 0


def test_number_of_statements(desk: Client, asked: Ticket, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    desk.get(address(asked, "afspraak/"))
    with django_assert_num_queries(PAGE_STATEMENTS):
        desk.get(address(asked, "afspraak/"))
