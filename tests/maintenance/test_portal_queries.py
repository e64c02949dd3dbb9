"""What the portal reads: one's own windows, the banner, the page for everybody; and the proof of who was told (M4)."""

from datetime import timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.actions import end_mandate
from accounts.models import User
from accounts.queries import access_for
from maintenance.actions.announce import announce
from maintenance.actions.cancel_window import cancel_window
from maintenance.enums import Answer, EventKind, Status
from maintenance.models import MaintenanceWindow
from maintenance.queries import portal
from maintenance.queries.portal import PortalWindows
from maintenance.queries.proof import told
from notifications.models import NoticeState
from notifications.tasks import deliver_due
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.conftest import Consulting

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
WEEK, MINUTE = timedelta(days=7), timedelta(minutes=1)


def announced(of: Consulting) -> MaintenanceWindow:
    admin = of.cast.administrator
    return announce(admin, factories.form_of(factories.agreed(of.window, admin, now=NOW)), now=NOW)


def shown(user: User, *, now: object = NOW) -> PortalWindows:
    return portal.windows_of(access_for(user, now=now), now=now)  # type: ignore[arg-type]


def counts(user: User, *, now: object = NOW) -> tuple[int, int, int, int]:
    windows = shown(user, now=now)
    return (len(windows.asked), len(windows.running), len(windows.announced), len(windows.over))


def test_consultation_is_shown_to_who_may_answer_with_own_customers_only(consulting: Consulting) -> None:
    cast = consulting.cast
    seen = {name: counts(user) for name, user in cast.everybody.items() if not user.is_agent}
    asked = {name for name, count in seen.items() if count != (0, 0, 0, 0)}
    assert asked == {"key_contact", "partner"}
    (one,) = shown(cast.partner).asked
    assert [each.customer.name for each in one.customers] == ["Zorggroep Maasoever"]
    assert one.to_answer == one.customers


def test_answered_customer_may_answer_again_and_is_no_longer_asked(consulting: Consulting) -> None:
    consulting.answer(consulting.cast.partner, Answer.OTHER_TIMES, "Zondag.")
    (one,) = shown(consulting.cast.key_contact).asked
    assert (one.to_answer, len(one.may_answer_for)) == ((), 1)
    assert one.customers[0].via_partner == "Lijnrecht ICT"


def test_window_moves_through_the_list_by_the_clock(consulting: Consulting) -> None:
    window = announced(consulting)
    moments = (NOW, window.starts_at - MINUTE, window.starts_at, window.ends_at - MINUTE, window.ends_at)
    assert [counts(consulting.cast.contact, now=at) for at in moments] == [
        (0, 0, 1, 0),
        (0, 0, 1, 0),
        (0, 1, 0, 0),
        (0, 1, 0, 0),
        (0, 0, 0, 1),
    ]


def test_nothing_is_left_of_a_mandate_that_ended(consulting: Consulting) -> None:
    announced(consulting)
    end_mandate(actor=None, mandate=consulting.cast.mandate, now=LATER)
    assert counts(consulting.cast.partner, now=LATER) == (0, 0, 0, 0)
    assert portal.banner(access_for(consulting.cast.partner, now=LATER), now=factories.STARTS) == []


def test_banner_is_there_from_a_day_before_until_the_end(consulting: Consulting) -> None:
    window = announced(consulting)
    access = access_for(consulting.cast.contact, now=NOW)
    day_before = window.starts_at - timedelta(days=1)
    moments = (day_before - MINUTE, day_before, window.starts_at, window.ends_at - MINUTE, window.ends_at)
    assert [len(portal.banner(access, now=at)) for at in moments] == [0, 1, 1, 1, 0]
    stranger_elsewhere = access_for(consulting.cast.ended_partner, now=NOW)
    assert portal.banner(stranger_elsewhere, now=window.starts_at) == []
    assert portal.banner(access_for(consulting.cast.agent, now=NOW), now=window.starts_at) == []


def test_public_page_tells_what_is_announced_and_names_nobody(consulting: Consulting) -> None:
    assert portal.public_windows(now=NOW) == []
    window = announced(consulting)
    (one,) = portal.public_windows(now=NOW)
    assert (one.reference, one.title, one.is_running) == (window.reference, window.title, False)
    assert "Maasoever" not in repr(one)
    assert "omgeving" not in repr(one)
    assert portal.public_windows(now=window.starts_at)[0].is_running
    assert portal.public_windows(now=window.ends_at) == []
    cancel_window(consulting.cast.administrator, factories.form_of(window), "Niet nodig.", now=LATER)
    assert portal.public_windows(now=LATER) == []


def test_lists_take_as_many_statements_with_one_window_as_with_three(
    consulting: Consulting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    access = access_for(consulting.cast.key_contact, now=NOW)
    portal.windows_of(access, now=NOW)  # The terms of an agreement are read once.
    with django_assert_num_queries(5):
        assert len(portal.windows_of(access, now=NOW).asked) == 1
    for weeks in (1, 2):
        factories.announced(
            consulting.cast.administrator, consulting.environment, factories.STARTS + weeks * WEEK, now=NOW
        )
    with django_assert_num_queries(5):
        assert len(portal.windows_of(access, now=NOW).announced) == 2
    with django_assert_num_queries(1):
        portal.banner(access, now=NOW)
    with django_assert_num_queries(1):
        portal.public_windows(now=NOW)


def test_page_of_a_window_shows_the_persons_customers(consulting: Consulting) -> None:
    one = portal.window_page(consulting.window, access_for(consulting.other_key_contact, now=NOW), now=NOW)
    assert [each.customer.name for each in one.may_answer_for] == ["Peelland Transport"]
    assert (one.status, one.answer_before) == (Status.CONSULTATION, factories.STARTS - timedelta(days=3))


def test_proof_says_who_was_told_what_and_when(
    consulting: Consulting, settings: Settings, mailoutbox: list[object]
) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    window = announced(consulting)
    announcements = [each for each in told(window) if each.event is EventKind.ANNOUNCED]
    assert {each.noted_at for each in announcements} == {window.announced_at}
    assert {each.state for each in announcements} == {NoticeState.PENDING}
    by_name = {each.name: each.customers for each in announcements}
    assert by_name["Wim Aarts"] == ("Peelland Transport",)
    assert by_name["Mo Haddad"] == ("Zorggroep Maasoever",)
    assert len(by_name) == 6
    with time_machine.travel(LATER, tick=False):
        deliver_due()
    sent = [each for each in told(window) if each.is_announcement]
    assert {(each.state, each.sent_at) for each in sent} == {(NoticeState.SENT, LATER)}
    assert len(mailoutbox) == 6


def test_proof_outlives_the_membership_and_the_mandate(consulting: Consulting) -> None:
    window = announced(consulting)
    end_mandate(actor=None, mandate=consulting.cast.mandate, now=LATER)
    told_to = {each.name: each.customers for each in told(window) if each.is_announcement}
    assert told_to["Mo Haddad"] == ("Zorggroep Maasoever",)


def test_proof_takes_three_statements(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    window = factories.announced(cast.administrator, factories.shared(cast), now=NOW)
    with django_assert_num_queries(3):
        assert len(told(window)) > 3
