"""The norm times of one category: clauses N1 to N4."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.models.immutable import WrittenOnce


class NormTime(WrittenOnce):
    """Durations of opening time. Recovery and status report are both given, or both by appointment (null)."""

    version = models.ForeignKey("agreements.AgreementVersion", on_delete=models.PROTECT, related_name="norm_times")
    category = models.PositiveSmallIntegerField(_("category"))
    clause = models.CharField(_("clause"), max_length=8)
    response = models.DurationField(_("response"))
    recovery = models.DurationField(_("recovery"), null=True, blank=True, help_text=_("Empty: by appointment."))
    status_report = models.DurationField(
        _("status report every"), null=True, blank=True, help_text=_("Empty: by appointment.")
    )

    class Meta:
        verbose_name = _("norm time")
        verbose_name_plural = _("norm times")
        ordering = ("version", "category")
        constraints = (
            models.UniqueConstraint(fields=("version", "category"), name="norm_category_once"),
            models.CheckConstraint(condition=Q(category__range=(1, 4)), name="norm_category_1_to_4"),
            models.CheckConstraint(condition=Q(response__gt=timedelta(0)), name="norm_response_positive"),
            models.CheckConstraint(
                condition=Q(recovery__isnull=True, status_report__isnull=True)
                | Q(recovery__isnull=False, status_report__isnull=False),
                name="norm_recovery_with_status_report",
            ),
            models.CheckConstraint(
                condition=Q(recovery__isnull=True) | Q(recovery__gte=F("response")),
                name="norm_recovery_not_before_response",
            ),
            models.CheckConstraint(
                condition=Q(status_report__isnull=True) | Q(status_report__gt=timedelta(0)),
                name="norm_status_report_positive",
            ),
        )

    def __str__(self) -> str:
        return f"{self.clause}: {self.response}"
