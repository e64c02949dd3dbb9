"""A real SMTP server: what arrives is what was promised, over one connection a batch."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from notifications.delivery import deliver_due
from notifications.models import Notice, NoticeState
from notifications.outbox import enqueue
from tests.cast import NOW, Cast
from tests.notifications.conftest import SOURCE

pytestmark = pytest.mark.django_db


class Postbox:
    """Keeps what arrives; refuses one recipient."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.sessions: set[int] = set()
        self.refused = ""

    async def handle_RCPT(  # noqa: N802 - the names of aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content))
        self.sessions.add(id(session))
        return "250 OK"


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()


def test_mail_arrives_with_its_stable_message_id(cast: Cast, postbox: Postbox) -> None:
    enqueue(SOURCE, 7, [cast.contact.pk, cast.agent.pk], now=NOW)
    deliver_due(now=lambda: NOW)
    assert [message["To"] for message in postbox.messages] == [cast.contact.email, cast.agent.email]
    assert [message["Message-ID"] for message in postbox.messages] == list(
        Notice.objects.order_by("id").values_list("message_id", flat=True)
    )
    assert len(postbox.sessions) == 1


def test_refused_recipient_is_tried_later_and_the_next_one_arrives(cast: Cast, postbox: Postbox) -> None:
    postbox.refused = cast.contact.email
    enqueue(SOURCE, 7, [cast.contact.pk, cast.agent.pk], now=NOW)
    deliver_due(now=lambda: NOW)
    assert [message["To"] for message in postbox.messages] == [cast.agent.email]
    refused = Notice.objects.get(recipient=cast.contact)
    assert (refused.state, refused.attempts, refused.last_error) == (NoticeState.PENDING, 1, "SMTPRecipientsRefused")


def test_server_that_is_gone_leaves_notices_due(cast: Cast, settings: Settings) -> None:
    """Port 9 has no listener."""
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    enqueue(SOURCE, 7, [cast.contact.pk], now=NOW)
    deliver_due(now=lambda: NOW)
    notice = Notice.objects.get()
    assert (notice.state, notice.attempts, notice.last_error) == (NoticeState.PENDING, 0, "ConnectionRefusedError")
