"""The tenancy walk (P1): for who may not see a ticket it is, on every address and byte for byte, no ticket at all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.urls import reverse

from accounts.actions import deactivate_user, end_mandate, grant_mandate
from accounts.refusals import NotAllowed
from tests.tickets.factories import submission
from tests.walk.addresses import Known, fields_for, known_routes
from tests.walk.walker import Walker, all_rows, body_of
from tests.walk.world import HOUR, SECOND, World
from tickets.actions.ask_question import ask_question
from tickets.enums import Visibility
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
NO_TICKET, NO_FILE, NO_MESSAGE = "OZ-987654321", 987654321, 987654321
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=|csrf-?token"?[=:] ?|nonce=)"[^"]*"', re.IGNORECASE)
TAKES = {"reference", "attachment_id", "message_id"}


Answers = tuple[tuple[int, str], tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """An address about something that is another's, and the same address about nothing."""

    name: str
    theirs: str
    nothing: str


def tickets_routes() -> list[Known]:
    """Every route that takes the number of a ticket, a file or a message."""
    return [known for known in known_routes() if TAKES & set(known.takes)]


def pairs(world: World, tickets: Sequence[Ticket]) -> Iterator[Pair]:
    """All addresses about these tickets; in the portal with the bare number as well, and the desk's about the first."""
    for known in tickets_routes():
        in_portal = known.name.startswith("portal:")
        for ticket in tickets if in_portal else tickets[:1]:
            for spelling in (ticket.reference, str(ticket.pk)) if in_portal else (ticket.reference,):
                yield from _pairs(world, known, ticket, spelling)


def _pairs(world: World, known: Known, ticket: Ticket, spelling: str) -> Iterator[Pair]:
    if "attachment_id" in known.takes:
        for visibility in Visibility if spelling == ticket.reference else ():
            for file in world.files_of(ticket, visibility):
                yield _pair(known, {"attachment_id": file.pk}, {"attachment_id": NO_FILE})
        return
    message = world.messages_of(ticket)[0].pk
    others: dict[str, object] = {
        "message_id": message, "kind": "recovery", "number": 1, "entry_id": world.entry.pk
    }  # fmt: skip
    more = {name: value for name, value in others.items() if name in known.takes}
    nothing = NO_TICKET if spelling == ticket.reference else NO_TICKET.removeprefix("OZ-")
    yield _pair(known, {"reference": spelling, **more}, {"reference": nothing, **more})


def _pair(known: Known, theirs: dict[str, object], nothing: dict[str, object]) -> Pair:
    addresses = (reverse(known.name, kwargs=each) for each in (theirs, nothing))
    return Pair(known.name, *addresses)


def seen(response: HttpResponse, address: str) -> tuple[int, str]:
    """The answer without what differs by nature: the address that was asked for, tokens, the id of the request."""
    text = TOKEN.sub("token", body_of(response)).replace(address, "/address/")
    location = response.headers.get("Location", "").replace(address, "/address/")
    return response.status_code, re.sub(r"/tickets/(OZ-)?\d+/", "/tickets/N/", location) + text


def _answers(walker: Walker, address: str, fields: dict[str, Any]) -> Answers:
    """By GET and by POST."""
    return seen(walker.get(address), address), seen(walker.post(address, fields), address)


def walk(world: World, walker: Walker, tickets: Sequence[Ticket]) -> tuple[int, dict[str, object]]:
    """How many addresses were tried, and those at which another's ticket differs from none, by GET and by POST."""
    told: dict[str, object] = {}
    tried = 0
    # What there is about nothing is asked once, and is the same for every ticket.
    nothings: dict[str, Answers] = {}
    for pair in pairs(world, tickets):
        fields = fields_for(world, pair.name)
        if pair.nothing not in nothings:
            nothings[pair.nothing] = _answers(walker, pair.nothing, fields)
        theirs, nothing = _answers(walker, pair.theirs, fields), nothings[pair.nothing]
        statuses = [status for status, _text in theirs]
        if theirs != nothing or not set(statuses) <= {302, 404, 405}:
            told[pair.theirs] = (statuses, [status for status, _text in nothing])
        tried += 1
    return tried, told


