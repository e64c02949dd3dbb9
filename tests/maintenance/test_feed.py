"""The calendar to subscribe to and the file with a mail, read the way that calendar programs read them (RFC 5545)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from icalendar import Calendar, Event
from pytest_django import DjangoAssertNumQueries

from accounts.actions import (
    add_membership,
    change_organisation,
    deactivate_user,
    end_mandate,
    reactivate_user,
    remove_membership,
    set_language,
)
from accounts.models import Organisation, User
from accounts.models.organisation import OrganisationKind
from accounts.queries import access_for
from accounts.refusals import NotAllowed, NotVisible
from accounts.roles import Role
from maintenance.actions.announce import announce
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.due_steps import lapse_reservations
from maintenance.actions.feed_address import (
    make_feed_address,
    may_subscribe,
    revoke_feed_address,
    revoke_feed_addresses_of_all,
)
from maintenance.actions.leave_environment import leave_environment
from maintenance.actions.move_window import move_window
from maintenance.models import FeedAddress, MaintenanceWindow
from maintenance.notices.feed import feed_for_secret
from notifications.message import message_for
from notifications.models import Notice
from tests.cast import AMSTERDAM, NOW, Cast, member, organisation
from tests.maintenance import factories
from tests.maintenance.conftest import Consulting
from tickets.actions.anonymise import anonymise

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
WEEK, DAY = timedelta(days=7), timedelta(days=1)


def announced(of: Consulting, *, now: datetime = NOW) -> MaintenanceWindow:
    admin = of.cast.administrator
    return announce(admin, factories.form_of(factories.agreed(fresh(of.window), admin, now=now)), now=now)


def fresh(window: MaintenanceWindow) -> MaintenanceWindow:
    return MaintenanceWindow.objects.get(pk=window.pk)


def moved(of: Consulting, *, by: timedelta = WEEK, now: datetime = LATER) -> MaintenanceWindow:
    proposal = factories.proposal(of.environment, factories.STARTS + by)
    return move_window(of.cast.administrator, factories.form_of(of.window), proposal, "Leverancier.", now=now)


def cancelled(of: Consulting, *, now: datetime) -> MaintenanceWindow:
    return cancel_window(of.cast.administrator, factories.form_of(of.window), "Niet nodig.", now=now)


def subscribed(user: User, party: Organisation, *, now: datetime = NOW) -> str:
    return make_feed_address(user, party.pk, now=now)


def calendar_for_secret(secret: str, *, now: datetime) -> bytes | None:
    """What the address answers, if anything."""
    feed = feed_for_secret(secret, now=now)
    return feed.content if feed else None


def calendar(secret: str, *, now: datetime = LATER) -> Calendar:
    content = calendar_for_secret(secret, now=now)
    assert content is not None
    return Calendar.from_ical(content)


def events(secret: str, *, now: datetime = LATER) -> list[Event]:
    return calendar(secret, now=now).events


def seen(secret: str, *, now: datetime = LATER) -> tuple[str, int, datetime]:
    """Status, sequence and start of the one event, as a program keeps them."""
    (event,) = events(secret, now=now)
    return str(event["status"]), event.sequence, event.decoded("dtstart")


def file_for(user: User, *, now: datetime = LATER) -> tuple[Event, str]:
    """The event in the newest mail to this person as it goes out, and the media type of its file."""
    notice = Notice.objects.filter(recipient=user).order_by("-pk").first()
    assert notice is not None
    with time_machine.travel(now, tick=False):
        message = message_for(notice, now=now)
    assert message is not None
    mail = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    (part,) = mail.iter_attachments()
    content = part.get_content()
    read = Calendar.from_ical(content if isinstance(content, str) else content.decode())
    (event,) = read.events
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == read["method"]
    return event, str(read["method"])


def test_calendar_program_follows_a_window_through_announcement_change_and_cancellation(
    consulting: Consulting,
) -> None:
    cast, secret = consulting.cast, subscribed(consulting.cast.key_contact, consulting.cast.customer)
    start = factories.STARTS.astimezone(UTC)
    assert events(secret) == []
    announced(consulting)
    assert seen(secret) == ("CONFIRMED", 0, start)
    moved(consulting)
    assert seen(secret) == ("TENTATIVE", 1, start + WEEK)
    announced(consulting, now=LATER)
    assert seen(secret) == ("CONFIRMED", 2, start + WEEK)
    cancelled(consulting, now=LATER + DAY)
    assert seen(secret, now=LATER + DAY) == ("CANCELLED", 3, start + WEEK)
    assert events(secret, now=LATER + 32 * DAY) == []
    assert cast.customer.feed_addresses.count() == 1


def test_mails_and_calendar_have_the_same_uid_and_sequence(consulting: Consulting) -> None:
    reader, secret = consulting.cast.contact, subscribed(consulting.cast.key_contact, consulting.cast.customer)
    followed = []
    steps: tuple[Callable[[], MaintenanceWindow], ...] = (
        lambda: announced(consulting),
        lambda: moved(consulting),
        lambda: announced(consulting, now=LATER),
        lambda: cancelled(consulting, now=LATER),
    )
    for step in steps:
        step()
        in_mail, method = file_for(reader)
        (in_feed,) = events(secret)
        assert in_mail.to_ical() == in_feed.to_ical()
        followed.append((method, str(in_mail["status"]), in_mail.sequence))
        uid = str(in_mail["uid"])
        assert uid.startswith(str(consulting.window.uid))
    assert followed == [
        ("PUBLISH", "CONFIRMED", 0),
        ("PUBLISH", "TENTATIVE", 1),
        ("PUBLISH", "CONFIRMED", 2),
        ("CANCEL", "CANCELLED", 3),
    ]


def test_lapsed_after_an_announcement_is_off(consulting: Consulting) -> None:
    secret = subscribed(consulting.cast.key_contact, consulting.cast.customer)
    announced(consulting)
    far = moved(consulting, by=8 * WEEK)
    assert far.reserved_until is not None
    lapse_reservations(now=far.reserved_until)
    assert seen(secret, now=far.reserved_until)[:2] == ("CANCELLED", 2)


def test_event_says_what_a_calendar_needs(consulting: Consulting) -> None:
    secret = subscribed(consulting.cast.key_contact, consulting.cast.customer)
    window = announced(consulting)
    (event,) = events(secret)
    assert str(event["summary"]) == f"OZMO {window.reference}: Vervangen van verbindingsservers"
    assert event.decoded("dtend") - event.decoded("dtstart") == factories.LENGTH
    assert (event.decoded("dtstamp"), event.decoded("last-modified")) == (NOW.astimezone(UTC), NOW.astimezone(UTC))
    description = str(event["description"])
    assert "zaterdag 5 december 2026 van 22:00 tot zondag 6 december 02:00 uur (Nederlandse tijd)" in description
    assert "Twee keer hooguit 5 minuten niet bellen." in description
    assert (str(event["transp"]), "attendee" in event) == ("TRANSPARENT", False)
    whole = calendar(secret)
    assert (str(whole["method"]), str(whole["x-published-ttl"])) == ("PUBLISH", "PT1H")
    assert whole.decoded("refresh-interval") == timedelta(hours=1)
    assert str(whole["x-wr-calname"]) == "Onderhoud OZMO: Zorggroep Maasoever"


def test_calendar_names_no_other_customer_and_only_its_own_windows(consulting: Consulting) -> None:
    secret = subscribed(consulting.other_key_contact, consulting.cast.other_customer)
    announced(consulting)
    own = factories.environment(consulting.cast.customer, name="Van Maasoever alleen", now=NOW)
    factories.announced(consulting.cast.administrator, own, factories.STARTS + 2 * WEEK, now=NOW)
    content = calendar_for_secret(secret, now=LATER)
    assert content is not None
    assert (len(events(secret)), b"Maasoever" in content) == (1, False)


def test_idea_and_consultation_are_in_no_calendar(consulting: Consulting) -> None:
    secret = subscribed(consulting.cast.key_contact, consulting.cast.customer)
    cancelled(consulting, now=LATER)
    factories.drafted(consulting.cast.administrator, consulting.environment, factories.STARTS + WEEK, now=NOW)
    assert events(secret) == []


def test_partner_has_the_windows_of_every_mandate_in_force_and_of_none_that_ended(consulting: Consulting) -> None:
    cast = consulting.cast
    secret = subscribed(cast.partner, cast.partner_organisation)
    ended = subscribed(cast.ended_partner, cast.ended_partner_organisation)
    announced(consulting)
    assert (len(events(secret)), len(events(ended))) == (1, 0)
    end_mandate(actor=None, mandate=cast.mandate, now=LATER)
    assert (len(events(secret, now=LATER - timedelta(seconds=1))), len(events(secret, now=LATER))) == (1, 0)


def test_customer_that_left_the_environment_no_longer_has_its_windows(consulting: Consulting) -> None:
    cast = consulting.cast
    secret = subscribed(cast.key_contact, cast.customer)
    announced(consulting)
    leave_environment(cast.administrator, consulting.environment.pk, cast.customer.pk, now=LATER)
    assert events(secret) == []


def test_revoked_address_answers_nothing_at_once(consulting: Consulting) -> None:
    cast = consulting.cast
    secret = subscribed(cast.key_contact, cast.customer)
    revoke_feed_address(cast.key_contact, cast.customer.pk, now=LATER)
    assert calendar_for_secret(secret, now=LATER) is None
    revoke_feed_address(cast.key_contact, cast.customer.pk, now=LATER)


def test_new_address_replaces_the_one_in_use(consulting: Consulting) -> None:
    cast = consulting.cast
    old = subscribed(cast.key_contact, cast.customer)
    new = subscribed(cast.key_contact, cast.customer, now=LATER)
    assert (calendar_for_secret(old, now=LATER), calendar_for_secret(new, now=LATER) is None) == (None, False)


def test_address_of_an_organisation_that_is_served_no_more_answers_nothing(consulting: Consulting) -> None:
    cast = consulting.cast
    secret = subscribed(cast.key_contact, cast.customer)
    change_organisation(
        actor=None, organisation=cast.customer, name=cast.customer.name, phone="", is_active=False, now=LATER
    )
    assert calendar_for_secret(secret, now=LATER) is None


@pytest.mark.parametrize("secret", ["", "x", "ë", "\x00", "a" * 100_000])
def test_secret_that_is_none_answers_nothing(cast: Cast, secret: str) -> None:
    subscribed(cast.key_contact, cast.customer)
    assert calendar_for_secret(secret, now=NOW) is None
    digest = FeedAddress.objects.get().digest
    assert calendar_for_secret(digest, now=NOW) is None


def test_secret_is_kept_nowhere(cast: Cast) -> None:
    secret = subscribed(cast.key_contact, cast.customer)
    kept = FeedAddress.objects.values().get()
    assert len(secret) >= 43
    assert secret not in str(kept)


def test_address_is_made_by_who_belongs_to_the_organisation_only(cast: Cast) -> None:
    for user in (cast.stranger, cast.partner, cast.agent, cast.administrator):
        with pytest.raises(NotVisible):
            subscribed(user, cast.customer)
        with pytest.raises(NotVisible):
            make_feed_address(user, 999_999, now=NOW)
    assert FeedAddress.objects.count() == 0


def test_administrator_revokes_and_agents_do_not(cast: Cast) -> None:
    secret = subscribed(cast.partner, cast.partner_organisation)
    with pytest.raises(NotVisible):
        revoke_feed_addresses_of_all(cast.agent, cast.partner_organisation.pk, now=NOW)
    with pytest.raises(NotAllowed):
        revoke_feed_addresses_of_all(cast.partner, cast.partner_organisation.pk, now=NOW)
    revoke_feed_addresses_of_all(cast.administrator, cast.partner_organisation.pk, now=NOW)
    assert calendar_for_secret(secret, now=NOW) is None


def test_address_is_offered_to_the_people_of_the_customer(cast: Cast) -> None:
    offers = {name: may_subscribe(access_for(user, now=NOW), cast.customer.pk) for name, user in cast.everybody.items()}
    assert [name for name, offered in offers.items() if offered] == ["contact", "colleague", "key_contact"]


WAYS_OUT: dict[str, Callable[[Cast], object]] = {
    "deactivated": lambda cast: deactivate_user(actor=None, user=cast.contact, now=LATER),
    "removed by a key contact": lambda cast: remove_membership(
        actor=cast.key_contact, membership=cast.contact.memberships.get(), now=LATER
    ),
    "anonymised": lambda cast: anonymise(cast.administrator, cast.contact, now=LATER),
    "moved to the desk by hand": lambda cast: cast.contact.memberships.all().delete(),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_address_of_who_left_answers_nothing_and_stays_dead(cast: Cast, way: str) -> None:
    """Lesson: a copied address outlives no person; a colleague's goes on, and coming back makes no old one alive."""
    copied, others = subscribed(cast.contact, cast.customer), subscribed(cast.colleague, cast.customer)
    assert calendar_for_secret(copied, now=LATER) is not None
    WAYS_OUT[way](cast)
    assert (calendar_for_secret(copied, now=LATER), calendar_for_secret(others, now=LATER) is None) == (None, False)
    if way in {"deactivated", "removed by a key contact"}:
        cast.contact.refresh_from_db()
        reactivate_user(actor=None, user=cast.contact, now=LATER + DAY)
        if not cast.contact.memberships.exists():
            add_membership(
                actor=None, user=cast.contact, organisation=cast.customer, role=Role.CONTACT, now=LATER + DAY
            )
        assert calendar_for_secret(copied, now=LATER + DAY) is None
        fresh_one = subscribed(cast.contact, cast.customer, now=LATER + DAY)
        assert calendar_for_secret(fresh_one, now=LATER + DAY) is not None


