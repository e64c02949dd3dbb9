"""The event: one thing that happened to a ticket. Append-only; timeline, audit trail and clocks are read from it."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from tickets.enums import EventKind, Status, Visibility
from tickets.models.ticket import REFERENCE_PREFIX, Ticket


class TicketEvent(models.Model):
    """What happened, by whom, when, and the status after it. A job acts as `system_actor`, a partner for a customer."""

    ticket = models.ForeignKey(Ticket, verbose_name=_("ticket"), on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField(_("sequence"))
    kind = models.CharField(_("kind"), max_length=30, choices=EventKind)
    actor = models.ForeignKey(
        User, verbose_name=_("by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    system_actor = models.CharField(_("by the program"), max_length=40, blank=True)
    partner = models.ForeignKey(
        Organisation, verbose_name=_("ICT partner"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    status = models.CharField(_("status"), max_length=20, choices=Status)
    visibility = models.CharField(_("visible to"), max_length=10, choices=Visibility)
    data = models.JSONField(_("data"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        """One event per sequence, one actor per event."""

        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["ticket", "sequence"], name="event_ticket_sequence"),
            CheckConstraint(
                name="event_has_one_actor",
                condition=Q(actor__isnull=False, system_actor="") | (Q(actor__isnull=True) & ~Q(system_actor="")),
            ),
        ]
        indexes: ClassVar[list[Index]] = [Index(fields=["kind", "at"], name="event_by_kind")]

    def __str__(self) -> str:
        return f"{REFERENCE_PREFIX}{self.ticket_id}: {self.get_kind_display()}"
