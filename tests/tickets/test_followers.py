"""Who follows a ticket: who may, who says so, who is told, and that a right that ends takes everything at once (P1)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from accounts.actions import deactivate_user, end_mandate, remove_membership
from accounts.models import Membership, User
from accounts.queries import access_for
from accounts.refusals import NotAllowed, NotVisible, Refusal
from notifications.models import Notice
from tests.cast import Cast
from tests.tickets import factories
from tickets.actions.add_follower import add_follower
from tickets.actions.customer_reply import customer_reply
from tickets.actions.release_queued import release_queued
from tickets.actions.remove_follower import remove_follower
from tickets.actions.write_path import Form, Words
from tickets.enums import EventKind
from tickets.models import Ticket, TicketEvent, TicketFollower
from tickets.notices.mail import render
from tickets.queries.door import visible_tickets
from tickets.queries.followers import could_follow, readers_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Reported by the contact."""
    return factories.incident(cast.contact, cast.customer, now=cast.now)


def followed(ticket: Ticket, person: User, *, by: User | None = None, now: datetime) -> Ticket:
    """With one follower more."""
    return add_follower(by or person, Form(ticket.reference), person.pk, now=now)


def sees(person: User, ticket: Ticket, *, now: datetime) -> bool:
    return visible_tickets(access_for(person, now=now)).filter(pk=ticket.pk).exists()


def names(ticket: Ticket, *, now: datetime) -> list[str]:
    return [each.words for each in readers_of(ticket, now=now)]


def told(event: EventKind) -> list[str]:
    """To whom the newest event of a kind is mailed, in the order in which that was decided."""
    newest = TicketEvent.objects.filter(kind=event).order_by("-pk")[0]
    rows = Notice.objects.filter(subject_id=newest.pk).order_by("pk")
    return list(rows.values_list("recipient__name", flat=True))


def mail(person: User, *, now: datetime) -> str | None:
    """What the newest notice to somebody says, as it would be sent at `now`."""
    notice = Notice.objects.filter(recipient=person).order_by("-pk")[0]
    with time_machine.travel(now, tick=False), translation.override("nl"):
        sent = render(notice)
    return f"{sent.subject}\n{sent.text}" if sent else None


def test_follower_sees_that_one_ticket(cast: Cast, ticket: Ticket) -> None:
    other = factories.incident(cast.contact, cast.customer, now=cast.now)
    assert not sees(cast.colleague, ticket, now=cast.now)
    followed(ticket, cast.colleague, by=cast.contact, now=cast.now)
    assert [sees(cast.colleague, each, now=cast.now) for each in (ticket, other)] == [True, False]


def test_following_is_on_record_once(cast: Cast, ticket: Ticket) -> None:
    for _ in range(2):
        followed(ticket, cast.colleague, by=cast.contact, now=cast.now)
    event = TicketEvent.objects.get(kind=EventKind.FOLLOWER_ADDED)
    assert (event.actor, event.data) == (cast.contact, {"user_id": cast.colleague.pk})
    row = TicketFollower.objects.get()
    assert (row.user, row.added_by, row.added_at) == (cast.colleague, cast.contact, cast.now)
    for _ in range(2):
        remove_follower(cast.contact, Form(ticket.reference), cast.colleague.pk, now=cast.now)
    assert TicketEvent.objects.get(kind=EventKind.FOLLOWER_REMOVED).data == {"user_id": cast.colleague.pk}
    assert not TicketFollower.objects.exists()


def test_reporter_is_told_without_following(cast: Cast, ticket: Ticket) -> None:
    followed(ticket, cast.contact, now=cast.now)
    remove_follower(cast.key_contact, Form(ticket.reference), cast.contact.pk, now=cast.now)
    assert not TicketEvent.objects.filter(kind__startswith="follower").exists()
    assert names(ticket, now=cast.now) == ["Sanne de Vries"]


@pytest.mark.parametrize("who", ["contact", "key_contact", "agent", "administrator"])
def test_followers_are_chosen_by(cast: Cast, ticket: Ticket, who: str) -> None:
    followed(ticket, cast.colleague, by=cast.everybody[who], now=cast.now)
    assert sees(cast.colleague, ticket, now=cast.now)


