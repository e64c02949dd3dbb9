"""In the portal: to whom an answer goes, following and stopping, and what a follower sees (P1)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.actions import add_membership, remove_membership
from accounts.models import Membership
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.portal.conftest import SignIn
from tickets.actions.add_follower import add_follower
from tickets.actions.write_path import Form
from tickets.models import Ticket, TicketFollower

FOLLOWERS, AWAY = "volgers/", "volgers/weg/"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return factories.incident(cast.contact, cast.customer, now=NOW)


def url(ticket: Ticket, part: str = "") -> str:
    return f"/tickets/{ticket.reference}/{part}"


def page(client: Client, ticket: Ticket, part: str = "") -> str:
    return client.get(url(ticket, part)).content.decode()


def goes_to(body: str) -> str:
    found = re.search(r'id="ticket-goes-to">(.*?)</p>', body, re.DOTALL)
    assert found
    return found[1].strip()


def test_answer_goes_to_us_and_to_everybody_by_name(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    contact = sign_in(cast.contact)
    assert goes_to(page(contact, ticket)) == "Gaat naar OZMO."
    for person in (cast.colleague, cast.partner):
        add_follower(cast.contact, Form(ticket.reference), person.pk, now=NOW)
    assert goes_to(page(contact, ticket)) == "Gaat naar OZMO, Bram Jacobs en Mo Haddad (Lijnrecht ICT)."
    assert goes_to(page(sign_in(cast.colleague), ticket)) == (
        "Gaat naar OZMO, Sanne de Vries en Mo Haddad (Lijnrecht ICT)."
    )
    assert goes_to(page(sign_in(cast.key_contact), ticket)).endswith("Daarna volgt u dit ticket.")


def test_reporter_adds_a_colleague_who_then_sees_this_one(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    other = factories.incident(cast.contact, cast.customer, now=NOW)
    contact, colleague = sign_in(cast.contact), sign_in(cast.colleague)
    assert colleague.get(url(ticket)).status_code == 404
    assert f'<option value="{cast.colleague.pk}">Bram Jacobs</option>' in page(contact, ticket, FOLLOWERS)
    assert contact.post(url(ticket, FOLLOWERS), {"person": cast.colleague.pk}).status_code == 302
    assert "Bram Jacobs volgt dit ticket vanaf nu." in page(contact, ticket)
    assert [colleague.get(url(each)).status_code for each in (ticket, other)] == [200, 404]
    listed = colleague.get("/tickets/").content.decode()
    assert (ticket.reference in listed, other.reference in listed) == (True, False)
    assert ticket.reference in colleague.get("/").content.decode()


def test_follower_answers_and_chooses_nobody(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    add_follower(cast.contact, Form(ticket.reference), cast.colleague.pk, now=NOW)
    colleague = sign_in(cast.colleague)
    assert "Toevoegen" not in page(colleague, ticket, FOLLOWERS)
    assert colleague.post(url(ticket, FOLLOWERS), {"person": cast.partner.pk}).status_code == 403
    assert colleague.post(url(ticket, "antwoord/"), {"body": "Bij ons ook."}).status_code == 302
    assert TicketFollower.objects.count() == 1


def test_stopping_takes_who_saw_it_by_following_back_to_the_list(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    add_follower(cast.contact, Form(ticket.reference), cast.colleague.pk, now=NOW)
    colleague = sign_in(cast.colleague)
    assert "ziet u het niet meer" in page(colleague, ticket, FOLLOWERS)
    answer = colleague.post(url(ticket, AWAY), {"person": cast.colleague.pk})
    assert (answer.status_code, answer["Location"]) == (302, "/tickets/")
    assert f"U volgt {ticket.reference} niet meer." in colleague.get("/tickets/").content.decode()
    assert colleague.get(url(ticket)).status_code == 404


def test_key_contact_follows_and_stops_and_keeps_the_ticket(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    key_contact = sign_in(cast.key_contact)
    assert key_contact.post(url(ticket, FOLLOWERS), {"person": cast.key_contact.pk}).status_code == 302
    assert f"U volgt {ticket.reference} vanaf nu." in page(key_contact, ticket)
    answer = key_contact.post(url(ticket, AWAY), {"person": cast.key_contact.pk})
    assert answer["Location"] == url(ticket)
    assert key_contact.get(url(ticket)).status_code == 200


def test_membership_that_ended_ends_the_page_at_that_moment(cast: Cast, sign_in: SignIn, ticket: Ticket) -> None:
    add_follower(cast.contact, Form(ticket.reference), cast.colleague.pk, now=NOW)
    # Of another customer too: who belongs nowhere any more is signed out altogether.
    add_membership(actor=None, user=cast.colleague, organisation=cast.other_customer, now=NOW)
    colleague = sign_in(cast.colleague)
    assert colleague.get(url(ticket)).status_code == 200
    membership = Membership.objects.get(user=cast.colleague, organisation=cast.customer)
    remove_membership(actor=None, membership=membership, now=NOW)
    for part in ("", "nieuws/", FOLLOWERS):
        assert colleague.get(url(ticket, part)).status_code == 404
    assert "Bram Jacobs" not in goes_to(page(sign_in(cast.contact), ticket))


@pytest.mark.parametrize("person", ["", "x", "0", "99999999999999999999"])
def test_nobody_chosen_comes_back_with_a_sentence(cast: Cast, sign_in: SignIn, ticket: Ticket, person: str) -> None:
    contact = sign_in(cast.contact)
    for part in (FOLLOWERS, AWAY):
        answer = contact.post(url(ticket, part), {"person": person})
        assert (answer.status_code, "Kies eerst iemand." in answer.content.decode()) == (422, True)


def test_answer_long_after_recovery_offers_a_follow_up(
    cast: Cast, sign_in: SignIn, ticket: Ticket, travel: time_machine.Traveller
) -> None:
    factories.recovered(ticket, cast.agent, now=NOW)
    contact = sign_in(cast.contact)
    assert 'type="radio" name="still_broken"' in page(contact, ticket)
    travel.move_to(NOW + timedelta(days=30), tick=False)
    contact = sign_in(cast.contact)
    body = page(contact, ticket)
    assert 'type="radio" name="still_broken"' not in body
    assert f'href="/melden/?vervolg={ticket.reference}"' in body
    sent = {"body": "Bedankt, het werkt nog.", "still_broken": "no"}
    assert contact.post(url(ticket, "antwoord/"), sent).status_code == 302
