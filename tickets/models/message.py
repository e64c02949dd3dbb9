"""The words of an event: a message, an internal note, or the parts of a status report. Redaction empties them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.event import TicketEvent
from tickets.models.ticket import REFERENCE_PREFIX, Ticket


class Message(models.Model):
    """Words apart from the event, so that a pasted password can go while the event stays.

    `key` is the form's own: the same form sent twice says it once. A status report fills `known`, `doing` and
    `asked`, and has a number within its ticket; every other message fills `body`.
    `published` is the event that made an internal note public: from then on it is a message to the customer (N).
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    event = models.OneToOneField(TicketEvent, on_delete=models.PROTECT, related_name="message")
    published = models.OneToOneField(
        TicketEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="published_message"
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    body = models.TextField(blank=True)
    known = models.TextField(blank=True)
    doing = models.TextField(blank=True)
    asked = models.TextField(blank=True)
    report_number = models.PositiveSmallIntegerField(null=True, blank=True)
    redacted_at = models.DateTimeField(null=True, blank=True)
    redacted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """A redacted message has no words left; a report has a number."""

        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(
                name="message_redacted_is_empty",
                condition=Q(redacted_at__isnull=True, redacted_by__isnull=True)
                | Q(
                    redacted_at__isnull=False,
                    redacted_by__isnull=False,
                    body="",
                    known="",
                    doing="",
                    asked="",
                ),
            ),
        ]

    def __str__(self) -> str:
        what = f"{gettext('Status report')} {self.report_number}" if self.is_report else gettext("message")
        return f"{REFERENCE_PREFIX}{self.ticket_id}: {what}"

    @property
    def is_report(self) -> bool:
        """Whether these are the parts of a status report."""
        return self.report_number is not None
