"""The demo data: every state of a ticket, true clocks, at whatever moment it is loaded."""

from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Q

from accounts.models import User
from accounts.queries import access_for
from notifications.models import Notice, NoticeState
from ozmo_desk.demo.loader import load
from tickets.actions.rebuild_clocks import clock_differences
from tickets.enums import EventKind, Status
from tickets.models import ErasureRecord, Ticket, TicketEvent
from tickets.queries.door import visible_tickets

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-24 10:12",  # the pictures' Tuesday
        "2026-11-28 14:20",  # a Saturday
        "2026-11-30 08:30",  # the very opening
        "2027-04-27 12:00",  # King's Day
        "2026-03-29 02:30",  # a time of day that does not exist
        "2040-01-01 10:00",  # past the calendar that comes with the program
    ],
)
def test_demo_shows_every_state_with_true_clocks(moment: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))
    count = load(now)
    assert 40 <= count <= 60
    missing = set(Status) - set(Ticket.objects.values_list("status", flat=True))
    assert missing <= {Status.QUEUED}, missing
    queued = Ticket.objects.filter(status=Status.QUEUED)
    assert (queued.count(), queued.filter(release_at__lte=now).count()) == (
        0 if "10:12" in moment or "08:30" in moment else 4,
        0,
    )
    assert list(clock_differences()) == []
    assert Notice.objects.filter(state=NoticeState.PENDING).count() == 0


@pytest.fixture
def pictured() -> datetime:
    now = datetime(2026, 11, 24, 10, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
    load(now)
    return now


def test_demo_releases_the_night_and_keeps_what_is_private(pictured: datetime) -> None:
    released = TicketEvent.objects.filter(kind=EventKind.RELEASED)
    assert released.count() >= 4
    assert released.exclude(at=F("ticket__release_at")).count() == 0
    assert people_who_see(Ticket.objects.get(confidential=True), now=pictured) == {
        "Rik Manders", "Mirjam Kuipers", "Ilse Kerkhof",
    }  # fmt: skip
    gone = ErasureRecord.objects.get().user
    assert (gone.is_active, Ticket.objects.filter(reporter=gone).count()) == (False, 1)
    assert not User.objects.filter(name__contains="Henk").exists()


def people_who_see(ticket: Ticket, *, now: datetime) -> set[str]:
    """Of its customer and of all partners."""
    kinds = Q(memberships__organisation=ticket.organisation) | Q(memberships__organisation__kind="partner")
    people = User.objects.filter(kinds)
    return {each.name for each in people if visible_tickets(access_for(each, now=now)).filter(pk=ticket.pk).exists()}


def test_demo_refuses_a_database_with_people_in_it() -> None:
    call_command("demo", stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("demo", stdout=StringIO())
