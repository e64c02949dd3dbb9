"""The terms of an agreement from a date on: every number that the program would otherwise have as a constant."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.immutable import WrittenOnce


class ReclassifyFrom(models.TextChoices):
    """From where a running clock is recomputed when its ticket gets another category (N)."""

    START = "start", _("the clock's own start")
    CHANGE = "change", _("the change of category")


def _at_least(field: str, minimum: int) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__gte": minimum}), name=f"version_{field}_at_least_{minimum}"
    )


class AgreementVersion(WrittenOnce):
    """One numbered version. Never changed: clocks pin it. The one in force has the latest date that has come."""

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("number"))
    effective_from = models.DateField(
        _("in force from"), help_text=_("Binds tickets submitted from this date on, in the agreement's time zone.")
    )
    timezone = models.CharField(_("time zone"), max_length=64, default="Europe/Amsterdam")
    phone_number = models.CharField(_("phone number of the helpdesk"), max_length=32)
    change_working_days = models.PositiveSmallIntegerField(
        _("working days for a change"), validators=[MinValueValidator(1)], help_text=_("Clause W2.")
    )
    maintenance_per_year = models.PositiveSmallIntegerField(_("maintenance windows a year"), help_text=_("Clause M3."))
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), help_text=_("Clause M4."))
    notice_hours = models.PositiveSmallIntegerField(
        _("hours of notice"), help_text=_("Clause M4; the later one counts.")
    )
    reservation_days = models.PositiveSmallIntegerField(
        _("days that a window in consultation keeps its place"), default=30, help_text=_("Clause M3.")
    )
    reopening_working_days = models.PositiveSmallIntegerField(_("working days in which a ticket can be reopened"))
    reminder_working_days = models.PositiveSmallIntegerField(
        _("working days of waiting before a reminder"), default=2, db_default=2, validators=[MinValueValidator(1)]
    )
    closing_working_days = models.PositiveSmallIntegerField(
        _("working days after the reminder before closing"),
        default=10,
        db_default=10,
        validators=[MinValueValidator(1)],
    )
    pauses_while_waiting = models.BooleanField(
        _("waiting for the customer pauses recovery and status report"), default=True
    )
    reclassify_from = models.CharField(
        _("another category counts from"), max_length=8, choices=ReclassifyFrom.choices, default=ReclassifyFrom.START
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
        verbose_name = _("version of an agreement")
        verbose_name_plural = _("versions of agreements")
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="version_number_once"),
            models.UniqueConstraint(fields=("agreement", "effective_from"), name="version_one_per_date"),
            _at_least("number", 1),
            _at_least("change_working_days", 1),
            _at_least("reservation_days", 1),
            models.CheckConstraint(condition=~models.Q(phone_number=""), name="version_has_phone_number"),
            models.CheckConstraint(
                condition=models.Q(reclassify_from__in=["start", "change"]), name="version_reclassify_from_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agreement}, {self.number}"
