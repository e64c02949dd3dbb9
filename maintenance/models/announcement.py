"""What was announced, as it was announced: the old times stay on record when a window moves (M4)."""

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _

from maintenance.models.event import WindowEvent
from maintenance.models.window import MaintenanceWindow


class Announcement(models.Model):
    """One announcement. Who was told, and when, are the notices of its event in the outbox."""

    window = models.ForeignKey(MaintenanceWindow, on_delete=models.PROTECT, related_name="announcements")
    event = models.OneToOneField(WindowEvent, on_delete=models.PROTECT, related_name="announcement")
    at = models.DateTimeField(_("announced at"))
    title = models.CharField(_("title"), max_length=120)
    effect = models.TextField(_("what the customer notices"))
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    earliest_start = models.DateTimeField(_("earliest start by notice"))
    ics_sequence = models.PositiveIntegerField(_("calendar sequence"))

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ("at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["window", "ics_sequence"], name="announcement_once_per_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.window_id}: {self.at:%Y-%m-%d %H:%M}"
