"""From a notice to the mail that goes out: who it is for, in which language, with which headers."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from django.conf import settings
from django.core.mail.message import EmailMultiAlternatives
from django.utils import translation

from notifications.models import Notice
from notifications.renderers import Mail, render


def message_for(notice: Notice, *, now: datetime) -> EmailMultiAlternatives | None:
    """The mail of a notice, complete, or None when its recipient may no longer receive it.

    A person who cannot sign in any more receives nothing, whatever the renderer thinks of it.
    """
    recipient = notice.recipient
    if recipient is not None and not recipient.is_active:
        return None
    with translation.override(recipient.language if recipient else settings.LANGUAGE_CODE):
        mail = render(notice)
    if mail is None:
        return None
    message = _message(mail, notice, mail.to or (recipient.email if recipient else notice.address), now)
    message.message()  # Written out once here, so that what cannot be written shows before anything is sent.
    return message


def _message(mail: Mail, notice: Notice, address: str, now: datetime) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[address],
        headers={
            **mail.headers,
            "Message-ID": notice.message_id,
            "Date": format_datetime(now),
            "Auto-Submitted": "auto-generated",
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments:
        message.attach(attachment.name, attachment.content, attachment.media_type)
    return message
