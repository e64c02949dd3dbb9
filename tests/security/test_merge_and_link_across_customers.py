"""Lesson: merge and link across customers. Tickets of two customers never become one; neither is read of."""

import pytest
import time_machine
from django.test import Client

from accounts.actions import grant_mandate
from accounts.models import User
from accounts.queries import access_for
from accounts.refusals import NotAllowed, NotVisible, Refusal
from notifications.models import Notice
from tests.cast import LONG_AGO, NOW, Cast
from tests.tickets import factories
from tickets.actions.add_follower import add_follower
from tickets.actions.link import link
from tickets.actions.merge import merge
from tickets.actions.write_path import Form
from tickets.enums import Relation
from tickets.models import Ticket, TicketEvent, TicketFollower, TicketLink
from tickets.notices.mail import render
from tickets.queries.timeline import timeline

pytestmark = pytest.mark.django_db
OURS, THEIRS = "Onze qoursword", "Hun qtheirsword"


@pytest.fixture
def pair(cast: Cast) -> tuple[Ticket, Ticket]:
    ours = factories.incident(cast.contact, cast.customer, subject=OURS, now=NOW)
    return ours, factories.incident(cast.stranger, cast.other_customer, subject=THEIRS, now=NOW)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_merge_across_customers_is_refused(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    """By the action, by the form with made-up numbers, and it is not even offered by the search."""
    ours, theirs = pair
    for one, other in (pair, pair[::-1]):
        with pytest.raises(Refusal):
            merge(cast.agent, Form(one.reference, one.version), Form(other.reference, other.version), now=NOW)
    form = {"version": ours.version, "into": theirs.reference, "into_version": theirs.version}
    with time_machine.travel(NOW, tick=False):
        desk = client_of(cast.administrator)
        assert desk.post(f"/desk/tickets/{ours.reference}/samenvoegen/", form).status_code == 422
        found = desk.get(f"/desk/tickets/{ours.reference}/samenvoegen/zoeken/", {"q": "qtheirsword"})
        assert "Hun" not in found.content.decode()
    assert not Ticket.objects.exclude(merged_into=None).exists()


def test_link_across_customers_stays_with_the_helpdesk(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    ours, theirs = pair
    link(cast.agent, Form(ours.reference), theirs.reference, Relation.SAME_CAUSE, now=NOW)
    readers = ((cast.contact, ours, theirs), (cast.key_contact, ours, theirs), (cast.stranger, theirs, ours))
    for person, own, other in readers:
        told = timeline(access_for(person, now=NOW), own, now=NOW)
        assert "linked" not in [each.event.kind for each in told]
        with time_machine.travel(NOW, tick=False):
            page = client_of(person).get(f"/tickets/{own.reference}/").content.decode()
            news = client_of(person).get(f"/tickets/{own.reference}/nieuws/?since=0").content.decode()
        assert other.reference not in page + news
        assert other.subject not in page + news
    events = TicketEvent.objects.filter(data__has_key="other").values("pk")
    assert [each for each in Notice.objects.filter(subject_id__in=events) if render(each)] == []


@pytest.mark.parametrize("who", ["contact", "key_contact", "partner", "stranger"])
def test_nobody_of_a_customer_merges_or_links(cast: Cast, pair: tuple[Ticket, Ticket], who: str) -> None:
    ours, theirs = pair
    person = cast.everybody[who]
    with pytest.raises((NotAllowed, NotVisible)):
        link(person, Form(ours.reference), theirs.reference, Relation.SAME_CAUSE, now=NOW)
    with pytest.raises((NotAllowed, NotVisible)):
        merge(person, Form(ours.reference, 1), Form(theirs.reference, 1), now=NOW)
    assert not TicketLink.objects.exists()


def test_follow_up_and_follower_across_customers_are_refused(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    """A follow-up is a link as well; a follower of another customer would be a reader of all of it."""
    ours, theirs = pair
    form = {"subject": "Vervolg", "description": "Op het andere", "key": "5e0f8f52-2d6f-4b25-9c3e-2b7f0f0a4444"}
    with time_machine.travel(NOW, tick=False):
        client = client_of(cast.contact)
        assert client.post("/vraag/", {**form, "follows": theirs.reference}).status_code != 302
        page = client.get("/vraag/", {"vervolg": theirs.reference}).content.decode()
    assert "qtheirsword" not in page
    # A partner of both sees both, and still may not tie them together.
    grant_mandate(
        actor=None, customer=cast.other_customer, partner=cast.partner_organisation, starts_at=NOW - LONG_AGO, now=NOW
    )
    with time_machine.travel(NOW, tick=False):
        of_both = {**form, "organisation": cast.customer.pk, "follows": theirs.reference}
        assert client_of(cast.partner).get(f"/tickets/{theirs.reference}/").status_code == 200
        assert client_of(cast.partner).post("/vraag/", of_both).status_code == 422
    for person in (cast.stranger, cast.ended_partner):
        with pytest.raises(Refusal):
            add_follower(cast.agent, Form(ours.reference), person.pk, now=NOW)
    assert (TicketLink.objects.exists(), TicketFollower.objects.filter(user=cast.stranger).exists()) == (False, False)
