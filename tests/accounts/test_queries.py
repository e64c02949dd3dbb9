"""For whom somebody may act (clause P1): exact contents, exact numbers of statements, exact moments."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from accounts.actions import (
    add_membership,
    change_mandate,
    change_organisation,
    deactivate_user,
    end_mandate,
    grant_mandate,
)
from accounts.models.organisation import OrganisationKind
from accounts.queries import (
    NOBODY,
    access_for,
    active_customers,
    agents,
    demo_people,
    organisations_to_file_for,
    people_who_may_approve_for,
    people_who_may_file_for,
)
from tests.cast import NOW, Cast, member, organisation

MOMENT = timedelta(microseconds=1)


def test_access_of_nobody_is_empty(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert access_for(AnonymousUser(), now=NOW) == NOBODY
    assert (NOBODY.user_id, NOBODY.memberships, dict(NOBODY.mandated), NOBODY.is_agent) == (None, (), {}, False)


def test_access_of_contact(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        access = access_for(cast.contact, now=NOW)
    assert (access.contact_of, access.key_contact_of) == ({cast.customer.pk}, frozenset())
    assert (dict(access.mandated), access.is_agent, access.is_administrator) == ({}, False, False)
    assert [(each.organisation_name, each.role) for each in access.memberships] == [("Zorggroep Maasoever", "contact")]
    assert access.may_file_for(cast.customer.pk)
    assert not access.may_file_for(cast.other_customer.pk)
    assert access.acts_as(cast.customer.pk) is None


def test_access_of_key_contact(cast: Cast) -> None:
    access = access_for(cast.key_contact, now=NOW)
    assert (access.contact_of, access.key_contact_of) == (frozenset(), {cast.customer.pk})
    assert access.may_file_for(cast.customer.pk)


def test_access_of_partner(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        access = access_for(cast.partner, now=NOW)
    assert (access.contact_of, access.key_contact_of) == (frozenset(), frozenset())
    assert dict(access.mandated) == {cast.customer.pk: cast.partner_organisation.pk}
    assert access.acts_as(cast.customer.pk) == cast.partner_organisation.pk
    assert not access.may_file_for(cast.other_customer.pk)
    # Belonging to a partner gives nothing of the partner itself: tickets are of customers.
    assert not access.may_file_for(cast.partner_organisation.pk)


def test_access_of_three_mandates_takes_as_many_statements(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("Klant twee", "Klant drie"):
        customer = organisation(OrganisationKind.CUSTOMER, name, now=NOW)
        grant_mandate(actor=None, customer=customer, partner=cast.partner_organisation, starts_at=NOW, now=NOW)
    with django_assert_num_queries(2):
        assert len(access_for(cast.partner, now=NOW).mandated) == 3


def test_access_of_partner_whose_mandate_ended_is_empty(cast: Cast) -> None:
    access = access_for(cast.ended_partner, now=NOW)
    assert dict(access.mandated) == {}
    assert not access.may_file_for(cast.customer.pk)
    assert organisations_to_file_for(access) == []


def test_mandate_is_half_open(cast: Cast) -> None:
    start, end = NOW + timedelta(days=1), NOW + timedelta(days=2)
    grant_mandate(
        actor=None,
        customer=cast.customer,
        partner=cast.ended_partner_organisation,
        starts_at=start,
        ends_at=end,
        now=NOW,
    )
    moments = (start - MOMENT, start, end - MOMENT, end)
    inside = [bool(access_for(cast.ended_partner, now=moment).mandated) for moment in moments]
    assert inside == [False, True, True, False]


def test_ended_mandate_gives_nothing_from_that_very_moment(cast: Cast) -> None:
    end_mandate(actor=None, mandate=cast.mandate, now=NOW)
    assert [bool(access_for(cast.partner, now=at).mandated) for at in (NOW - MOMENT, NOW)] == [True, False]


def test_mandate_without_filing_gives_nothing_to_file_for(cast: Cast) -> None:
    rights = {"may_file": False, "may_consult": True, "may_approve_cost": True}
    change_mandate(actor=None, mandate=cast.mandate, ends_at=None, **rights, now=NOW)
    assert dict(access_for(cast.partner, now=NOW).mandated) == {}


def test_mandate_to_consult_answers_and_takes_no_more_statements(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert dict(access_for(cast.partner, now=NOW).consulted) == {}
    rights = {"may_file": False, "may_consult": True, "may_approve_cost": False}
    change_mandate(actor=None, mandate=cast.mandate, ends_at=None, **rights, now=NOW)
    with django_assert_num_queries(2):
        access = access_for(cast.partner, now=NOW)
    assert dict(access.consulted) == {cast.customer.pk: cast.partner_organisation.pk}
    assert access.answers_as(cast.customer.pk) == cast.partner_organisation.pk
    assert (access.may_answer_for(cast.customer.pk), access.may_answer_for(cast.other_customer.pk)) == (True, False)


def test_mandate_to_approve_costs_is_of_that_customer_and_takes_no_more_statements(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """W3: key contacts approve, and partners whose mandate says so."""
    customer, partner = cast.customer.pk, cast.partner_organisation.pk
    assert list(people_who_may_approve_for(customer, now=NOW)) == [cast.key_contact]
    rights = {"may_file": True, "may_consult": False, "may_approve_cost": True}
    change_mandate(actor=None, mandate=cast.mandate, ends_at=None, **rights, now=NOW)
    with django_assert_num_queries(2):
        access = access_for(cast.partner, now=NOW)
    assert (dict(access.approving), access.approves_as(customer)) == ({customer: partner}, partner)
    assert (access.may_approve_for(customer), access.may_approve_for(cast.other_customer.pk)) == (True, False)
    assert list(people_who_may_approve_for(customer, now=NOW)) == [cast.key_contact, cast.partner]
    assert list(people_who_may_approve_for(customer, now=NOW, through=[])) == [cast.key_contact]
    ways = [
        access_for(each, now=NOW).may_approve_for(customer) for each in (cast.key_contact, cast.contact, cast.agent)
    ]
    assert ways == [True, False, False]


def test_key_contact_answers_for_its_own_customer_and_a_contact_does_not(cast: Cast) -> None:
    key_contact, contact = access_for(cast.key_contact, now=NOW), access_for(cast.contact, now=NOW)
    assert (key_contact.may_answer_for(cast.customer.pk), key_contact.answers_as(cast.customer.pk)) == (True, None)
    assert not contact.may_answer_for(cast.customer.pk)


@pytest.mark.parametrize("which", ["customer", "partner_organisation"])
def test_mandate_of_inactive_organisation_gives_nothing(cast: Cast, which: str) -> None:
    party = getattr(cast, which)
    change_organisation(actor=None, organisation=party, name=party.name, phone="", is_active=False, now=NOW)
    assert dict(access_for(cast.partner, now=NOW).mandated) == {}


def test_membership_of_inactive_organisation_gives_nothing(cast: Cast) -> None:
    change_organisation(
        actor=None, organisation=cast.customer, name=cast.customer.name, phone="", is_active=False, now=NOW
    )
    access = access_for(cast.key_contact, now=NOW)
    assert (access.memberships, access.key_contact_of, organisations_to_file_for(access)) == ((), frozenset(), [])


def test_access_of_agent_needs_no_statement(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        access = access_for(cast.agent, now=NOW)
    assert (access.is_agent, access.is_administrator) == (True, False)
    assert access.may_file_for(cast.other_customer.pk)
    assert access_for(cast.administrator, now=NOW).is_administrator


@pytest.mark.parametrize("who", ["contact", "partner", "agent"])
def test_access_of_deactivated_person_is_empty(cast: Cast, who: str) -> None:
    user = getattr(cast, who)
    deactivate_user(actor=cast.administrator, user=user, now=NOW)
    assert access_for(user, now=NOW) == NOBODY


def test_own_membership_goes_before_a_mandate(cast: Cast) -> None:
    add_membership(actor=None, user=cast.partner, organisation=cast.customer, now=NOW)
    access = access_for(cast.partner, now=NOW)
    assert (access.acts_as(cast.customer.pk), access.contact_of) == (None, {cast.customer.pk})


def test_of_two_partners_the_first_one_acts(cast: Cast) -> None:
    later = organisation(OrganisationKind.PARTNER, "Aadorp Netwerken", now=NOW)
    grant_mandate(actor=None, customer=cast.customer, partner=later, starts_at=NOW, now=NOW)
    add_membership(actor=None, user=cast.partner, organisation=later, now=NOW)
    assert access_for(cast.partner, now=NOW).acts_as(cast.customer.pk) == cast.partner_organisation.pk


def test_organisations_to_file_for_by_name(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    add_membership(actor=None, user=cast.partner, organisation=cast.other_customer, now=NOW)
    access = access_for(cast.partner, now=NOW)
    with django_assert_num_queries(1):
        assert organisations_to_file_for(access) == [cast.other_customer, cast.customer]


def test_organisations_to_file_for_without_mandates_asks_nothing(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add_membership(actor=None, user=cast.contact, organisation=cast.other_customer, now=NOW)
    access = access_for(cast.contact, now=NOW)
    with django_assert_num_queries(0):
        found = organisations_to_file_for(access)
        assert [(each.name, each.kind) for each in found] == [
            ("Peelland Transport", OrganisationKind.CUSTOMER),
            ("Zorggroep Maasoever", OrganisationKind.CUSTOMER),
        ]
    assert found == [cast.other_customer, cast.customer]
    assert found[0].is_active


def test_people_who_may_file_for(cast: Cast) -> None:
    everybody = list(people_who_may_file_for(cast.customer.pk, now=NOW))
    assert everybody == [cast.colleague, cast.key_contact, cast.partner, cast.contact]
    assert list(people_who_may_file_for(cast.other_customer.pk, now=NOW)) == [cast.stranger]


def test_agents_and_customers(cast: Cast) -> None:
    assert list(agents()) == [cast.second_agent, cast.agent, cast.administrator, cast.lead_agent]
    assert list(active_customers()) == [cast.other_customer, cast.customer]


def test_demo_people_is_one_of_each(cast: Cast) -> None:
    people = [user for user, _what in demo_people()]
    assert people == [cast.contact, cast.key_contact, cast.partner, cast.agent, cast.lead_agent, cast.administrator]


def test_member_helper_belongs(cast: Cast) -> None:
    new = member("nieuw@peelland.example", "Nieuw", cast.other_customer, now=NOW)
    assert access_for(new, now=NOW).contact_of == {cast.other_customer.pk}
