"""The event: one thing that happened to a window. Append-only; the history and the proof are read from it."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from maintenance.enums import EventKind, Status
from maintenance.models.window import REFERENCE_PREFIX, MaintenanceWindow


class WindowEvent(models.Model):
    """What happened, by whom, when, and the status after it. A partner acts for `customer`; a job by its name."""

    window = models.ForeignKey(
        MaintenanceWindow, verbose_name=_("maintenance window"), on_delete=models.PROTECT, related_name="events"
    )
    sequence = models.PositiveIntegerField(_("sequence"))
    kind = models.CharField(_("kind"), max_length=30, choices=EventKind)
    actor = models.ForeignKey(
        User, verbose_name=_("by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    system_actor = models.CharField(_("by the program"), max_length=40, blank=True)
    customer = models.ForeignKey(
        Organisation, verbose_name=_("customer"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    partner = models.ForeignKey(
        Organisation, verbose_name=_("ICT partner"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    status = models.CharField(_("status"), max_length=20, choices=Status)
    data = models.JSONField(_("data"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        """One event per sequence, one actor per event."""

        verbose_name = _("event of a window")
        verbose_name_plural = _("events of windows")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["window", "sequence"], name="window_event_sequence"),
            CheckConstraint(
                name="window_event_has_one_actor",
                condition=Q(actor__isnull=False, system_actor="") | (Q(actor__isnull=True) & ~Q(system_actor="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{REFERENCE_PREFIX}{self.window_id}: {self.get_kind_display()}"
