"""The terms of an agreement from a date on: every number that the program would otherwise have as a constant."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.immutable import WrittenOnce


class ReclassifyFrom(models.TextChoices):
    """From where a running clock is recomputed when its ticket gets another category (N)."""

    START = "start", _("the clock's own start")
    CHANGE = "change", _("the change of category")


class RoundingPer(models.TextChoices):
    """What is rounded up to the next step on a bill (W3)."""

    ENTRY = "entry", _("each entry")
    TICKET_DAY = "ticket_day", _("each day of a ticket")
    TICKET_MONTH = "ticket_month", _("each month of a ticket")


class BillableGround(models.TextChoices):
    """Grounds of support incidents (C2) that an agreement may bill; the values are those of `tickets.enums.Ground`."""

    NOT_SOFTWARE = "not_software", _("not a software fault")
    NOT_MANAGED = "not_managed", _("network or other matters that OZMO does not manage")
    CONFIGURATION = "configuration", _("set-up, configuration or a change request")
    QUESTION = "question", _("question")


def configuration_only() -> list[str]:
    """What W3 bills of itself."""
    return [BillableGround.CONFIGURATION.value]


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
    rounding_minutes = models.PositiveSmallIntegerField(
        _("time is rounded up to so many minutes"),
        default=15,
        db_default=15,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("On the bill; 1 rounds nothing."),
    )
    rounding_per = models.CharField(
        _("what is rounded"),
        max_length=12,
        choices=RoundingPer.choices,
        default=RoundingPer.ENTRY,
        db_default=RoundingPer.ENTRY.value,
        help_text=_("The bill says so to the customer."),
    )
    vat_percent = models.DecimalField(
        _("VAT, in percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal("21.00"),
        db_default=Decimal("21.00"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Shown apart from the amounts."),
    )
    billable_grounds = models.JSONField(
        _("support that is billed"),
        default=configuration_only,
        db_default=models.Value(configuration_only(), models.JSONField()),
        help_text=_("Clause W3. Incidents, and what belongs to one, are never billed; changes always are."),
    )
    confirm_working_days = models.PositiveSmallIntegerField(
        _("working days in which a customer can dispute a delivery"),
        default=5,
        db_default=5,
        validators=[MinValueValidator(1)],
        help_text=_("Clause W2. After them a delivered change is closed."),
    )
    approval_working_days = models.PositiveSmallIntegerField(
        _("working days in which costs are approved"),
        default=10,
        db_default=10,
        validators=[MinValueValidator(1)],
        help_text=_("After them an estimate without an answer expires."),
    )
    approval_reminder_working_days = models.PositiveSmallIntegerField(
        _("working days before a reminder to approve costs"),
        default=2,
        db_default=2,
        validators=[MinValueValidator(1)],
        help_text=_("Counted from the estimate; sooner than it expires."),
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
            _at_least("rounding_minutes", 1),
            _at_least("confirm_working_days", 1),
            _at_least("approval_working_days", 1),
            models.CheckConstraint(
                condition=models.Q(vat_percent__gte=0, vat_percent__lte=100), name="version_vat_percent_0_to_100"
            ),
            models.CheckConstraint(
                condition=models.Q(rounding_per__in=RoundingPer.values), name="version_rounding_per_known"
            ),
            models.CheckConstraint(condition=~models.Q(phone_number=""), name="version_has_phone_number"),
            models.CheckConstraint(
                condition=models.Q(reclassify_from__in=["start", "change"]), name="version_reclassify_from_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agreement}, {self.number}"
