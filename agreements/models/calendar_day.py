"""A date with hours of its own: a public holiday, or a day that an administrator set."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayOrigin(models.TextChoices):
    """Who put the day in the calendar."""

    GENERATED = "generated", _("public holiday")
    HAND = "hand", _("set by hand")


class CalendarDay(models.Model):
    """Hours of one date, [["08:30", "12:00"]] or [] for closed, and the name or reason that customers see.

    A date can have a row of each origin: the one by hand wins, and when it goes the holiday is there again.
    """

    date = models.DateField(_("date"))
    origin = models.CharField(_("origin"), max_length=12, choices=DayOrigin.choices, default=DayOrigin.HAND)
    name_nl = models.CharField(_("name or reason in Dutch"), max_length=120, help_text=_("Customers see this."))
    name_en = models.CharField(_("name or reason in English"), max_length=120, help_text=_("Customers see this."))
    hours = models.JSONField(_("hours"), default=list, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ("date", "origin")
        constraints = (
            models.UniqueConstraint(fields=("date", "origin"), name="calendar_day_once_per_origin"),
            models.CheckConstraint(
                condition=models.Q(origin__in=["generated", "hand"]), name="calendar_day_origin_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(name_nl="") & ~models.Q(name_en=""), name="calendar_day_has_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.name_nl}"