def test_same_windows_give_the_same_bytes_and_a_change_another_etag(consulting: Consulting) -> None:
    secret = subscribed(consulting.cast.key_contact, consulting.cast.customer)
    announced(consulting)
    first, again = feed_for_secret(secret, now=LATER), feed_for_secret(secret, now=LATER + DAY)
    assert first is not None
    assert first == again
    assert first.last_modified == NOW
    moved(consulting, now=LATER + DAY)
    changed = feed_for_secret(secret, now=LATER + DAY)
    assert changed is not None
    assert (changed.etag != first.etag, changed.last_modified) == (True, LATER + DAY)


def test_calendar_is_in_the_language_of_who_made_it(consulting: Consulting) -> None:
    set_language(consulting.cast.key_contact, "en")
    secret = subscribed(consulting.cast.key_contact, consulting.cast.customer)
    announced(consulting)
    (event,) = events(secret)
    assert "Announced maintenance." in str(event["description"])


def test_last_use_is_kept_by_day(cast: Cast) -> None:
    secret = subscribed(cast.key_contact, cast.customer)
    assert FeedAddress.objects.get().last_used_on is None
    calendar(secret)
    assert FeedAddress.objects.get().last_used_on == LATER.astimezone(AMSTERDAM).date()


def test_calendar_takes_as_many_statements_with_one_window_as_with_three(
    consulting: Consulting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    secret = subscribed(consulting.cast.partner, consulting.cast.partner_organisation)
    announced(consulting)
    calendar(secret)
    with django_assert_num_queries(4):
        assert len(events(secret)) == 1
    for weeks in (1, 2):
        factories.announced(
            consulting.cast.administrator, consulting.environment, factories.STARTS + weeks * WEEK, now=NOW
        )
    with django_assert_num_queries(4):
        assert len(events(secret)) == 3


def test_window_around_the_clock_change_is_right_in_every_zone(consulting: Consulting) -> None:
    elsewhere = organisation(OrganisationKind.CUSTOMER, "Nachtploeg", now=NOW)
    own = factories.environment(elsewhere, name="Eigen", now=NOW)
    start = datetime(2027, 10, 31, 1, 30, tzinfo=AMSTERDAM).astimezone(UTC)
    factories.announced(consulting.cast.administrator, own, start, timedelta(hours=3), now=NOW)
    user = member("n@nacht.example", "N", elsewhere, role=Role.KEY_CONTACT, now=NOW)
    (event,) = events(subscribed(user, elsewhere))
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=3)
    assert "van 01:30 zomertijd tot 03:30 wintertijd (Nederlandse tijd)" in str(event["description"])