def test_partner_that_filed_chooses_followers(cast: Cast) -> None:
    filed = factories.incident(cast.partner, cast.customer, now=cast.now)
    followed(filed, cast.colleague, by=cast.partner, now=cast.now)
    assert names(filed, now=cast.now) == ["Mo Haddad (Lijnrecht ICT)", "Bram Jacobs"]


def test_partner_chooses_only_itself_on_what_it_did_not_file(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(NotAllowed):
        followed(ticket, cast.colleague, by=cast.partner, now=cast.now)
    followed(ticket, cast.partner, now=cast.now)
    assert names(ticket, now=cast.now) == ["Sanne de Vries", "Mo Haddad (Lijnrecht ICT)"]


def test_follower_chooses_only_itself(cast: Cast, ticket: Ticket) -> None:
    followed(ticket, cast.colleague, by=cast.contact, now=cast.now)
    followed(ticket, cast.partner, now=cast.now)
    for change in (add_follower, remove_follower):
        with pytest.raises(NotAllowed):
            change(cast.colleague, Form(ticket.reference), cast.partner.pk, now=cast.now)
    remove_follower(cast.colleague, Form(ticket.reference), cast.colleague.pk, now=cast.now)
    assert not sees(cast.colleague, ticket, now=cast.now)


@pytest.mark.parametrize("who", ["stranger", "ended_partner", "agent"])
def test_others_cannot_follow(cast: Cast, ticket: Ticket, who: str) -> None:
    with pytest.raises(Refusal) as refused:
        followed(ticket, cast.everybody[who], by=cast.key_contact, now=cast.now)
    assert refused.value.status == 422
    assert not TicketFollower.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "ended_partner", "colleague"])
def test_nobody_lets_themselves_in(cast: Cast, ticket: Ticket, who: str) -> None:
    with pytest.raises(NotVisible):
        followed(ticket, cast.everybody[who], now=cast.now)


def test_choice_is_from_people_of_customer_and_mandated_partners(cast: Cast, ticket: Ticket) -> None:
    followed(ticket, cast.colleague, by=cast.contact, now=cast.now)
    assert [each.words for each in could_follow(ticket, now=cast.now)] == [
        "Ingrid Smulders",
        "Mo Haddad (Lijnrecht ICT)",
    ]


def membership_ends(cast: Cast) -> None:
    remove_membership(actor=None, membership=Membership.objects.get(user=cast.colleague), now=cast.now)


def account_ends(cast: Cast) -> None:
    deactivate_user(actor=None, user=cast.colleague, now=cast.now)


@pytest.mark.parametrize("end", [membership_ends, account_ends])
def test_follower_without_right_sees_and_hears_nothing(cast: Cast, ticket: Ticket, end: Callable[[Cast], None]) -> None:
    followed(ticket, cast.colleague, by=cast.contact, now=cast.now)
    factories.replied(ticket_of(ticket), cast.agent, now=cast.now)
    end(cast)
    later = cast.now + MINUTE
    colleague = User.objects.get(pk=cast.colleague.pk)
    assert not sees(colleague, ticket, now=later)
    assert mail(colleague, now=later) is None
    assert names(ticket, now=later) == ["Sanne de Vries"]


def test_follower_of_a_partner_is_gone_with_the_mandate(cast: Cast, ticket: Ticket) -> None:
    followed(ticket, cast.partner, by=cast.contact, now=cast.now)
    factories.replied(ticket_of(ticket), cast.agent, now=cast.now)
    end_mandate(actor=cast.administrator, mandate=cast.mandate, now=cast.now)
    later = cast.now + MINUTE
    assert not sees(cast.partner, ticket, now=later)
    assert mail(cast.partner, now=later) is None
    assert names(ticket, now=later) == ["Sanne de Vries"]


