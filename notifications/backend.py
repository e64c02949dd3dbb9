"""E-mail backends: one that puts mail in the outbox, for parts that send mail by themselves, and one that writes files.

In settings EMAIL_BACKEND is the outbox; MAIL_TRANSPORT is what the outbox sends with.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage, EmailMultiAlternatives
from django.utils import timezone

from accounts.actions.invitations import still_opens
from accounts.invitation_mail import InvitationMail
from accounts.models import Invitation, User
from notifications.models import Notice
from notifications.outbox import Mail, NewNotice, enqueue_many, wake

SOURCE = "accounts.mail"
INVITATION = "accounts.invitation"
NOBODY = "nobody@desk.invalid"


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

    def pretend(self) -> None:
        """As much work as for one mail, without one: nobody can tell which addresses exist by how busy we are."""
        enqueue_many([NewNotice(SOURCE, 0, address=NOBODY)], now=timezone.now())
        wake()


class FolderEmailBackend(BaseEmailBackend):
    """Writes each mail to a file of its own in EMAIL_FILE_PATH, named by its Message-ID: sent twice is one file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; a reader never sees half a file."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            written = message.message()
            name = "".join(c for c in str(written["Message-ID"]).partition("@")[0] if c.isalnum() or c == "-")
            unfinished = folder / f".{name}.{os.getpid()}"
            unfinished.write_bytes(written.as_bytes())
            unfinished.replace(folder / f"{name}.eml")
        return len(email_messages)


def mail_of_accounts(notice: Notice) -> Mail | None:
    """The mail as accounts wrote it; None when the person of that address cannot sign in any more, or for nobody."""
    if not notice.payload or User.objects.filter(email=notice.address.lower(), is_active=False).exists():
        return None
    return Mail(subject=notice.payload["subject"], text=notice.payload["text"], html=notice.payload["html"])


def mail_of_invitation(notice: Notice) -> Mail | None:
    """The mail with the link; None when that opens nothing any more: used, withdrawn, sent again, too old, not allowed.

    Somebody who left may be invited back, so that an account that is not active is no reason to be silent.
    """
    invitations = Invitation.objects.select_related("organisation", "invited_by")
    found = invitations.filter(pk=notice.payload["invitation"], digest=notice.payload["digest"]).first()
    if found is None or not still_opens(found, now=timezone.now()):
        return None
    return Mail(subject=notice.payload["subject"], text=notice.payload["text"])


def _new_notice(message: EmailMessage, address: str) -> NewNotice:
    if message.attachments:
        raise ValueError("Mail that goes through the outbox carries no files.")
    # Nothing of these mails may be unique: asking for a new password twice gives two mails, hence no recipient.
    payload = {"subject": str(message.subject), "text": str(message.body), "html": _html(message)}
    if isinstance(message, InvitationMail):
        about = {"invitation": message.invitation.pk, "digest": message.invitation.digest}
        return NewNotice(INVITATION, 0, address=address, payload=payload | about)
    return NewNotice(SOURCE, 0, address=address, payload=payload)


def _html(message: EmailMessage) -> str:
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return next((str(content) for content, media_type in alternatives if media_type == "text/html"), "")
