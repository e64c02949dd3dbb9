"""Sending: in the recipient's language, at least once, one failure not holding up another, poison set apart."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError
from pytest_django import Settings

from accounts.actions import deactivate_user, set_language
from notifications import delivery
from notifications.actions import requeue
from notifications.delivery import LEASE, LONGEST_DELAY, PARKED_AFTER, claim_due, deliver_due, retry_delay
from notifications.models import Notice, NoticeState
from notifications.outbox import NewNotice, enqueue, enqueue_many
from notifications.renderers import Mail, Renderer
from tests.cast import NOW, Cast
from tests.notifications.conftest import SOURCE, plain

pytestmark = pytest.mark.django_db
Register = Callable[[Renderer], None]


class FailingBackend(EmailBackend):
    """A mail server that cannot stand some recipients, or cannot be reached at all."""

    refused: frozenset[str] = frozenset()
    error: type[Exception] = SMTPException
    away = False
    opened = 0

    def open(self) -> bool:
        if FailingBackend.away:
            raise ConnectionRefusedError
        FailingBackend.opened += 1
        return True

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if FailingBackend.refused & set(messages[0].to):
            raise FailingBackend.error
        return super().send_messages(messages)


@pytest.fixture
def failing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Mail goes through `FailingBackend`; set what fails on it with this."""
    settings.MAIL_TRANSPORT = f"{__name__}.FailingBackend"
    monkeypatch.setattr("django.core.mail.get_connection", lambda *_, **__: FailingBackend())
    monkeypatch.setattr(delivery, "get_connection", lambda *_: FailingBackend())
    monkeypatch.setattr(FailingBackend, "opened", 0)
    return monkeypatch


def deliver(now: datetime = NOW) -> None:
    deliver_due(now=lambda: now)


def test_mail_is_sent_once_in_the_language_of_the_recipient(cast: Cast) -> None:
    set_language(user=cast.partner, language="en")
    enqueue(SOURCE, 7, [cast.contact.pk, cast.partner.pk], now=NOW)
    deliver()
    deliver(NOW + timedelta(days=1))
    assert [(m.to, m.body) for m in mail.outbox] == [
        ([cast.contact.email], "Tekst in het nl"),
        ([cast.partner.email], "Tekst in het en"),
    ]
    notice = Notice.objects.get(recipient=cast.contact)
    assert (notice.state, notice.sent_at, notice.address) == (NoticeState.SENT, NOW, cast.contact.email)
    assert (notice.claim, notice.claimed_until, notice.attempts) == (None, None, 0)


def test_mail_has_both_parts_and_the_headers_of_a_machine(cast: Cast) -> None:
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    deliver()
    message = mail.outbox[0].message()
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    assert message["Message-ID"] == Notice.objects.get().message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["References"] == "<ticket-1@ozmo.example>"
    assert message["From"] == "OZMO Helpdesk <helpdesk@ozmo.example>"
    assert message["Date"] == "Tue, 24 Nov 2026 10:12:00 +0100"


def test_renderer_cannot_forge_what_the_outbox_decides(cast: Cast, write_with: Register) -> None:
    write_with(lambda _: Mail("Onderwerp", "Tekst", headers={"Message-ID": "<mine>", "Auto-Submitted": "no"}))
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    deliver()
    message = mail.outbox[0].message()
    assert (message["Message-ID"], message["Auto-Submitted"]) == (Notice.objects.get().message_id, "auto-generated")


def test_line_break_in_a_subject_is_no_header(cast: Cast, write_with: Register) -> None:
    write_with(lambda _: Mail("Storing\r\nBcc: everybody@example.org", "Tekst"))
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    deliver()
    message = mail.outbox[0].message()
    assert (message["Subject"], message["Bcc"]) == ("Storing Bcc: everybody@example.org", None)


@pytest.mark.parametrize("character", ["\n", "\r", "\u2028"])
@pytest.mark.parametrize("place", ["to", "name", "value"])
def test_line_break_in_any_other_header_is_refused(place: str, character: str) -> None:
    broken = f"a{character}Bcc: everybody@example.org"
    with pytest.raises(ValueError, match="line break"):
        Mail(
            "Onderwerp",
            "Tekst",
            to=broken if place == "to" else "",
            headers={broken if place == "name" else "X-A": broken if place == "value" else "b"},
        )