def ticket_of(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_listed_are_exactly_those_who_see_it(cast: Cast, ticket: Ticket) -> None:
    """Row or no row: whoever is named gets it, and whoever would not get it is not named."""
    everybody = cast.everybody.values()
    TicketFollower.objects.bulk_create(
        TicketFollower(ticket=ticket, user=each, added_by=each, added_at=cast.now)
        for each in everybody
        if not each.is_agent
    )
    listed = {each.id for each in readers_of(ticket, now=cast.now)}
    assert listed == {each.pk for each in everybody if not each.is_agent and sees(each, ticket, now=cast.now)}


def test_reporter_and_followers_are_told_of_what_we_say(cast: Cast, ticket: Ticket) -> None:
    followed(ticket, cast.colleague, by=cast.contact, now=cast.now)
    followed(ticket, cast.partner, by=cast.contact, now=cast.now)
    factories.reported(ticket_of(ticket), cast.agent, now=cast.now)
    assert told(EventKind.STATUS_REPORTED) == ["Sanne de Vries", "Bram Jacobs", "Mo Haddad"]
    text = mail(cast.colleague, now=cast.now)
    assert text is not None
    assert "Statusrapportage 1" in text
    assert f"omdat u {ticket.reference} van Zorggroep Maasoever volgt" in text


def test_note_is_told_to_nobody(cast: Cast, ticket: Ticket) -> None:
    followed(ticket, cast.colleague, by=cast.contact, now=cast.now)
    factories.noted(ticket_of(ticket), cast.agent, now=cast.now)
    assert told(EventKind.NOTED) == []


def test_words_of_one_of_them_are_told_to_the_others(cast: Cast, ticket: Ticket) -> None:
    followed(ticket, cast.colleague, by=cast.contact, now=cast.now)
    customer_reply(cast.colleague, Form(ticket.reference), Words("Het is bij ons ook zo."), now=cast.now)
    assert told(EventKind.CUSTOMER_REPLIED) == ["Sanne de Vries"]
    text = mail(cast.contact, now=cast.now)
    assert text is not None
    assert "Bram Jacobs schreef ons:" in text
    assert "Bram Jacobs, OZMO" not in text


def test_who_is_added_by_another_is_told_once(cast: Cast, ticket: Ticket) -> None:
    followed(ticket, cast.colleague, by=cast.contact, now=cast.now)
    assert told(EventKind.FOLLOWER_ADDED) == ["Bram Jacobs"]
    text = mail(cast.colleague, now=cast.now)
    assert text is not None
    assert "Sanne de Vries heeft ons gevraagd u op de hoogte te houden van dit ticket." in text
    followed(ticket, cast.partner, now=cast.now)
    assert told(EventKind.FOLLOWER_ADDED) == []


def test_who_answers_follows_from_then_on(cast: Cast, ticket: Ticket) -> None:
    customer_reply(cast.key_contact, Form(ticket.reference), Words("Het is spoed."), now=cast.now)
    kinds = list(TicketEvent.objects.filter(ticket=ticket).order_by("sequence").values_list("kind", flat=True))
    assert kinds == ["submitted", "customer_replied", "follower_added"]
    customer_reply(cast.key_contact, Form(ticket.reference), Words("Nog steeds."), now=cast.now)
    assert TicketEvent.objects.filter(kind=EventKind.FOLLOWER_ADDED).count() == 1
    assert names(ticket, now=cast.now) == ["Sanne de Vries", "Ingrid Smulders"]


def test_reporter_who_answers_does_not_follow(cast: Cast, ticket: Ticket) -> None:
    customer_reply(cast.contact, Form(ticket.reference), Words("Het is spoed."), now=cast.now)
    assert not TicketFollower.objects.exists()


def test_followers_are_told_that_the_nights_ticket_is_taken_up(cast: Cast) -> None:
    night = cast.now.replace(hour=6)
    held = factories.incident(cast.contact, cast.customer, now=night)
    followed(held, cast.colleague, by=cast.contact, now=night)
    assert release_queued(now=cast.now) == 1
    assert told(EventKind.RELEASED) == ["Sanne de Vries", "Bram Jacobs"]


def test_followers_of_an_ended_ticket_can_change(cast: Cast, ticket: Ticket) -> None:
    factories.withdrawn(ticket, cast.contact, now=cast.now)
    followed(ticket, cast.colleague, by=cast.contact, now=cast.now)
    assert sees(cast.colleague, ticket, now=cast.now)


def test_follower_who_wants_no_mail_gets_none_and_reporters_always_do(cast: Cast, ticket: Ticket) -> None:
    followed(ticket, cast.colleague, by=cast.contact, now=cast.now)
    factories.replied(ticket_of(ticket), cast.agent, now=cast.now)
    User.objects.filter(pk__in=(cast.colleague.pk, cast.contact.pk)).update(mail_followed=False)
    assert mail(User.objects.get(pk=cast.colleague.pk), now=cast.now) is None
    assert mail(User.objects.get(pk=cast.contact.pk), now=cast.now) is not None
