"""The hourly rate: what an hour of some activity costs, under a version of an agreement, from a date on (W3)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.immutable import WrittenOnce


class Activity(models.TextChoices):
    """What somebody of the helpdesk does in an hour; each has rates of its own."""

    REMOTE = "remote", _("remote work")
    ON_SITE = "on_site", _("work on site")
    OUT_OF_HOURS = "out_of_hours", _("work outside opening hours")


class Rate(WrittenOnce):
    """Euro an hour, without VAT. Never changed: for the same date the highest number counts, as its correction."""

    version = models.ForeignKey(
        "agreements.AgreementVersion", verbose_name=_("version"), on_delete=models.PROTECT, related_name="rates"
    )
    activity = models.CharField(_("activity"), max_length=20, choices=Activity.choices)
    effective_from = models.DateField(_("in force from"))
    number = models.PositiveIntegerField(_("number"), default=1)
    amount = models.DecimalField(
        _("euro an hour, without VAT"),
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    reason = models.TextField(_("reason"), blank=True)
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
        verbose_name = _("hourly rate")
        verbose_name_plural = _("hourly rates")
        ordering = ("version", "activity", "effective_from", "number")
        constraints = (
            models.UniqueConstraint(fields=("version", "activity", "effective_from", "number"), name="rate_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="rate_positive"),
            models.CheckConstraint(condition=models.Q(activity__in=Activity.values), name="rate_activity_known"),
        )

    def __str__(self) -> str:
        return f"{self.get_activity_display()}: {self.amount}"
