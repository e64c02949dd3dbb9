"""How many statements the portal's busiest pages take: as many for three tickets as for one (docs/speed.md)."""

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import NOW, Cast
from tests.tickets.factories import incident, recovered
from tests.tickets.portal.conftest import SignIn

pytestmark = pytest.mark.django_db

HOME_STATEMENTS, FORM_STATEMENTS = 8, 7
# Ten, in a transaction that is a savepoint here.
SENDING_STATEMENTS = 10 + 2
FIELDS = {
    "impact": "some",
    "severity": "no_calls",
    "subject": "Toestellen op locatie Haven registreren niet",
    "description": "Sinds 15:00 melden 14 toestellen geen registratie.",
    "phone": "0413 - 555 214",
}


def send(browser: Client) -> None:
    assert browser.post("/melden/", {"key": str(uuid4()), **FIELDS}).status_code == 302


def test_home_takes_as_many_statements_for_three_tickets_as_for_one(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = sign_in(cast.contact)
    for number in (1, 2):
        for _ in range(number):
            incident(cast.contact, cast.customer, now=NOW)
            recovered(incident(cast.contact, cast.customer, now=NOW), cast.agent, now=NOW)
        browser.get("/")
        with django_assert_num_queries(HOME_STATEMENTS):
            browser.get("/")


def test_submitting_takes_few_statements(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = sign_in(cast.contact)
    browser.get("/melden/")
    send(browser)
    # The page after sending says that it was sent.
    browser.get("/melden/")
    with django_assert_num_queries(FORM_STATEMENTS):
        browser.get("/melden/")
    with django_assert_num_queries(SENDING_STATEMENTS):
        send(browser)
