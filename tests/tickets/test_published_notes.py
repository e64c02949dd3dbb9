"""A note made public counts from then: the response stops when it is published, not when it was written (N)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from accounts.models import User
from accounts.queries import access_for
from accounts.refusals import NotAllowed, NotVisible, Refusal, Stale
from notifications.models import Notice
from tests.cast import Cast
from tests.tickets import factories
from tickets import sla
from tickets.actions.add_follower import add_follower
from tickets.actions.customer_reply import customer_reply
from tickets.actions.publish_note import publish_note
from tickets.actions.redact import redact
from tickets.actions.write_path import Form, Words
from tickets.enums import ClockKind, EventKind, Status
from tickets.files import store
from tickets.models import Attachment, Message, SlaClock, Ticket, TicketEvent
from tickets.notices.mail import render
from tickets.queries.files import attachment_for
from tickets.queries.timeline import timeline

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SECRET = "De router van de locatie is vervangen."


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Category 2, with a note of five minutes after."""
    reported = factories.incident(cast.contact, cast.customer, now=cast.now)
    return factories.noted(reported, cast.agent, SECRET, now=cast.now + 5 * MINUTE)


def note_of(ticket: Ticket) -> Message:
    return Message.objects.get(ticket=ticket, event__kind=EventKind.NOTED)


def published(cast: Cast, ticket: Ticket, *, minutes: int = 20) -> Ticket:
    about = Form(ticket.reference)
    return publish_note(cast.second_agent, about, note_of(ticket).pk, now=cast.now + minutes * MINUTE)


def response(ticket: Ticket) -> SlaClock:
    return SlaClock.objects.get(ticket=ticket, kind=ClockKind.RESPONSE)


def bodies(cast: Cast, who: User, ticket: Ticket) -> list[str]:
    now = cast.now + 3 * 60 * MINUTE
    return [each.body for each in timeline(access_for(who, now=now), ticket, now=now) if each.body]


def test_note_alone_leaves_the_response_running(cast: Cast, ticket: Ticket) -> None:
    assert response(ticket).stopped_at is None


@pytest.mark.parametrize(
    ("minutes", "is_met"), [(59, True), (60, False), (61, False)], ids=["just in time", "exactly the norm", "late"]
)
def test_response_stops_when_the_note_is_published(cast: Cast, ticket: Ticket, minutes: int, is_met: bool) -> None:
    published(cast, ticket, minutes=minutes)
    clock = response(ticket)
    assert clock.stopped_at == cast.now + minutes * MINUTE
    assert (clock.met_at is not None, clock.breached_at is None) == (is_met, is_met)
    assert sla.differences(Ticket.objects.get(pk=ticket.pk)) == []


def test_response_that_was_given_keeps_its_moment(cast: Cast, ticket: Ticket) -> None:
    factories.replied(ticket, cast.agent, now=cast.now + 10 * MINUTE)
    published(cast, ticket, minutes=30)
    assert response(ticket).met_at == cast.now + 10 * MINUTE


def test_publishing_takes_a_ticket_that_nobody_had(cast: Cast, ticket: Ticket) -> None:
    published(cast, ticket)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Status.IN_PROGRESS, cast.second_agent)


def test_publishing_leaves_a_waiting_ticket_waiting(cast: Cast, ticket: Ticket) -> None:
    factories.waiting(ticket, cast.agent, now=cast.now + 10 * MINUTE)
    published(cast, ticket)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Status.WAITING, cast.agent)


def test_customer_reads_it_as_a_message_of_the_helpdesk(cast: Cast, ticket: Ticket) -> None:
    assert SECRET not in bodies(cast, cast.contact, ticket)
    published(cast, ticket)
    assert bodies(cast, cast.contact, ticket) == [factories.DESCRIPTION, SECRET]
    now = cast.now + 30 * MINUTE
    entry = timeline(access_for(cast.contact, now=now), ticket, now=now)[-1]
    assert (entry.event.kind, entry.style, entry.who) == (EventKind.NOTE_PUBLISHED, "ozmo", "Fatima El Amrani")