def test_address_with_a_line_break_never_becomes_a_header(write_with: Register) -> None:
    enqueue_many([NewNotice(SOURCE, 1, address="a@example.org\nBcc: b@example.org")], now=NOW)
    deliver()
    assert not mail.outbox
    assert Notice.objects.get().state == NoticeState.PARKED


def test_notice_waits_for_its_moment(cast: Cast) -> None:
    later = NOW + timedelta(hours=1)
    enqueue_many([NewNotice(SOURCE, 7, cast.contact.pk, send_after=later)], now=NOW)
    deliver(later - timedelta(seconds=1))
    assert not mail.outbox
    deliver(later)
    assert len(mail.outbox) == 1


def test_renderer_says_that_the_recipient_may_not_have_it(cast: Cast, write_with: Register) -> None:
    write_with(lambda notice: None if notice.recipient_id == cast.contact.pk else plain(notice))
    enqueue(SOURCE, 7, [cast.contact.pk, cast.agent.pk], now=NOW)
    deliver()
    assert [message.to for message in mail.outbox] == [[cast.agent.email]]
    assert Notice.objects.get(recipient=cast.contact).state == NoticeState.SUPPRESSED


def test_person_who_left_receives_nothing(cast: Cast) -> None:
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    deactivate_user(actor=None, user=cast.contact, now=NOW)
    deliver()
    assert not mail.outbox
    assert Notice.objects.get().state == NoticeState.SUPPRESSED


