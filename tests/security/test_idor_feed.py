"""Lesson: a calendar is read without signing in, and kept giving what its owner could no longer see."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.actions import deactivate_user, end_mandate, remove_membership
from accounts.models import Membership, User
from maintenance.actions.feed_address import make_feed_address
from maintenance.models import FeedAddress, MaintenanceWindow
from maintenance.queries.feed import digest_of
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.conftest import with_mandate_to_consult
from tests.maintenance.planning import Planning

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
SHARED, OURS, THEIRS, DRAFT = "qshared", "qours", "qtheirs", "qdraft"


@pytest.fixture
def cast_with_windows(cast: Cast) -> Cast:
    """Announced for both customers, for each alone, and one that is still a plan."""
    with_mandate_to_consult(cast)
    planning = Planning(cast, factories.shared(cast))
    nights = ("2026-12-05 22:00 > 2026-12-06 02:00", "2026-12-12 22:00 > 2026-12-13 02:00",
              "2026-12-19 22:00 > 2026-12-20 02:00", "2026-12-26 22:00 > 2026-12-27 02:00")  # fmt: skip
    titles = {SHARED: None, OURS: cast.customer.pk, THEIRS: cast.other_customer.pk}
    for night, (title, only) in zip(nights, titles.items(), strict=False):
        chosen = {"scope": "chosen", "customer_ids": frozenset({only})} if only else {}
        planning.announced(night, title=title, **chosen)
    planning.open(nights[3], title=DRAFT)
    return cast


def read(secret: str) -> tuple[int, set[str]]:
    """What anybody gets who has the address, and which of the windows stand in it."""
    with time_machine.travel(LATER, tick=False):
        response = Client().get(f"/onderhoud/agenda/{secret}.ics")
    text = response.content.decode()
    return response.status_code, {title for title in (SHARED, OURS, THEIRS, DRAFT) if title in text}


def test_calendar_holds_what_its_owner_may_see(cast_with_windows: Cast) -> None:
    cast = cast_with_windows
    owners = (
        (cast.contact, cast.customer),
        (cast.stranger, cast.other_customer),
        (cast.partner, cast.partner_organisation),
    )
    found = {user.email: read(make_feed_address(user, party.pk, now=NOW)) for user, party in owners}
    assert found == {
        cast.contact.email: (200, {SHARED, OURS}),
        cast.stranger.email: (200, {SHARED, THEIRS}),
        cast.partner.email: (200, {SHARED, OURS}),
    }


def test_calendar_ends_with_the_right_to_it(cast_with_windows: Cast) -> None:
    """Mandate, membership and account: from that moment, whoever still has the address."""
    cast = cast_with_windows
    partner = make_feed_address(cast.partner, cast.partner_organisation.pk, now=NOW)
    contact = make_feed_address(cast.contact, cast.customer.pk, now=NOW)
    key_contact = make_feed_address(cast.key_contact, cast.customer.pk, now=NOW)
    end_mandate(actor=None, mandate=cast.mandate, now=NOW)
    remove_membership(actor=None, membership=Membership.objects.get(user=cast.contact), now=NOW)
    deactivate_user(actor=None, user=cast.key_contact, now=NOW)
    assert read(partner) == (200, set())
    assert [read(each)[0] for each in (contact, key_contact)] == [404, 404]


def test_secret_is_all_of_it_and_not_what_is_stored(cast_with_windows: Cast) -> None:
    secret = make_feed_address(cast_with_windows.contact, cast_with_windows.customer.pk, now=NOW)
    stored = FeedAddress.objects.get().digest
    assert stored == digest_of(secret)
    tried = [stored, secret[:-1], secret.swapcase(), f"{secret}x", "%25", "1"]
    assert [read(each)[0] for each in tried] == [404] * len(tried)


@pytest.mark.parametrize("who", ["stranger", "agent", "ended_partner"])
def test_nobody_makes_an_address_for_an_organisation_of_others(cast: Cast, who: str) -> None:
    client = Client()
    client.force_login(cast.everybody[who])
    answer = client.post(f"/onderhoud/agenda/{cast.customer.pk}/nieuw/")
    assert answer.status_code in (403, 404)
    assert not FeedAddress.objects.exists()


def test_file_of_a_window_is_for_who_sees_the_window(cast_with_windows: Cast) -> None:
    cast = cast_with_windows
    window = MaintenanceWindow.objects.get(title=OURS)

    def status(user: User) -> int:
        client = Client()
        client.force_login(user)
        with time_machine.travel(LATER, tick=False):
            return client.get(f"/onderhoud/{window.reference}/onderhoud.ics").status_code

    people = ("contact", "partner", "agent", "stranger", "ended_partner")
    assert [status(cast.everybody[each]) for each in people] == [200, 200, 200, 404, 404]
