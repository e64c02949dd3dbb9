"""What was wrong on a bill that is closed: it is put right by a line on the next one, which names the old."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from tickets.models.bill import BilledMonth, BillLine


class BillCorrection(models.Model):
    """The minutes that should have been billed on a line; the difference waits for the month after.

    `billed_in` is filled once, when that month closes.
    """

    line = models.ForeignKey(BillLine, verbose_name=_("line"), on_delete=models.PROTECT, related_name="put_right")
    billed_minutes = models.PositiveIntegerField(_("should have been billed (minutes)"))
    reason = models.TextField(_("reason"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    billed_in = models.ForeignKey(
        BilledMonth,
        verbose_name=_("closed month"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )

    class Meta:
        """The customer reads why."""

        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(name="bill_correction_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.line} -> {self.billed_minutes}"
