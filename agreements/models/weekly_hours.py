"""The hours of an ordinary week, from a date on (clause H1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.hours import Ranges, week_from


class WeeklyHours(models.Model):
    """The row with the earliest date is the base; later ones are changes from their date on.

    `hours` is {"0": [["08:30", "17:00"]], ...} with Monday = 0; an absent day is closed; "00:00" closes at 24:00.
    """

    effective_from = models.DateField(_("in force from"), unique=True)
    hours = models.JSONField(_("hours"))

    class Meta:
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        ordering = ("effective_from",)

    def __str__(self) -> str:
        return f"{self.effective_from}"

    def week(self) -> dict[int, Ranges]:
        """The hours as times by weekday, Monday = 0."""
        return week_from(self.hours)
