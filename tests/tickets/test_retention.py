"""What is older than its period goes, what is younger stays, and a dry run only counts."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from accounts.actions.people import deactivate_user, reactivate_user
from accounts.models import User
from notifications.models import Notice
from tests.cast import Cast
from tests.tickets import factories
from tickets import files, tasks
from tickets.actions.rebuild_clocks import clock_differences
from tickets.actions.retention import MONTH, WIPED, YEAR, keep_no_longer
from tickets.files import store
from tickets.models import Attachment, Message, SlaClock, Ticket

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ended(cast: Cast) -> Ticket:
    """Closed, with a file."""
    file = store(SimpleUploadedFile("verslag.txt", b"Wat ik zag."))
    made = factories.incident(cast.contact, cast.customer, now=cast.now, files=(file,))
    return factories.closed(factories.taken(made, cast.agent, now=cast.now), cast.agent, now=cast.now)


def test_dry_run_counts_and_changes_nothing(cast: Cast, ended: Ticket) -> None:
    later = cast.now + 6 * YEAR
    Notice.objects.update(state="suppressed")
    found = keep_no_longer(now=later, dry_run=True)
    assert (found["tickets"], found["attachments"], found["notices"]) == (1, 1, Notice.objects.count())
    assert Ticket.objects.get(pk=ended.pk).subject == factories.SUBJECT
    assert keep_no_longer(now=later, dry_run=False) == found
    assert set(keep_no_longer(now=later, dry_run=False).values()) == {0}


def test_mail_that_went_is_kept_a_year_and_mail_that_waits_stays(cast: Cast, ended: Ticket) -> None:
    first = Notice.objects.order_by("pk")[0]
    Notice.objects.filter(pk=first.pk).update(state="suppressed")
    waiting = Notice.objects.filter(state="pending").count()
    keep_no_longer(now=first.created_at + YEAR, dry_run=False)
    assert Notice.objects.filter(pk=first.pk).exists()
    keep_no_longer(now=first.created_at + YEAR + DAY, dry_run=False)
    assert Notice.objects.count() == waiting


def test_file_of_ended_ticket_goes_from_the_disk_a_month_after_it_is_withheld(cast: Cast, ended: Ticket) -> None:
    file = Attachment.objects.get(ticket=ended)
    withheld = cast.now + 2 * YEAR + DAY
    keep_no_longer(now=withheld, dry_run=False)
    file.refresh_from_db()
    assert file.removed_at == withheld
    assert files.path_of(file.storage_name).exists()
    keep_no_longer(now=withheld + MONTH + DAY, dry_run=False)
    assert not files.path_of(file.storage_name).exists()


def test_words_of_old_ticket_go_and_its_clocks_stay(cast: Cast, ended: Ticket) -> None:
    clocks = list(SlaClock.objects.order_by("pk").values())
    keep_no_longer(now=cast.now + 5 * YEAR + DAY, dry_run=False)
    saved = Ticket.objects.get(pk=ended.pk)
    assert (saved.subject, saved.phone) == (WIPED, "")
    assert set(Message.objects.filter(ticket=saved).values_list("body", flat=True)) == {WIPED}
    assert list(SlaClock.objects.order_by("pk").values()) == clocks
    assert list(clock_differences()) == []


def test_open_ticket_is_never_old(cast: Cast) -> None:
    made = factories.incident(cast.contact, cast.customer, now=cast.now)
    keep_no_longer(now=cast.now + 9 * YEAR, dry_run=False)
    assert Ticket.objects.get(pk=made.pk).subject == factories.SUBJECT


def test_who_left_two_years_ago_is_anonymised(cast: Cast) -> None:
    deactivate_user(actor=cast.administrator, user=cast.colleague, now=cast.now)
    deactivate_user(actor=cast.administrator, user=cast.contact, now=cast.now)
    reactivate_user(actor=cast.administrator, user=cast.contact, now=cast.now)
    deactivate_user(actor=cast.administrator, user=cast.contact, now=cast.now + YEAR)
    keep_no_longer(now=cast.now + 2 * YEAR + DAY, dry_run=False)
    assert User.objects.get(pk=cast.colleague.pk).name.startswith("Voormalig contact")
    assert User.objects.get(pk=cast.contact.pk).name == cast.contact.name


@pytest.mark.parametrize("on", [True, False])
def test_job_of_the_night_does_it_only_when_switched_on(
    cast: Cast, ended: Ticket, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, on: bool
) -> None:
    settings.RETENTION = on
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.now + 6 * YEAR)
    tasks.keep_no_longer()
    assert (Ticket.objects.get(pk=ended.pk).subject == WIPED) is on


def test_command_says_what_it_would_do(cast: Cast, ended: Ticket) -> None:
    said = StringIO()
    call_command("retention", "--dry-run", stdout=said)
    assert "tickets, older than 1825 days: 0 would be cleared." in said.getvalue()
