"""A confidential ticket is for its own people, key contacts and the desk: on every path to it."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.queries import access_for
from accounts.refusals import NotAllowed, NotVisible, Refusal
from notifications.models import Notice
from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.walk.world import stored
from tickets.actions.add_follower import add_follower
from tickets.actions.merge import merge
from tickets.actions.set_confidential import set_confidential
from tickets.actions.unmerge import unmerge
from tickets.actions.write_path import Form
from tickets.enums import EventKind
from tickets.models import Attachment, Ticket, TicketEvent
from tickets.notices.mail import render
from tickets.queries.door import visible_tickets

pytestmark = pytest.mark.django_db
SECRET = "qgeheim over ziekte"


@pytest.fixture
def ticket(cast: Cast, settings: object, tmp_path: object) -> Ticket:
    settings.FILES_DIR = tmp_path  # type: ignore[attr-defined]
    return factories.incident(
        cast.contact, cast.customer, subject=SECRET, confidential=True, files=stored("qgeheimbestand"), now=cast.now
    )


def who_see(cast: Cast, ticket: Ticket) -> set[str]:
    people = cast.everybody.items()
    return {name for name, user in people if visible_tickets(access_for(user, now=NOW)).filter(pk=ticket.pk).exists()}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


DESK = {"agent", "second_agent", "lead_agent", "administrator"}


def test_confidential_ticket_is_seen_by_its_people(cast: Cast, ticket: Ticket) -> None:
    assert who_see(cast, ticket) == DESK | {"contact", "key_contact"}
    assert TicketEvent.objects.get(ticket=ticket).data["confidential"] is True


def test_ticket_that_is_not_confidential_is_seen_by_the_partner(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    assert who_see(cast, ticket) == DESK | {"contact", "key_contact", "partner"}
    assert "confidential" not in TicketEvent.objects.get(ticket=ticket).data


def test_confidential_ticket_of_the_partner_that_filed_it(cast: Cast) -> None:
    ticket = factories.incident(cast.partner, cast.customer, confidential=True, now=cast.now)
    assert who_see(cast, ticket) == DESK | {"key_contact", "partner"}


@pytest.mark.parametrize("who", ["colleague", "partner"])
def test_confidential_ticket_is_seen_by_who_follows_it(cast: Cast, ticket: Ticket, who: str) -> None:
    add_follower(cast.contact, Form(ticket.reference), cast.everybody[who].pk, now=cast.now)
    assert who_see(cast, ticket) == DESK | {"contact", "key_contact", who}


def test_confidential_ticket_in_pages_lists_search_counts_and_files(cast: Cast, ticket: Ticket) -> None:
    """The canary: not a word, number or file of it for the partner, and the same answers as for no ticket at all."""
    with time_machine.travel(NOW, tick=False):
        client = client_of(cast.partner)
        pages = ["/", "/tickets/", "/tickets/?q=geheim", f"/tickets/?q={ticket.pk}", "/tickets/?group=open"]
        texts = {page: client.get(page).content.decode() for page in pages}
        assert [page for page, text in texts.items() if "qgeheim" in text or ticket.reference in text] == []
        file = Attachment.objects.get(ticket=ticket)
        routes = [reverse("portal:file", args=[file.pk])]
        routes += [
            reverse(f"portal:{name}", args=[ticket.reference]) for name in ("ticket", "ticket_news", "followers")
        ]
        assert {client.get(route).status_code for route in routes} == {404}
        assert client.post(reverse("portal:reply", args=[ticket.reference]), {"body": "x"}).status_code == 404
        assert SECRET in client_of(cast.key_contact).get("/tickets/?q=geheim").content.decode()


def test_confidential_ticket_in_notices(cast: Cast, ticket: Ticket) -> None:
    """Who was told before it became confidential is not mailed of it any more."""
    open_one = factories.incident(cast.contact, cast.customer, now=cast.now)
    add_follower(cast.contact, Form(open_one.reference), cast.partner.pk, now=cast.now)
    open_one.refresh_from_db()
    factories.replied(open_one, cast.agent, now=cast.now)
    notice = Notice.objects.filter(recipient=cast.partner).latest("pk")
    set_confidential(cast.key_contact, Form(open_one.reference), confidential=True, now=cast.now)
    with time_machine.travel(NOW, tick=False):
        assert render(notice) is not None
        open_one.followers.all().delete()
        assert render(notice) is None
    assert not Notice.objects.filter(recipient=cast.partner, subject_id__in=ticket.events.values("pk")).exists()


@pytest.mark.parametrize("who", ["key_contact", "lead_agent", "administrator"])
def test_ticket_is_made_confidential_and_open_again(cast: Cast, who: str) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    for confidential in (True, True, False, False):
        set_confidential(cast.everybody[who], Form(ticket.reference), confidential=confidential, now=cast.now)
        assert ("partner" in who_see(cast, ticket)) is not confidential
    events = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.CONFIDENTIALITY).order_by("pk")
    assert [each.data for each in events] == [{"confidential": True}, {"confidential": False}]


@pytest.mark.parametrize(
    ("who", "refusal"), [("contact", NotAllowed), ("partner", NotAllowed), ("colleague", NotVisible)]
)
def test_ticket_is_not_made_confidential_by(cast: Cast, who: str, refusal: type[Refusal]) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    with pytest.raises(refusal):
        set_confidential(cast.everybody[who], Form(ticket.reference), confidential=True, now=cast.now)


def test_confidential_ticket_is_not_merged_into_an_open_one(cast: Cast, ticket: Ticket) -> None:
    other = factories.incident(cast.contact, cast.customer, now=cast.now)
    for pair in ((ticket, other), (other, ticket)):
        with pytest.raises(Refusal):
            merge(cast.agent, Form(pair[0].reference), Form(pair[1].reference), now=cast.now)


def test_duplicate_becomes_confidential_with_the_ticket_that_it_went_on_in(cast: Cast) -> None:
    one, other = (factories.incident(cast.contact, cast.customer, now=cast.now) for _ in range(2))
    merge(cast.agent, Form(one.reference), Form(other.reference), now=cast.now)
    set_confidential(cast.key_contact, Form(other.reference), confidential=True, now=cast.now)
    assert "partner" not in who_see(cast, one)
    unmerge(cast.agent, one.reference, now=cast.now)
    assert "partner" not in who_see(cast, one)


def test_confidential_is_said_on_both_pages_and_asked_in_the_form(cast: Cast, ticket: Ticket) -> None:
    with time_machine.travel(NOW, tick=False):
        page = client_of(cast.key_contact).get(f"/tickets/{ticket.reference}/").content.decode()
        assert ("Vertrouwelijk" in page, "Niet meer vertrouwelijk" in page) == (True, True)
        # Above the conversation too, where somebody looks before answering.
        assert "Vertrouwelijk" in page[page.index("oz-tickethead") : page.index("ticket-steps")]
        assert (
            "Niet meer vertrouwelijk"
            not in client_of(cast.contact).get(f"/tickets/{ticket.reference}/").content.decode()
        )
        assert "Vertrouwelijk" in client_of(cast.agent).get(f"/desk/tickets/{ticket.reference}/").content.decode()
        form = client_of(cast.contact)
        assert 'name="confidential"' in form.get("/vraag/").content.decode()
        fields = {"subject": "Ziek", "description": "Iets persoonlijks", "key": "5e0f8f52-2d6f-4b25-9c3e-2b7f0f0a1111"}
        assert form.post("/vraag/", {**fields, "confidential": "on"}).status_code == 302
    assert Ticket.objects.latest("pk").confidential is True