def test_broken_renderer_parks_its_notice_only(
    cast: Cast, write_with: Register, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(notice: Notice) -> Mail:
        if notice.recipient_id == cast.contact.pk:
            raise ZeroDivisionError("a sentence that stays out of the row")
        return plain(notice)

    write_with(broken)
    enqueue(SOURCE, 7, [cast.contact.pk, cast.agent.pk], now=NOW)
    deliver()
    parked = Notice.objects.get(recipient=cast.contact)
    assert (parked.state, parked.last_error, parked.attempts) == (NoticeState.PARKED, "ZeroDivisionError", 1)
    assert [message.to for message in mail.outbox] == [[cast.agent.email]]
    assert "notice_not_written" in caplog.text


def test_unknown_source_is_parked(cast: Cast) -> None:
    enqueue("tests.unknown", 7, [cast.contact.pk], now=NOW)
    deliver()
    notice = Notice.objects.get()
    assert (notice.state, notice.last_error) == (NoticeState.PARKED, "UnknownSourceError")


def test_database_that_is_away_parks_nothing(cast: Cast, write_with: Register) -> None:
    def away(_: Notice) -> Mail:
        raise OperationalError

    write_with(away)
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    with pytest.raises(OperationalError):
        deliver()
    assert Notice.objects.get().state == NoticeState.PENDING
    write_with(plain)
    deliver(NOW + LEASE)
    assert len(mail.outbox) == 1


def test_one_failing_mail_does_not_stop_the_others(cast: Cast, failing: pytest.MonkeyPatch) -> None:
    failing.setattr(FailingBackend, "refused", frozenset({cast.contact.email}))
    enqueue(SOURCE, 7, [cast.contact.pk, cast.agent.pk, cast.partner.pk], now=NOW)
    deliver()
    assert [message.to for message in mail.outbox] == [[cast.agent.email], [cast.partner.email]]
    notice = Notice.objects.get(recipient=cast.contact)
    assert (notice.state, notice.attempts, notice.last_error) == (NoticeState.PENDING, 1, "SMTPException")
    assert (notice.send_after, notice.claim) == (NOW + timedelta(minutes=1), None)


@pytest.mark.parametrize("error", [SMTPServerDisconnected, TimeoutError, ConnectionResetError])
def test_failure_is_tried_again_after_its_delay(
    cast: Cast, failing: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    failing.setattr(FailingBackend, "refused", frozenset({cast.contact.email}))
    failing.setattr(FailingBackend, "error", error)
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    deliver()
    failing.setattr(FailingBackend, "refused", frozenset())
    deliver(NOW + timedelta(seconds=59))
    assert not mail.outbox
    deliver(NOW + timedelta(seconds=60))
    notice = Notice.objects.get()
    assert (len(mail.outbox), notice.state, notice.attempts, notice.last_error) == (1, NoticeState.SENT, 1, "")


def test_delays_double_up_to_two_hours() -> None:
    assert [retry_delay(n) // timedelta(minutes=1) for n in range(1, 11)] == [1, 2, 4, 8, 16, 32, 64, 120, 120, 120]
    assert retry_delay(10_000) == LONGEST_DELAY


def test_poison_is_parked_after_ten_attempts_and_can_be_sent_again(cast: Cast, failing: pytest.MonkeyPatch) -> None:
    failing.setattr(FailingBackend, "refused", frozenset({cast.contact.email}))
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    now = NOW
    for _ in range(PARKED_AFTER + 3):
        deliver(now)
        now += LONGEST_DELAY
    notice = Notice.objects.get()
    assert (notice.state, notice.attempts, notice.last_error) == (NoticeState.PARKED, PARKED_AFTER, "SMTPException")
    failing.setattr(FailingBackend, "refused", frozenset())
    assert requeue(actor=cast.administrator, notice_ids=[notice.pk], now=now) == 1
    deliver(now)
    assert Notice.objects.get().state == NoticeState.SENT
    assert requeue(actor=cast.administrator, notice_ids=[notice.pk], now=now) == 0


def test_mail_server_that_is_away_counts_against_no_notice(cast: Cast, failing: pytest.MonkeyPatch) -> None:
    failing.setattr(FailingBackend, "away", True)
    enqueue(SOURCE, 7, [cast.contact.pk, cast.agent.pk], now=NOW)
    for minute in range(3 * PARKED_AFTER):
        deliver(NOW + timedelta(minutes=minute))
    found = Notice.objects.values_list("state", "attempts", "claim", "last_error")
    assert list(found) == [(NoticeState.PENDING, 0, None, "ConnectionRefusedError")] * 2
    failing.setattr(FailingBackend, "away", False)
    deliver(NOW + timedelta(minutes=31))
    assert len(mail.outbox) == 2


def test_all_of_a_backlog_is_sent_in_batches(cast: Cast, failing: pytest.MonkeyPatch) -> None:
    enqueue_many((NewNotice(SOURCE, n, cast.contact.pk) for n in range(45)), now=NOW)
    deliver()
    assert [message.subject for message in mail.outbox] == [f"Melding {n}" for n in range(45)]
    assert Notice.objects.filter(state=NoticeState.SENT).count() == 45


def test_long_run_gives_its_claims_back(cast: Cast) -> None:
    """Jobs have a time limit; what is left is due for the next one at once."""
    enqueue_many((NewNotice(SOURCE, n, cast.contact.pk) for n in range(5)), now=NOW)
    ticks = iter(range(1000))
    deliver_due(now=lambda: NOW + next(ticks) * timedelta(seconds=20))
    sent = len(mail.outbox)
    assert 0 < sent < 5
    assert Notice.objects.filter(state=NoticeState.PENDING, claim=None).count() == 5 - sent
    deliver(NOW + timedelta(minutes=3))
    assert len(mail.outbox) == 5


def test_claimed_notice_is_left_alone_until_the_lease_is_over(cast: Cast) -> None:
    """A worker was killed between claiming and sending."""
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    assert len(claim_due(NOW)) == 1
    deliver(NOW + LEASE - timedelta(seconds=1))
    assert not mail.outbox
    deliver(NOW + LEASE)
    assert len(mail.outbox) == 1


def test_worker_that_lost_its_lease_changes_nothing(cast: Cast) -> None:
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    slow = claim_due(NOW)[0]
    deliver(NOW + LEASE)
    sent = Notice.objects.get()
    delivery._postpone(slow, SMTPException(), NOW + LEASE)
    after = Notice.objects.get()
    assert (after.state, after.attempts, after.sent_at) == (NoticeState.SENT, 0, sent.sent_at)
