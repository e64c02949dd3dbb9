"""The calendar as it was at one edit: what a clock pins, so that the next edit never moves the past."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.immutable import WrittenOnce


class CalendarRevision(WrittenOnce):
    """A numbered snapshot with everything that the opening hours are computed from. The highest number is current."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    snapshot = models.JSONField(_("calendar"))
    reason = models.TextField(_("reason"))
    created_at = models.DateTimeField(_("made at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("calendar revision")
        verbose_name_plural = _("calendar revisions")
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revision_number_at_least_1"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="revision_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.number}"
