"""The settings of the one calendar: its time zone, how far it reaches, and the policy for public holidays."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GoodFriday(models.TextChoices):
    """Whether the helpdesk works on Good Friday, which Dutch law leaves to the employer."""

    OPEN = "open", pgettext_lazy("opening hours", "open")
    CLOSED = "closed", pgettext_lazy("opening hours", "closed")


class LiberationDay(models.TextChoices):
    """In which years 5 May is a closed day."""

    EACH_FIFTH_YEAR = "each_fifth_year", _("closed each fifth year (2025, 2030)")
    EVERY_YEAR = "every_year", _("closed every year")
    NEVER = "never", _("never closed")


class Calendar(models.Model):
    """One row. What it says reaches clocks only through a calendar revision."""

    timezone = models.CharField(_("time zone"), max_length=64, default="Europe/Amsterdam")
    until = models.DateField(_("reaches until"), help_text=_("The last date that a question is answered for."))
    good_friday = models.CharField(_("Good Friday"), max_length=8, choices=GoodFriday.choices, default=GoodFriday.OPEN)
    liberation_day = models.CharField(
        _("Liberation Day"), max_length=16, choices=LiberationDay.choices, default=LiberationDay.EACH_FIFTH_YEAR
    )

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendar")
        constraints = (
            models.CheckConstraint(condition=models.Q(id=1), name="calendar_only_one"),
            models.CheckConstraint(
                condition=models.Q(good_friday__in=["open", "closed"]), name="calendar_good_friday_known"
            ),
            models.CheckConstraint(
                condition=models.Q(liberation_day__in=["each_fifth_year", "every_year", "never"]),
                name="calendar_liberation_day_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.timezone}, {self.until}"
