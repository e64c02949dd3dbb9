"""Logging a phone call: found callers, promises beside the form, one ticket, and nothing lost on the way."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.actions import create_organisation
from accounts.models import Organisation, User
from accounts.models.organisation import OrganisationKind
from tests.cast import NOW, Cast
from tests.tickets.desk.conftest import at, signed_in
from tickets.enums import ClockKind, Ground, Kind, Status
from tickets.models import SlaClock, Ticket
from tickets.queries.callers import find_callers

CALL, CALLERS, PROMISE = "/desk/bellen/", "/desk/bellen/bellers/", "/desk/bellen/belofte/"
PAGE_STATEMENTS = 8
SAID = "Sinds tien uur geen kiestoon op de balie."


def filled(cast: Cast, **fields: object) -> dict[str, Any]:
    """A form of a call by Sanne, five minutes ago."""
    values = {
        "key": str(uuid4()), "q": "sanne", "caller": f"{cast.contact.pk}-{cast.customer.pk}", "caller_name": "",
        "phone": "", "kind": "incident", "impact": "some", "severity": "no_calls", "subject": "Geen kiestoon",
        "said": SAID, "called_at": "2026-11-24T10:07",
    }  # fmt: skip
    return {**values, **fields}


def names(words: str) -> list[tuple[str, str]]:
    """Who is found, with the organisation."""
    return [(each.name, each.organisation) for each in find_callers(words, now=NOW)]


def test_page_has_now_as_moment_and_the_queue_leads_to_it_by_a_key(cast: Cast, desk: Client) -> None:
    body = desk.get(CALL).content.decode()
    assert 'value="2026-11-24T10:12"' in body
    assert "autofocus" in body
    assert 'href="/desk/bellen/" data-key="n"' in desk.get("/desk/").content.decode()


def test_logged_call_is_a_ticket_that_counts_from_the_call(cast: Cast, desk: Client) -> None:
    response = desk.post(CALL, filled(cast))
    ticket = Ticket.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/desk/tickets/{ticket.reference}/")
    assert (ticket.reporter, ticket.organisation, ticket.category) == (cast.contact, cast.customer, 2)
    assert ticket.submitted_at == at(24, 10, 7)
    assert SlaClock.objects.get(ticket=ticket, kind=ClockKind.RESPONSE).met_at == at(24, 10, 7)
    body = desk.get(response["Location"]).content.decode()
    assert f"The call is logged as {ticket.reference}." in body
    assert SAID in body


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("question", (Kind.SUPPORT_INCIDENT, Ground.QUESTION, 4)), ("standard_change", (Kind.STANDARD_CHANGE, "", 4))],
)
def test_question_and_change_by_phone(cast: Cast, desk: Client, kind: str, expected: tuple[str, str, int]) -> None:
    """Answers that were chosen before the kind do not stick to it."""
    assert desk.post(CALL, filled(cast, kind=kind)).status_code == 302
    ticket = Ticket.objects.get()
    assert ((ticket.kind, ticket.ground, ticket.category), ticket.impact) == (expected, "")


def test_same_form_twice_is_one_ticket(cast: Cast, desk: Client) -> None:
    form = filled(cast)
    answers = [desk.post(CALL, form) for _ in range(2)]
    assert {each["Location"] for each in answers} == {f"/desk/tickets/{Ticket.objects.get().reference}/"}


def test_unknown_caller_has_a_name(cast: Cast, desk: Client) -> None:
    someone = filled(cast, caller=f"0-{cast.customer.pk}", phone="06 12345678")
    refused = desk.post(CALL, someone)
    assert refused.status_code == 422
    assert "Write down who called." in refused.content.decode()
    assert desk.post(CALL, {**someone, "caller_name": "Meneer Pietersen"}).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.reporter, ticket.caller_name, ticket.phone) == (None, "Meneer Pietersen", "06 12345678")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"caller": ""}, "Choose who called"),
        ({"caller": "zomaar"}, "Choose who called"),
        ({"caller": "", "caller_name": "Piet"}, "Choose the organisation of the caller too"),
        ({"impact": ""}, "Choose who is affected."),
        ({"severity": "erg"}, "Choose what is not possible."),
        ({"kind": ""}, "Choose what this ticket is."),
        ({"subject": " "}, "Say in one short sentence"),
        ({"subject": "x" * 121}, "Use at most 120 characters."),
        ({"said": ""}, "Write down what was said."),
        ({"called_at": ""}, "Say when the call was."),
        ({"called_at": "gisteren"}, "Write the moment as a date and a time."),
        ({"called_at": "2026-11-24T10:13"}, "A call cannot be logged before it was made."),
        ({"called_at": "1950-01-02T10:00"}, "That is too long ago"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_the_rest(
    cast: Cast, desk: Client, fields: dict[str, str], sentence: str
) -> None:
    response = desk.post(CALL, filled(cast, phone="0413 555 999", **fields))
    body = response.content.decode()
    assert response.status_code == 422
    assert sentence in body
    assert 'value="0413 555 999"' in body
    assert fields.get("said", SAID) in body
    assert not Ticket.objects.exists()


def test_somebody_of_another_organisation_is_refused(cast: Cast, desk: Client) -> None:
    response = desk.post(CALL, filled(cast, caller=f"{cast.contact.pk}-{cast.other_customer.pk}"))
    assert response.status_code == 422
    assert "This person cannot report for this organisation." in response.content.decode()


def test_searching_without_scripts_keeps_what_was_typed(cast: Cast, desk: Client) -> None:
    values = filled(cast, caller="", q="ingrid")
    response = desk.post(CALL, {**values, "find": "1"})
    body = response.content.decode()
    assert response.status_code == 200
    assert f'value="{cast.key_contact.pk}-{cast.customer.pk}"' in body
    assert SAID in body
    assert values["key"] in body
    assert "Nobody found for" in desk.post(CALL, {**values, "q": "niemand", "find": "1"}).content.decode()


def test_enter_in_the_search_only_searches(cast: Cast, desk: Client) -> None:
    response = desk.post(CALL, filled(cast, caller="", subject="", said=""))
    assert response.status_code == 200
    assert f'value="{cast.contact.pk}-{cast.customer.pk}"' in response.content.decode()


def test_people_are_found_by_name_organisation_mail_and_number(cast: Cast) -> None:
    User.objects.filter(pk=cast.contact.pk).update(phone="0413 - 555 214")
    sanne = ("Sanne de Vries", "Zorggroep Maasoever")
    assert names("sanne") == [sanne]
    assert names("SANNE maas") == [sanne]
    assert names("sanne@maas") == [sanne]
    for number in ("0413555214", "+31 413 555214", "0031413555214", "555 214"):
        assert names(number) == [sanne]
    assert names("s") == names("%%%") == names("   ") == []


def test_organisation_is_found_with_its_people_and_for_somebody_else(cast: Cast) -> None:
    found = names("maasoever")
    assert {name for name, _organisation in found} == {
        "Sanne de Vries",
        "Bram Jacobs",
        "Ingrid Smulders",
        "Mo Haddad",
        "",
    }
    assert found[-1] == ("", "Zorggroep Maasoever")


def test_partner_is_found_for_the_customers_of_its_mandate_only(cast: Cast) -> None:
    (found,) = find_callers("haddad", now=NOW)
    assert (found.organisation_id, found.partner) == (cast.customer.pk, "Lijnrecht ICT")
    assert names("kramer") == []


def test_who_may_not_call_is_not_found(cast: Cast) -> None:
    User.objects.filter(pk=cast.contact.pk).update(is_active=False)
    Organisation.objects.filter(pk=cast.other_customer.pk).update(is_active=False)
    assert names("sanne") == names("kees") == names("peelland") == names("joris") == []


def test_list_keeps_who_was_chosen(cast: Cast, desk: Client) -> None:
    chosen = f"{cast.contact.pk}-{cast.customer.pk}"
    body = desk.get(CALLERS, {"q": "kees", "caller": chosen}).content.decode()
    assert "Kees Verhoeven" in body
    assert f'value="{chosen}" checked' in body


def test_statements_do_not_grow_with_the_list(
    cast: Cast, desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk.get(CALL)
    with django_assert_num_queries(PAGE_STATEMENTS):
        desk.get(CALL, {"q": "maasoever"})
    for number in range(9):
        create_organisation(actor=None, kind=OrganisationKind.CUSTOMER, name=f"Maasoever {number}", now=NOW)
    with django_assert_num_queries(PAGE_STATEMENTS):
        desk.get(CALL, {"q": "maasoever"})


def test_promises_are_those_that_the_ticket_gets(cast: Cast, desk: Client) -> None:
    asked = {"kind": "incident", "impact": "some", "severity": "no_calls", "called_at": "2026-11-24T10:07"}
    body = desk.get(PROMISE, asked).content.decode()
    assert "Category 2" in body
    assert "by the call itself" in body
    desk.post(CALL, filled(cast))
    for clock in SlaClock.objects.filter(met_at__isnull=True):
        assert clock.due_at
        assert clock.due_at.astimezone(NOW.tzinfo).isoformat() in body


def test_promises_of_other_kinds_and_of_too_little(cast: Cast, desk: Client) -> None:
    assert "Delivery" in desk.get(PROMISE, {"kind": "standard_change"}).content.decode()
    assert "by the call itself" in desk.get(PROMISE, {"kind": "question"}).content.decode()
    four = desk.get(PROMISE, {"kind": "incident", "impact": "one", "severity": "cumbersome"}).content.decode()
    assert "by appointment" in four
    for few in ({}, {"kind": "incident"}, {"kind": "x"}, {"kind": "question", "called_at": "1950-01-01T10:00"}):
        assert "Choose what it is" in desk.get(PROMISE, few).content.decode()


def test_outside_opening_hours_it_is_in_the_queue_at_once(
    cast: Cast, desk: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(24, 22))
    assert "The ticket comes into the queue at once" in desk.get(CALL).content.decode()
    assert desk.post(CALL, filled(cast, called_at="2026-11-24T21:58")).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.release_at) == (Status.NEW, None)
    assert ticket.next_due_at
    assert ticket.next_due_at - at(25, 8, 30) > timedelta(hours=1)


def test_only_for_the_desk(cast: Cast) -> None:
    for client in (signed_in(cast.contact), signed_in(cast.partner)):
        assert [client.get(path).status_code for path in (CALL, CALLERS, PROMISE)] == [404] * 3
        assert client.post(CALL, filled(cast)).status_code == 404
    assert not Ticket.objects.exists()
