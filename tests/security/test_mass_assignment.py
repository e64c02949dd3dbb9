"""Lesson: mass assignment. A form takes the fields that it has; whatever else is sent along changes nothing."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Mandate, Membership, User
from accounts.queries import access_for
from tests.cast import NOW, Cast
from tests.signed_in import client_sure_of
from tests.tickets import factories
from tickets.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db
KEY = "5e0f8f52-2d6f-4b25-9c3e-2b7f0f0a3333"
# What somebody would like to have of a person and of a ticket, by the names of the columns.
OF_A_PERSON = {
    "desk_role": "administrator", "is_staff": "1", "is_superuser": "1", "is_active": "1", "email": "x@evil.example",
    "password": "x", "session_epoch": "0", "id": "1", "pk": "1", "role": "key_contact", "memberships": "1",
    "date_joined": "2020-01-01", "last_login": "2020-01-01", "theme_": "dark",
}  # fmt: skip
OF_A_TICKET = {
    "status": "closed", "category": "1", "kind": "standard_change", "reporter": "1", "reporter_id": "1",
    "assignee": "1", "assignee_id": "1", "partner": "1", "partner_id": "1", "submitted_at": "2020-01-01",
    "release_at": "2020-01-01",
    "agreement_version": "1", "calendar_revision": "1", "version": "99", "number": "1", "pk": "1", "id": "1",
    "channel": "phone", "caller": "1", "caller_name": "Iemand", "visibility": "internal", "merged_into": "1",
    "organisation_id": "1", "next_due_at": "2020-01-01", "author": "1", "internal": "1", "published": "1",
}  # fmt: skip


def client_of(user: User) -> Client:
    return client_sure_of(user)


def columns(row: Any, *but: str) -> dict[str, Any]:
    fresh = type(row).objects.filter(pk=row.pk).values().get()
    return {name: value for name, value in fresh.items() if name not in but}


def test_mass_assignment_of_a_profile(cast: Cast) -> None:
    client, before = client_of(cast.contact), columns(cast.contact, "name", "phone", "theme", "last_login")
    form = {"name": "Sanne", "phone": "1", "language": "nl", "theme": "dark", "mail_followed": "on"}
    assert client.post("/profiel/", {**OF_A_PERSON, **form}).status_code == 302
    assert columns(cast.contact, "name", "phone", "theme", "last_login") == before
    assert access_for(User.objects.get(pk=cast.contact.pk), now=NOW) == access_for(cast.contact, now=NOW)


def test_mass_assignment_of_a_colleague(cast: Cast) -> None:
    """A key contact changes name, number and role in the own organisation, and nothing else of somebody."""
    membership = cast.colleague.memberships.get()
    before = columns(cast.colleague, "name", "phone"), columns(membership)
    path = f"/organisaties/{cast.customer.pk}/collega/{membership.pk}/"
    form = {"name": "Bram J.", "phone": "2", "role": "contact"}
    more = {**OF_A_PERSON, "organisation": cast.other_customer.pk, "user": cast.stranger.pk, "membership": "1"}
    assert client_of(cast.key_contact).post(path, {**more, **form}).status_code == 302
    assert (columns(cast.colleague, "name", "phone"), columns(membership)) == before
    assert client_of(cast.key_contact).post(path, {**form, "role": "agent"}).status_code == 422
    assert Membership.objects.get(pk=membership.pk).role == "contact"


def test_mass_assignment_of_a_mandate(cast: Cast) -> None:
    """The customer stands in the address and is the own one; a form that names another gives nothing of it away."""
    more = {"customer": cast.other_customer.pk, "customer_id": cast.other_customer.pk, "organisation_id": "1"}
    partner = cast.ended_partner_organisation
    form = {**more, "partner": partner.pk, "may_file": "on", "starts_on": "2026-11-24"}
    with time_machine.travel(NOW, tick=False):
        paths = [f"/organisaties/{each.pk}/machtigingen/geven/" for each in (cast.customer, cast.other_customer)]
        answers = [client_of(cast.key_contact).post(path, form).status_code for path in paths]
    assert answers == [302, 404]
    assert Mandate.objects.filter(partner=partner).latest("pk").customer == cast.customer
    assert not Mandate.objects.filter(customer=cast.other_customer).exists()


def test_mass_assignment_of_a_ticket(cast: Cast) -> None:
    """Two tickets of the same words, one of them with everything else sent along, differ in their numbers only."""
    with time_machine.travel(NOW, tick=False):
        client, made = client_of(cast.contact), []
        for key, more in (("1", {}), ("2", OF_A_TICKET)):
            form = {"subject": "Vraag", "description": "Hoe zet ik dit aan?", "key": KEY[:-1] + key}
            assert client.post("/vraag/", {**more, **form}).status_code == 302
            made.append(Ticket.objects.latest("pk"))
        numbers = ("id", "submission_key", "search_text")
        assert columns(made[0], *numbers) == columns(made[1], *numbers)
        before = columns(made[1], "version", "updated_at")
        reply = {"body": "Nog een vraag", "key": KEY}
        client.post(f"/tickets/{made[1].reference}/antwoord/", {**OF_A_TICKET, **reply})
        said = TicketEvent.objects.filter(ticket=made[1]).latest("pk")
        assert (said.actor_id, said.visibility, said.at) == (cast.contact.pk, "public", NOW)
        after = columns(made[1], "version", "updated_at")
        assert {name for name in before if before[name] != after[name]} <= {"search_text", "last_event_at", "sequence"}


def test_fields_in_the_address_and_given_twice_count_for_nothing(cast: Cast) -> None:
    """A form reads what was sent in it, not the address; of a field that was sent twice one value counts, checked."""
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    client = client_of(cast.agent)
    path = f"/desk/tickets/{ticket.reference}/toewijzen/"
    with time_machine.travel(NOW, tick=False):
        client.post(f"{path}?assignee={cast.agent.pk}&version={ticket.version}", {})
        assert Ticket.objects.get(pk=ticket.pk).assignee is None
        both = [str(cast.agent.pk), str(cast.contact.pk)]
        answer = client.post(path, {"assignee": both, "version": str(ticket.version)})
        assert answer.status_code in (404, 422)
        assert Ticket.objects.get(pk=ticket.pk).assignee is None
