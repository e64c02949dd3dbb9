"""The attachment: a file that came with a message. Stored under a generated name before its row exists."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q
from django.utils.translation import gettext_lazy as _

from tickets.enums import ScanState
from tickets.models.event import TicketEvent
from tickets.models.ticket import Ticket


class Attachment(models.Model):
    """What the sender called it, what its content says it is, where it is kept, and what a scanner said of it.

    `scan_after` is when the scanner is asked next; `finding` its own name for what it found in a refused file, of which
    the bytes are gone.
    """

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
    scan_state = models.CharField(
        _("scan"), max_length=10, choices=ScanState, default=ScanState.UNSCANNED, db_default=ScanState.UNSCANNED
    )
    scan_after = models.DateTimeField(_("scanned from"), null=True, blank=True)
    finding = models.CharField(_("finding"), max_length=120, blank=True, default="", db_default="")

    class Meta:
        """An empty file is no file."""

        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(name="attachment_has_content", condition=Q(size__gt=0)),
            CheckConstraint(name="attachment_scan_state_known", condition=Q(scan_state__in=ScanState.values)),
            CheckConstraint(
                name="attachment_scanning_has_moment",
                condition=~Q(scan_state=ScanState.SCANNING) | Q(scan_after__isnull=False),
            ),
        ]
        indexes: ClassVar[list[Index]] = [
            Index(
                fields=["scan_after", "id"],
                name="attachment_to_scan",
                condition=Q(scan_state=ScanState.SCANNING),
            ),
        ]

    def __str__(self) -> str:
        return self.name
