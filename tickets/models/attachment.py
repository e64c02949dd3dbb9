"""The attachment: a file that came with a message. Stored under a generated name before its row exists."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from tickets.models.event import TicketEvent
from tickets.models.ticket import Ticket


class Attachment(models.Model):
    """What the sender called it, what its content says it is, and where it is kept."""

    ticket = models.ForeignKey(Ticket, verbose_name=_("ticket"), on_delete=models.PROTECT, related_name="attachments")
    event = models.ForeignKey(
        TicketEvent, verbose_name=_("event"), on_delete=models.PROTECT, related_name="attachments"
    )
    name = models.CharField(_("name"), max_length=150)
    storage_name = models.CharField(_("name in storage"), max_length=80, unique=True)
    content_type = models.CharField(_("type"), max_length=80)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        """An empty file is no file."""

        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(name="attachment_has_content", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name
