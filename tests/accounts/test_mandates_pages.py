"""Mandates on the page: given by the customer, ended by either side, and gone for the partner when they end (P1)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import actions
from accounts.models import AccountEvent, Mandate, User
from accounts.queries import access_for
from accounts.refusals import NotAllowed, Refusal
from accounts.roles import Role
from tests.cast import AMSTERDAM, NOW, Cast, member
from tests.signed_in import client_sure_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
FORM = {"may_file": "on", "starts_on": "2026-11-24", "ends_on": ""}


@pytest.fixture
def moment() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def key_contact(cast: Cast) -> Client:
    return client_of(cast.key_contact)


def client_of(user: User) -> Client:
    return client_sure_of(user)


def lead_of_partner(cast: Cast) -> User:
    return member("lead@lijnrecht.example", "Lia Lijn", cast.partner_organisation, role=Role.KEY_CONTACT, now=NOW)


def page(cast: Cast, rest: str = "") -> str:
    return f"/organisaties/{cast.customer.pk}/machtigingen/{rest}"


def partners_page(cast: Cast, rest: str = "") -> str:
    return f"/organisaties/{cast.partner_organisation.pk}/machtigingen/{rest}"


def test_mandate_is_given_from_now_with_its_powers(cast: Cast, key_contact: Client) -> None:
    given = {**FORM, "partner": cast.ended_partner_organisation.pk, "may_consult": "on", "ends_on": "2026-12-31"}
    assert key_contact.post(page(cast, "geven/"), given).headers["Location"] == page(cast)
    mandate = Mandate.objects.latest("pk")
    assert (mandate.starts_at, mandate.ends_at) == (NOW, datetime(2027, 1, 1, tzinfo=AMSTERDAM))
    assert (mandate.may_file, mandate.may_consult, mandate.may_approve_cost) == (True, True, False)
    assert dict(access_for(cast.ended_partner, now=NOW).mandated) == {
        cast.customer.pk: cast.ended_partner_organisation.pk
    }
    assert AccountEvent.objects.latest("pk").actor == cast.key_contact


@pytest.mark.parametrize(
    "fields",
    [
        {"partner": ""},
        {"may_file": ""},
        {"starts_on": "2026-11-23"},
        {"starts_on": "gisteren"},
        {"ends_on": "2026-11-23"},
    ],
)
def test_mandate_that_makes_no_sense_is_not_given(cast: Cast, key_contact: Client, fields: dict[str, str]) -> None:
    given = {**FORM, "partner": str(cast.ended_partner_organisation.pk), **fields}
    assert key_contact.post(page(cast, "geven/"), given).status_code == 422
    assert Mandate.objects.count() == 2


def test_mandate_over_another_one_says_so(cast: Cast, key_contact: Client) -> None:
    answer = key_contact.post(page(cast, "geven/"), {**FORM, "partner": cast.partner_organisation.pk})
    assert answer.status_code == 422
    assert "al een machtiging" in answer.content.decode()


def test_mandate_to_a_customer_cannot_be_given(cast: Cast, key_contact: Client) -> None:
    assert key_contact.post(page(cast, "geven/"), {**FORM, "partner": cast.other_customer.pk}).status_code == 422


@pytest.mark.parametrize("who", ["contact", "stranger", "partner", "agent"])
def test_grant_by_somebody_else_is_refused(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.grant_mandate(
            actor=cast.everybody[who], customer=cast.customer, partner=cast.ended_partner_organisation,
            starts_at=NOW, now=NOW,
        )  # fmt: skip


def test_grant_in_the_past_by_a_key_contact_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        actions.grant_mandate(
            actor=cast.key_contact, customer=cast.customer, partner=cast.ended_partner_organisation,
            starts_at=NOW - timedelta(days=1), now=NOW,
        )  # fmt: skip


def test_partner_gives_itself_no_mandate(cast: Cast) -> None:
    lead = lead_of_partner(cast)
    assert client_of(lead).get(partners_page(cast, "geven/")).status_code == 404
    with pytest.raises(NotAllowed):
        actions.grant_mandate(
            actor=lead, customer=cast.other_customer, partner=cast.partner_organisation, starts_at=NOW, now=NOW
        )


def test_mandate_is_ended_by_the_customer_at_once(cast: Cast, key_contact: Client) -> None:
    there = page(cast, f"{cast.mandate.pk}/beeindigen/")
    assert "Machtiging nu beëindigen" in key_contact.get(there).content.decode()
    assert key_contact.post(there).status_code == 302
    assert "Machtiging nu beëindigen" not in key_contact.get(there).content.decode()
    assert dict(access_for(cast.partner, now=NOW).mandated) == {}
    assert key_contact.post(there).status_code == 422


def test_mandate_is_ended_by_the_partner_and_is_gone_from_its_page(cast: Cast) -> None:
    """The list and its history name the customer while the mandate is in force, and not a word of it after."""
    client = client_of(lead_of_partner(cast))
    assert client.get(partners_page(cast)).content.decode().count("<b>Zorggroep Maasoever</b>") == 1
    assert client.post(partners_page(cast, f"{cast.mandate.pk}/beeindigen/"), follow=True).status_code == 200
    assert "Maasoever" not in client.get(partners_page(cast)).content.decode()
    assert client.get(partners_page(cast, f"{cast.mandate.pk}/beeindigen/")).status_code == 404
    assert AccountEvent.objects.latest("pk").kind == "mandate_ended"


@pytest.mark.parametrize("who", ["contact", "partner", "stranger", "ended_partner", "agent"])
def test_end_by_somebody_else_is_refused(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.end_mandate(actor=cast.everybody[who], mandate=cast.mandate, now=NOW)


def test_customer_sees_powers_period_and_history(cast: Cast, key_contact: Client) -> None:
    text = key_contact.get(page(cast)).content.decode()
    assert ("Lijnrecht ICT" in text, "Oudezijds Beheer" in text, "tickets melden en volgen" in text) == (True,) * 3
    assert text.count("machtiging gegeven") == 2


def test_mandate_of_another_customer_under_the_own_number_is_not_there(cast: Cast, key_contact: Client) -> None:
    other = actions.grant_mandate(
        actor=None, customer=cast.other_customer, partner=cast.partner_organisation, starts_at=NOW, now=NOW
    )
    there = page(cast, f"{other.pk}/beeindigen/")
    assert (key_contact.get(there).status_code, key_contact.post(there).status_code) == (404, 404)
    assert "Peelland" not in key_contact.get(page(cast)).content.decode()


def test_mandates_page_takes_as_many_queries_for_three_as_for_one(
    cast: Cast, key_contact: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key_contact.get(page(cast))
    with django_assert_num_queries(9):
        key_contact.get(page(cast))
    for number in range(3):
        partner = actions.create_organisation(actor=None, kind="partner", name=f"P {number}", now=NOW)
        actions.grant_mandate(actor=None, customer=cast.customer, partner=partner, starts_at=NOW, now=NOW)
    with django_assert_num_queries(9):
        key_contact.get(page(cast))
