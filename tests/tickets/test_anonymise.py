"""Anonymising a person: who it was goes from everywhere, what happened stays as it was."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import Client

from accounts.models import Invitation, Membership, User
from accounts.refusals import NotAllowed, Refusal
from notifications.models import Notice
from tests.cast import Cast
from tests.signed_in import client_sure_of
from tests.tickets import factories
from tickets.actions.add_follower import add_follower
from tickets.actions.anonymise import anonymise, kept_outside
from tickets.actions.rebuild_clocks import clock_differences
from tickets.actions.write_path import Form
from tickets.models import ErasureRecord, SlaClock, Ticket, TicketEvent, TicketFollower

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Sanne de Vries", "sanne@maasoever.example"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Reported by the contact, and answered by name."""
    made = factories.incident(cast.contact, cast.customer, now=cast.now)
    taken = factories.taken(made, cast.agent, now=cast.now + MINUTE)
    return factories.replied(taken, cast.agent, f"Beste {NAME}, wij kijken ernaar.", now=cast.now + MINUTE)


def test_nothing_names_the_person_any_more(cast: Cast, ticket: Ticket, client: Client) -> None:
    client.force_login(cast.contact)
    anonymise(cast.administrator, cast.contact, now=cast.now)
    person = User.objects.get(pk=cast.contact.pk)
    assert (person.name, person.phone, person.is_active) == (f"Voormalig contact {person.pk}", "", False)
    assert EMAIL not in person.email
    assert not person.has_usable_password()
    assert not Membership.objects.filter(user=person).exists()
    saved = Ticket.objects.get(pk=ticket.pk)
    assert (saved.phone, saved.reporter_id) == ("", person.pk)
    assert "sanne" not in saved.search_text
    assert client.get("/tickets/").status_code == 302


def test_no_event_and_no_clock_changes(cast: Cast, ticket: Ticket) -> None:
    events, clocks = list(TicketEvent.objects.values()), list(SlaClock.objects.order_by("pk").values())
    anonymise(cast.administrator, cast.contact, now=cast.now)
    assert list(TicketEvent.objects.values()) == events
    assert list(SlaClock.objects.order_by("pk").values()) == clocks
    assert list(clock_differences()) == []


def test_mail_that_waits_is_not_sent_and_mail_that_went_has_no_address(cast: Cast, ticket: Ticket) -> None:
    waiting = Notice.objects.filter(recipient=cast.contact, state="pending").first()
    assert waiting is not None
    sent = Notice.objects.create(
        source="tickets.event", subject_id=999_999, recipient=cast.contact, address=EMAIL, state="sent",
        created_at=cast.now, send_after=cast.now, sent_at=cast.now, message_id="a",
    )  # fmt: skip
    reset = Notice.objects.create(
        source="mail", subject_id=0, address=EMAIL, payload={"text": NAME}, created_at=cast.now,
        send_after=cast.now, message_id="b",
    )  # fmt: skip
    anonymise(cast.administrator, cast.contact, now=cast.now)
    for each in (waiting, sent, reset):
        each.refresh_from_db()
    assert (waiting.state, reset.state, sent.state) == ("suppressed", "suppressed", "sent")
    assert (sent.address, reset.payload) == ("", {})
    assert not Notice.objects.filter(address=EMAIL).exists()


def test_followed_tickets_and_invitations_end(cast: Cast, ticket: Ticket) -> None:
    add_follower(cast.agent, Form(ticket.reference), cast.colleague.pk, now=cast.now)
    invited = Invitation.objects.create(
        organisation=cast.customer, email=cast.colleague.email, name=cast.colleague.name, digest="d",
        sent_at=cast.now, expires_at=cast.now + MINUTE,
    )  # fmt: skip
    anonymise(cast.administrator, cast.colleague, now=cast.now)
    invited.refresh_from_db()
    assert invited.revoked_at == cast.now
    assert cast.colleague.email != invited.email
    assert not TicketFollower.objects.filter(user=cast.colleague).exists()


def test_texts_that_name_the_person_are_proposed_and_stay(cast: Cast, ticket: Ticket) -> None:
    record = anonymise(cast.administrator, cast.contact, now=cast.now)
    named = ticket.messages.get(body__contains=NAME)
    assert record.proposed == {"messages": [named.pk], "tickets": [], "attachments": []}


def test_log_of_the_administration_forgets_the_name_and_keeps_the_others(cast: Cast) -> None:
    kind = ContentType.objects.get_for_model(User)
    for person in (cast.contact, cast.colleague):
        LogEntry.objects.create(
            user=cast.administrator, content_type=kind, object_id=str(person.pk), object_repr=str(person), action_flag=2
        )
    anonymise(cast.administrator, cast.contact, now=cast.now)
    told = set(LogEntry.objects.values_list("object_repr", flat=True))
    assert told == {f"Voormalig contact {cast.contact.pk}", cast.colleague.name}


def test_twice_is_once(cast: Cast, ticket: Ticket) -> None:
    first = anonymise(cast.administrator, cast.contact, now=cast.now)
    again = anonymise(cast.administrator, cast.contact, now=cast.now + MINUTE)
    assert (first.pk, first.at) == (again.pk, again.at)
    assert ErasureRecord.objects.count() == 1


def test_only_an_administrator_and_not_oneself(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        anonymise(cast.agent, cast.contact, now=cast.now)
    with pytest.raises(Refusal):
        anonymise(cast.administrator, cast.administrator, now=cast.now)


def _restored(cast: Cast) -> None:
    """The database as it was before: the name is back, and the record with it gone."""
    ErasureRecord.objects.all().delete()
    User.objects.filter(pk=cast.contact.pk).update(name=NAME, email=EMAIL)


def test_restored_person_is_forgotten_again(
    cast: Cast, django_capture_on_commit_callbacks: object, settings: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        anonymise(cast.administrator, cast.contact, now=cast.now)
    assert [NAME in each or EMAIL in each for each in kept_outside()][-1:] == [False]
    _restored(cast)
    said = StringIO()
    call_command("replay_erasures", stdout=said)
    assert said.getvalue() == "1 people anonymised again.\n"
    assert not User.objects.filter(name=NAME).exists()
    call_command("replay_erasures", stdout=said)
    assert said.getvalue().endswith("0 people anonymised again.\n")


def test_number_that_somebody_else_got_is_left_alone(cast: Cast, tmp_path: object) -> None:
    line = json.dumps({"user": cast.contact.pk, "joined": "2020-01-01T00:00:00+00:00", "at": "2026-01-01"})
    file = tmp_path / "erasures.jsonl"  # type: ignore[operator]
    file.write_text(line + "\n")
    call_command("replay_erasures", str(file), stdout=StringIO())
    assert User.objects.filter(name=NAME).exists()


def test_page_shows_it_before_and_proposes_after(cast: Cast, ticket: Ticket, client: Client) -> None:
    client_sure_of(cast.administrator, client)
    address = f"/beheer/personen/{cast.contact.pk}/anonimiseren/"
    assert NAME in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422
    assert User.objects.filter(name=NAME).exists()
    assert client.post(address, {"confirmed": "yes"}).status_code == 302
    message = ticket.messages.get(body__contains=NAME)
    assert f"/berichten/{message.pk}/verwijderen/" in client.get(address).content.decode()
    assert (
        f"/beheer/personen/{cast.contact.pk}/"
        in client.get(f"/beheer/accounts/user/{cast.contact.pk}/change/").content.decode()
    )