@pytest.mark.parametrize("role", ["stranger", "ended_partner", "anonymous"])
def test_customers_tickets_are_no_tickets_for(world: World, role: str) -> None:
    """A stranger, a partner whose mandate ended a second ago (what it filed itself included), nobody at all."""
    before = all_rows()
    tried, told = walk(world, Walker(world.user(role)), [world.running, world.filed])
    assert (told, tried >= len(tickets_routes())) == ({}, True)
    assert all_rows() == before


def test_others_tickets_are_no_tickets_for_a_contact(world: World) -> None:
    """A contact sees the own tickets only: not a colleague's, a partner's or a stranger's."""
    before = all_rows()
    tickets = [world.colleagues, world.filed, world.strangers]
    assert walk(world, Walker(world.cast.contact), tickets)[1] == {}
    assert all_rows() == before


@pytest.mark.parametrize("role", ["key_contact", "partner"])
def test_strangers_tickets_are_no_tickets_for(world: World, role: str) -> None:
    """Who sees all of one customer sees nothing of another."""
    assert walk(world, Walker(world.user(role)), [world.strangers])[1] == {}


@pytest.mark.parametrize("role", ["contact", "key_contact", "partner"])
def test_internal_files_are_no_files_for(world: World, role: str) -> None:
    """A file that came with a note is not there for the customer's side, which does see the ticket."""
    walker = Walker(world.user(role))
    known = next(each for each in tickets_routes() if each.name == "portal:file")
    public, internal = (world.files_of(world.running, each)[0] for each in (Visibility.PUBLIC, Visibility.INTERNAL))
    pair = _pair(known, {"attachment_id": internal.pk}, {"attachment_id": NO_FILE})
    assert seen(walker.get(pair.theirs), pair.theirs) == seen(walker.get(pair.nothing), pair.nothing)
    assert walker.get(pair.theirs).status_code == 404
    assert walker.get(reverse("portal:file", args=[public.pk])).status_code == 200


def test_message_of_another_ticket_is_no_message(world: World) -> None:
    """An agent cannot remove words by way of a ticket that they do not belong to."""
    walker, elsewhere = Walker(world.cast.agent), world.messages_of(world.strangers)[0].pk
    answers = []
    for message in (elsewhere, NO_MESSAGE):
        address = reverse("desk:redact", args=[world.running.reference, message])
        fields = {"version": world.running.version, "reason": "een wachtwoord"}
        answers.append((seen(walker.get(address), address), seen(walker.post(address, fields), address)))
    assert answers[0] == answers[1]
    assert {status for status, _text in answers[0]} == {404}


def test_mandate_that_ends_takes_everything_at_that_moment(world: World) -> None:
    """The partner's open session sees the ticket until the mandate's end, and from that very moment nothing."""
    now, walker = world.cast.now, Walker(world.cast.partner)
    address = reverse("portal:ticket", args=[world.running.reference])
    end_mandate(actor=None, mandate=world.cast.mandate, now=now + SECOND)
    with time_machine.travel(now, tick=False):
        assert walker.get(address).status_code == 200
    with time_machine.travel(now + SECOND, tick=False):
        assert walk(world, walker, [world.running])[1] == {}
        assert world.running.reference not in body_of(walker.get("/"))
        assert world.running.reference not in body_of(walker.get("/tickets/"))


def test_form_sent_again_after_the_mandate_ended_shows_no_ticket(world: World) -> None:
    """The key of the own form is no way around the door: it says nothing of the ticket that it made then."""
    cast, now = world.cast, world.cast.now
    start = now - HOUR
    grant_mandate(
        actor=None, customer=cast.other_customer, partner=cast.partner_organisation, starts_at=start, now=start
    )
    form = submission(cast.customer)
    ask_question(cast.partner, form, now=start)
    assert ask_question(cast.partner, form, now=now).organisation_id == cast.customer.pk
    end_mandate(actor=None, mandate=cast.mandate, now=now)
    with pytest.raises(NotAllowed):
        ask_question(cast.partner, replace(form, organisation_id=cast.other_customer.pk), now=now)


def test_person_who_was_deactivated_is_nobody(world: World) -> None:
    """An open session ends with the person's account."""
    walker = Walker(world.cast.contact)
    deactivate_user(actor=world.cast.administrator, user=world.cast.contact, now=world.cast.now)
    address = reverse("portal:ticket", args=[world.running.reference])
    assert walker.get(address).headers["Location"] == f"/account/login/?next={address}"
