"""'Why this moment?' at each promise in the portal: the same sums in a few sentences, behind the same door."""

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.cast import Cast
from tests.tickets import factories
from tests.tickets.portal.conftest import SignIn, at
from tickets.actions.customer_reply import customer_reply
from tickets.actions.write_path import Form, Words
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true", "X-Desk-Poll": "1"}
FRAGMENT_STATEMENTS = 6


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """The ticket of the design: reported Monday 15:20, waited from 16:35 until Tuesday 08:52."""
    made = factories.incident(cast.contact, cast.customer, now=at("2026-11-23 15:20"))
    waiting = factories.waiting(made, cast.agent, now=at("2026-11-23 16:35"))
    return customer_reply(cast.contact, Form(waiting.reference), Words("Klopt."), now=at("2026-11-24 08:52"))


def address(ticket: Ticket, kind: str = "recovery") -> str:
    """Of the words that explain a promise."""
    return f"/tickets/{ticket.reference}/klok/{kind}/1/"


def test_each_promise_can_be_asked_why(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    body = sign_in(cast.contact).get(f"/tickets/{ticket.reference}/").content.decode()
    assert set(re.findall(r'hx-get="(/tickets/[^"]+/klok/[^"]+)"', body)) == {
        address(ticket, kind) for kind in ("response", "status_report", "recovery")
    }
    assert body.count("Waarom dit moment?") == 3
    assert "Wij tellen alleen openingstijd" not in body


def test_promise_by_appointment_is_not_explained(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    asked = factories.question(cast.contact, cast.customer, now=at("2026-11-24 09:30"))
    body = sign_in(cast.contact).get(f"/tickets/{asked.reference}/").content.decode()
    assert body.count("Waarom dit moment?") == 1
    assert sign_in(cast.contact).get(address(asked)).status_code == 404


def test_words_add_up(
    cast: Cast, sign_in: SignIn, ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = sign_in(cast.contact)
    browser.get(address(ticket), headers=FRAGMENT)
    with django_assert_num_queries(FRAGMENT_STATEMENTS):
        response = browser.get(address(ticket), headers=FRAGMENT)
    assert "no-store" in response.headers["Cache-Control"]
    assert response.content.decode().strip() == (
        "<p>Gemeld gisteren om 15:20. Wij tellen alleen openingstijd: 1 uur en 15 minuten gisteren, 47 minuten stond "
        "de klok stil omdat wij op u wachtten, de rest vandaag. Samen 8 uur (overeenkomst N2).</p>"
    )


def test_page_says_the_same_without_scripts(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    browser = sign_in(cast.contact)
    body = browser.get(address(ticket)).content.decode()
    assert "<h1>Waarom dit moment?</h1>" in body
    assert browser.get(address(ticket), headers=FRAGMENT).content.decode().strip() in body
    User.objects.filter(pk=cast.contact.pk).update(language="en")
    assert "the rest today. Together 8 hours (agreement N2)." in browser.get(address(ticket)).content.decode()


@pytest.mark.parametrize("role", ["stranger", "colleague", "ended_partner"])
def test_who_does_not_see_the_ticket_sees_no_clock(cast: Cast, sign_in: SignIn, ticket: Ticket, role: str) -> None:
    for headers in ({}, FRAGMENT):
        assert sign_in(cast.everybody[role]).get(address(ticket), headers=headers).status_code == 404


@pytest.mark.parametrize("role", ["contact", "key_contact", "partner"])
def test_who_sees_the_ticket_sees_its_clocks(cast: Cast, sign_in: SignIn, ticket: Ticket, role: str) -> None:
    assert sign_in(cast.everybody[role]).get(address(ticket)).status_code == 200
