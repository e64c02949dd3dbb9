"""Lesson: the page was checked and the piece of it that a script fetches was not."""

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.cast import NOW, Cast
from tests.tickets import factories
from tickets.actions.note import note
from tickets.actions.write_path import Form, Words
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
MARK, NOTE = "qfragment", "qnote"
# What scripts fetch about a ticket, in the portal and at the desk; {0} is its reference, {1} its number.
OF_THE_PORTAL = (
    "/tickets/{0}/nieuws/?mark=0",
    "/tickets/{0}/klok/recovery/1/",
    "/tickets/{0}/volgers/",
    "/tickets/{0}/afspraak.ics",
)
OF_THE_DESK = (
    "/desk/rijen/",
    "/desk/meldingen/?since=0",
    "/desk/zoeken/?q=qfragment",
    "/desk/bellen/bellers/?q=sanne",
    "/desk/bellen/belofte/?customer={2}",
    "/desk/tickets/{0}/nieuws/?since=0",
    "/desk/tickets/{0}/klok/recovery/1/",
    "/desk/tickets/{0}/klok/recovery/1/json",
    "/desk/tickets/{0}/herindelen/",
    "/desk/tickets/{0}/verwijzingen/zoeken/?q=qfragment",
    "/desk/tickets/{0}/samenvoegen/zoeken/?q=qfragment",
    "/onderhoud/bezig/",
)
HTMX = {"HX-Request": "true", "X-Desk-Poll": "1"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    made = factories.incident(cast.contact, cast.customer, subject=MARK, description=MARK, now=NOW)
    note(cast.agent, Form(made.reference), Words(NOTE), now=NOW)
    return made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answers(user: User | None, addresses: tuple[str, ...], ticket: Ticket) -> dict[str, tuple[int, str]]:
    client = client_of(user) if user else Client()
    got = {}
    with time_machine.travel(NOW, tick=False):
        for address in addresses:
            path = address.format(ticket.reference, ticket.pk, ticket.organisation_id)
            response = client.get(path, headers=HTMX)
            got[address] = response.status_code, response.content.decode() + str(response.headers)
    return got


@pytest.mark.parametrize("who", ["stranger", "colleague", "ended_partner"])
def test_piece_of_a_ticket_of_another_does_not_exist(cast: Cast, ticket: Ticket, who: str) -> None:
    got = answers(cast.everybody[who], OF_THE_PORTAL, ticket)
    assert {status for status, _text in got.values()} == {404}
    assert [address for address, (_status, text) in got.items() if MARK in text or NOTE in text] == []


@pytest.mark.parametrize("who", ["contact", "key_contact", "partner", "stranger", "ended_partner"])
def test_no_piece_of_the_desk_exists_for_customers(cast: Cast, ticket: Ticket, who: str) -> None:
    got = answers(cast.everybody[who], OF_THE_DESK, ticket)
    assert {address: status for address, (status, _text) in got.items() if status != 404} == {}
    assert [address for address, (_status, text) in got.items() if MARK in text or NOTE in text] == []


def test_pieces_hold_what_is_looked_for_where_they_may_be_read(cast: Cast, ticket: Ticket) -> None:
    """So that the tests above are no blind ones; of the note the customer gets nothing."""
    desk = answers(cast.agent, OF_THE_DESK, ticket)
    assert {status for status, _text in desk.values()} <= {200, 204}
    assert any(MARK in text for _status, text in desk.values())
    portal = answers(cast.contact, OF_THE_PORTAL, ticket)
    assert [status for status, _text in portal.values()] == [200, 200, 200, 404]
    assert [address for address, (_status, text) in portal.items() if NOTE in text] == []


def test_who_is_not_signed_in_gets_no_piece(ticket: Ticket) -> None:
    got = answers(None, OF_THE_PORTAL + OF_THE_DESK, ticket)
    assert [address for address, (status, text) in got.items() if status == 200 or MARK in text] == []


@pytest.mark.parametrize("what", ["openbaar", "verwijderen"])
def test_message_of_another_ticket_is_not_reached_through_ones_own(cast: Cast, ticket: Ticket, what: str) -> None:
    """The number of the message is looked up within the ticket of the address."""
    other = factories.incident(cast.stranger, cast.other_customer, now=NOW)
    client = client_of(cast.administrator)
    for message in Message.objects.filter(ticket=ticket):
        fields = {"version": other.version, "reason": "x"}
        path = f"/desk/tickets/{other.reference}/berichten/{message.pk}/{what}/"
        assert [client.get(path).status_code, client.post(path, fields).status_code] == [404, 404]
    assert Message.objects.filter(ticket=ticket, redacted_at=None, published=None).count() == 2
