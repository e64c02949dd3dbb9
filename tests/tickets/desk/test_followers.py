"""At the desk: who gets a message is named above it, followers come and go, a note is made public after a question."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import address, at, signed_in
from tickets.actions.add_follower import add_follower
from tickets.actions.reclassify import Answers, reclassify
from tickets.actions.remove_follower import remove_follower
from tickets.actions.write_path import Form
from tickets.enums import EventKind, Kind
from tickets.models import Message, SlaClock, Ticket, TicketFollower

PAGE_STATEMENTS = 13
FOLLOWERS, AWAY = "volgers/", "volgers/weg/"
SECRET = "De router van de locatie is vervangen."


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return factories.incident(cast.contact, cast.customer, now=at(24, 9, 30))


@pytest.fixture
def noted(cast: Cast, ticket: Ticket) -> Ticket:
    return factories.noted(ticket, cast.second_agent, SECRET, now=at(24, 9, 40))


def note_of(ticket: Ticket) -> Message:
    return Message.objects.get(ticket=ticket, event__kind=EventKind.NOTED)


def publish(ticket: Ticket) -> str:
    return address(ticket, f"berichten/{note_of(ticket).pk}/openbaar/")


def goes_to(body: str, form: str = "reply") -> str:
    """What stands above a form of the composer."""
    found = re.search(rf'id="{form}-goes-to">(.*?)</p>', body, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def test_who_gets_it_stands_above_reply_and_report(cast: Cast, desk: Client, ticket: Ticket) -> None:
    assert goes_to(desk.get(address(ticket)).content.decode()) == "Goes to Sanne de Vries."
    for person in (cast.colleague, cast.partner):
        add_follower(cast.contact, Form(ticket.reference), person.pk, now=at(24, 9, 31))
    body = desk.get(address(ticket)).content.decode()
    told = "Goes to Sanne de Vries, Bram Jacobs and Mo Haddad (Lijnrecht ICT)."
    assert (goes_to(body), goes_to(body, "report")) == (told, told)


def test_poll_brings_a_new_follower_above_the_composer(cast: Cast, desk: Client, ticket: Ticket) -> None:
    stamp = desk.get(address(ticket)).context["stamp"]
    add_follower(cast.contact, Form(ticket.reference), cast.colleague.pk, now=at(24, 9, 31))
    body = desk.get(address(ticket, "nieuws/"), {"stamp": stamp, "seen": "1"}).content.decode()
    assert 'data-morph="reply-goes-to"' in body
    assert "Goes to Sanne de Vries and Bram Jacobs." in body
    assert "Bram Jacobs follows, added by Sanne de Vries" in body


def test_caller_without_account_is_said_to_get_nothing(cast: Cast, desk: Client) -> None:
    fields = {
        "key": str(uuid4()), "caller": f"0-{cast.customer.pk}", "caller_name": "De portier", "kind": "question",
        "subject": "Lift", "said": "Geen toon.", "called_at": "2026-11-24T10:07",
    }  # fmt: skip
    place = desk.post("/desk/bellen/", fields)["Location"]
    assert goes_to(desk.get(place).content.decode()).startswith(
        "Nobody gets a mail of this: De portier has no account."
    )


def test_follower_is_added_and_removed(cast: Cast, desk: Client, ticket: Ticket) -> None:
    page = desk.get(address(ticket, FOLLOWERS)).content.decode()
    assert f'<option value="{cast.partner.pk}">Mo Haddad (Lijnrecht ICT)</option>' in page
    assert "Kees Verhoeven" not in page
    assert desk.post(address(ticket, FOLLOWERS), {"person": cast.partner.pk}).status_code == 302
    body = desk.get(address(ticket)).content.decode()
    assert "Mo Haddad follows this ticket from now on." in body
    assert 'aria-label="Remove Mo Haddad (Lijnrecht ICT)"' in body
    assert desk.post(address(ticket, AWAY), {"person": cast.partner.pk}).status_code == 302
    assert not TicketFollower.objects.exists()


@pytest.mark.parametrize("person", ["", "x", "-1", "99999999999999999999"])
def test_nobody_chosen_comes_back_with_a_sentence(desk: Client, ticket: Ticket, person: str) -> None:
    response = desk.post(address(ticket, FOLLOWERS), {"person": person})
    assert (response.status_code, "Choose somebody first." in response.content.decode()) == (422, True)
    assert desk.post(address(ticket, AWAY), {"person": person}).status_code == 422


def test_stranger_cannot_be_added_by_hand(cast: Cast, desk: Client, ticket: Ticket) -> None:
    response = desk.post(address(ticket, FOLLOWERS), {"person": cast.stranger.pk})
    assert response.status_code == 422
    assert "Only people of the customer and of its ICT partners can follow" in response.content.decode()


def test_note_is_made_public_after_naming_who_gets_it(cast: Cast, desk: Client, noted: Ticket) -> None:
    add_follower(cast.contact, Form(noted.reference), cast.colleague.pk, now=at(24, 9, 41))
    assert f'href="{publish(noted)}"' in desk.get(address(noted)).content.decode()
    page = desk.get(publish(noted))
    body = page.content.decode()
    assert SECRET in body
    assert "Goes to Sanne de Vries and Bram Jacobs." in body
    version = page.context["form"]["version"].value()
    assert desk.post(publish(noted), {"version": version}).status_code == 302
    assert SlaClock.objects.get(ticket=noted, kind="response").stopped_at == at(24, 10, 12)
    shown = desk.get(address(noted)).content.decode()
    assert "made public since" in shown
    assert "Note made public by Joris van Laar" in shown
    assert SECRET in signed_in(cast.contact).get(f"/tickets/{noted.reference}/").content.decode()
    assert desk.post(publish(noted), {"version": version}).status_code == 302
    assert "This note is public already." in desk.get(publish(noted)).content.decode()


def test_note_is_not_made_public_on_what_changed(cast: Cast, desk: Client, noted: Ticket) -> None:
    version = Ticket.objects.get(pk=noted.pk).version
    add_follower(cast.contact, Form(noted.reference), cast.colleague.pk, now=at(24, 9, 41))
    response = desk.post(publish(noted), {"version": version})
    body = response.content.decode()
    assert response.status_code == 409
    assert "Bram Jacobs follows, added by Sanne de Vries" in body
    assert f'name="version" value="{version + 1}"' in body


def test_closed_ticket_says_why_not(cast: Cast, desk: Client, noted: Ticket) -> None:
    factories.closed(noted, cast.agent, now=at(24, 9, 50))
    said = "This ticket has been closed, so a note on it cannot be made public any more."
    assert said in desk.get(publish(noted)).content.decode()
    assert said in desk.post(publish(noted), {"version": 9}).content.decode()
    assert "openbaar" not in desk.get(address(noted)).content.decode()


def test_reply_after_a_colleagues_note_is_sent_and_says_so(cast: Cast, desk: Client, ticket: Ticket) -> None:
    drawn = ticket.version
    factories.noted(ticket, cast.second_agent, SECRET, now=at(24, 9, 40))
    sent = {"body": "Wij zoeken het uit.", "key": str(uuid4()), "version": drawn}
    assert desk.post(address(ticket, "antwoord/"), sent).status_code == 302
    body = desk.get(address(ticket)).content.decode()
    assert "Your reply was sent." in body
    assert "Fatima El Amrani left an internal note while you were writing." in body


def test_poll_brings_the_matrix_after_a_colleague_reclassified(cast: Cast, desk: Client, ticket: Ticket) -> None:
    stamp = desk.get(address(ticket)).context["stamp"]
    news = address(ticket, "nieuws/")
    answers = Answers(Kind.INCIDENT, impact="all", severity="no_calls")
    reclassify(cast.second_agent, Form(ticket.reference), answers, "Iedereen.", now=at(24, 9, 50))
    answer = desk.get(news, {"stamp": stamp, "seen": "1"})
    body = answer.content.decode()
    assert 'data-morph="ticket-category"' in body
    assert 'value="all.no_calls" aria-label="all users, can no longer call: category 1" checked' in body
    stamp = answer.context["stamp"]
    factories.noted(Ticket.objects.get(pk=ticket.pk), cast.second_agent, now=at(24, 9, 51))
    assert 'data-morph="ticket-category"' not in desk.get(news, {"stamp": stamp, "seen": "1"}).content.decode()


def test_statements_do_not_grow_with_followers(
    cast: Cast, desk: Client, ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person in (cast.colleague, cast.key_contact, cast.partner):
        add_follower(cast.contact, Form(ticket.reference), person.pk, now=at(24, 9, 31))
        desk.get(address(ticket))
        with django_assert_num_queries(PAGE_STATEMENTS):
            desk.get(address(ticket))


def test_follower_who_left_does_not_hold_up_a_reply(cast: Cast, desk: Client, ticket: Ticket) -> None:
    add_follower(cast.contact, Form(ticket.reference), cast.colleague.pk, now=at(24, 9, 31))
    drawn = Ticket.objects.get(pk=ticket.pk).version
    remove_follower(cast.colleague, Form(ticket.reference), cast.colleague.pk, now=at(24, 9, 32))
    sent = {"body": "Wij zoeken het uit.", "key": str(uuid4()), "version": drawn}
    assert desk.post(address(ticket, "antwoord/"), sent).status_code == 302