def test_files_of_the_note_come_along(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    files = [store(SimpleUploadedFile("meting.txt", b"inhoud"))]
    factories.noted(ticket, cast.agent, SECRET, now=cast.now, files=files)
    access, file = access_for(cast.contact, now=cast.now), Attachment.objects.get()
    with pytest.raises(NotVisible):
        attachment_for(access, file.pk)
    published(cast, ticket)
    assert attachment_for(access, file.pk) == file
    entry = timeline(access, ticket, now=cast.now + 30 * MINUTE)[-1]
    assert [each.name for each in entry.attachments] == ["meting.txt"]


def test_reporter_and_followers_are_mailed_the_words(cast: Cast, ticket: Ticket) -> None:
    add_follower(cast.contact, Form(ticket.reference), cast.colleague.pk, now=cast.now)
    published(cast, ticket)
    event = TicketEvent.objects.get(kind=EventKind.NOTE_PUBLISHED)
    notices = list(Notice.objects.filter(subject_id=event.pk).order_by("pk"))
    assert [each.recipient for each in notices] == [cast.contact, cast.colleague]
    with time_machine.travel(cast.now + 30 * MINUTE, tick=False), translation.override("nl"):
        mail = render(notices[0])
    assert mail is not None
    assert SECRET in mail.text


def test_twice_is_once(cast: Cast, ticket: Ticket) -> None:
    published(cast, ticket)
    published(cast, ticket, minutes=40)
    assert TicketEvent.objects.filter(kind=EventKind.NOTE_PUBLISHED).count() == 1
    assert response(ticket).stopped_at == cast.now + 20 * MINUTE


def test_removed_text_cannot_be_published(cast: Cast, ticket: Ticket) -> None:
    redact(cast.agent, Form(ticket.reference), note_of(ticket).pk, "Wachtwoord", now=cast.now)
    with pytest.raises(Refusal) as refused:
        published(cast, ticket)
    assert refused.value.status == 422
    assert note_of(ticket).published_id is None


def test_published_text_can_be_removed(cast: Cast, ticket: Ticket) -> None:
    published(cast, ticket)
    redact(cast.agent, Form(ticket.reference), note_of(ticket).pk, "Wachtwoord", now=cast.now + 30 * MINUTE)
    assert SECRET not in bodies(cast, cast.contact, ticket)
    assert SECRET not in bodies(cast, cast.agent, ticket)


def test_closed_ticket_refuses_with_a_sentence(cast: Cast, ticket: Ticket) -> None:
    factories.closed(ticket, cast.agent, now=cast.now + 10 * MINUTE)
    with translation.override("en"), pytest.raises(Refusal) as refused:
        published(cast, ticket)
    assert refused.value.sentence == "This ticket has been closed, so a note on it cannot be made public any more."


def test_what_is_no_note_of_the_ticket_is_not_there(cast: Cast, ticket: Ticket) -> None:
    other = factories.noted(factories.incident(cast.contact, cast.customer, now=cast.now), cast.agent, now=cast.now)
    public = Message.objects.get(ticket=ticket, event__kind=EventKind.SUBMITTED)
    for message in (note_of(other), public):
        with pytest.raises(NotVisible):
            publish_note(cast.agent, Form(ticket.reference), message.pk, now=cast.now)


def test_customer_cannot_publish(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(NotAllowed):
        publish_note(cast.contact, Form(ticket.reference), note_of(ticket).pk, now=cast.now)


def test_form_is_stale_when_a_reader_was_added(cast: Cast, ticket: Ticket) -> None:
    """Who gets it was named before: somebody more is somebody else's choice."""
    drawn = Form(ticket.reference, ticket.version)
    add_follower(cast.contact, Form(ticket.reference), cast.colleague.pk, now=cast.now)
    with pytest.raises(Stale):
        publish_note(cast.agent, drawn, note_of(ticket).pk, now=cast.now)


@pytest.mark.parametrize("said", [factories.noted, factories.explained], ids=["note", "cause"])
def test_note_of_a_colleague_does_not_hold_up_a_reply(cast: Cast, ticket: Ticket, said: Callable[..., Ticket]) -> None:
    drawn = Ticket.objects.get(pk=ticket.pk)
    said(ticket, cast.second_agent, now=cast.now + 10 * MINUTE)
    assert factories.replied(drawn, cast.agent, now=cast.now + 12 * MINUTE).status == Status.IN_PROGRESS


def test_answer_of_the_customer_holds_up_a_reply(cast: Cast, ticket: Ticket) -> None:
    drawn = Ticket.objects.get(pk=ticket.pk)
    customer_reply(cast.contact, Form(ticket.reference), Words("Het werkt weer."), now=cast.now + 10 * MINUTE)
    with pytest.raises(Stale):
        factories.replied(drawn, cast.agent, now=cast.now + 12 * MINUTE)
