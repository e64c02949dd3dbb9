"""The e-mail backend of the parts that send mail by themselves: it becomes rows in the outbox.

In settings EMAIL_BACKEND is this one; DELIVERY_EMAIL_BACKEND is what the outbox sends with.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage, EmailMultiAlternatives
from django.utils import timezone

from accounts.models import User
from notifications.models import Notice
from notifications.outbox import Mail, NewNotice, enqueue_many, wake

SOURCE = "accounts.mail"


class OutboxEmailBackend(BaseEmailBackend):
    """What accounts sends (invitations, sign-in codes) becomes rows in the outbox, in the sender's transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put one notice a recipient in the outbox; the number of messages. A file with a mail is refused."""
        enqueue_many(
            (_new_notice(message, address) for message in email_messages for address in message.recipients()),
            now=timezone.now(),
        )
        wake()
        return len(email_messages)


def mail_of_accounts(notice: Notice) -> Mail | None:
    """The mail as accounts wrote it; None when the person of that address cannot sign in any more."""
    if User.objects.filter(email=notice.address.lower(), is_active=False).exists():
        return None
    return Mail(subject=notice.payload["subject"], text=notice.payload["text"], html=notice.payload["html"])


def _new_notice(message: EmailMessage, address: str) -> NewNotice:
    if message.attachments:
        raise ValueError("Mail that goes through the outbox carries no files.")
    # Nothing of these mails may be unique: asking for a new password twice gives two mails, hence no recipient.
    payload = {"subject": str(message.subject), "text": str(message.body), "html": _html(message)}
    return NewNotice(SOURCE, 0, address=address, payload=payload)


def _html(message: EmailMessage) -> str:
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return next((str(content) for content, media_type in alternatives if media_type == "text/html"), "")
