"""Mail that accounts send by themselves goes through the outbox; files for the demo."""

from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, get_connection
from pytest_django import Settings

from accounts.actions import deactivate_user
from notifications.backend import SOURCE as ACCOUNTS
from notifications.delivery import deliver_due
from notifications.models import Notice, NoticeState
from notifications.outbox import enqueue
from tests.cast import NOW, Cast
from tests.notifications.conftest import SOURCE

pytestmark = pytest.mark.django_db

OUTBOX = "notifications.backend.OutboxEmailBackend"


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def send(*to: str, html: str = "<p>Geheim</p>") -> None:
    message = EmailMultiAlternatives("Nieuw wachtwoord", "Geheim", to=list(to), connection=get_connection(OUTBOX))
    message.attach_alternative(html, "text/html")
    message.send()


def test_mail_of_accounts_becomes_a_notice_and_is_sent(cast: Cast) -> None:
    send(cast.contact.email)
    notice = Notice.objects.get()
    assert (notice.source, notice.address, notice.state) == (ACCOUNTS, cast.contact.email, NoticeState.PENDING)
    deliver_due(now=lambda: NOW)
    assert [(m.to, m.subject, m.body) for m in mail.outbox] == [([cast.contact.email], "Nieuw wachtwoord", "Geheim")]


def test_same_mail_twice_is_two_mails(cast: Cast) -> None:
    """Somebody asks for a new password a second time."""
    send(cast.contact.email)
    send(cast.contact.email, cast.agent.email)
    deliver_due(now=lambda: NOW)
    assert sorted(m.to[0] for m in mail.outbox) == sorted([cast.contact.email, cast.contact.email, cast.agent.email])


def test_secret_is_gone_once_it_was_sent(cast: Cast) -> None:
    send(cast.contact.email)
    send(cast.ended_partner.email)
    deactivate_user(actor=None, user=cast.ended_partner, now=NOW)
    deliver_due(now=lambda: NOW)
    found = Notice.objects.order_by("id").values_list("state", "payload")
    assert list(found) == [(NoticeState.SENT, {}), (NoticeState.SUPPRESSED, {})]


def test_mail_of_accounts_with_a_file_is_refused(cast: Cast) -> None:
    message = EmailMultiAlternatives("A", "B", to=[cast.contact.email], connection=get_connection(OUTBOX))
    message.attach("a.txt", "a", "text/plain")
    with pytest.raises(ValueError, match="no files"):
        message.send()


def test_folder_has_one_whole_file_a_mail(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.MAIL_TRANSPORT = "notifications.backend.FolderEmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    deliver_due(now=lambda: NOW)
    Notice.objects.update(state=NoticeState.PENDING, sent_at=None)
    deliver_due(now=lambda: NOW + timedelta(minutes=1))
    files = list((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml"]
    assert message_from_bytes(files[0].read_bytes())["Message-ID"] == Notice.objects.get().message_id
