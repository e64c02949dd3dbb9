"""Which customers a window affects, in which round they were asked, and the place that it takes of each one's year."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from maintenance.models.window import MaintenanceWindow


class WindowCustomer(models.Model):
    """An affected customer. While its window holds a place, the customer has a numbered place of its own (M3).

    `left_at` says that it no longer is affected (it moved to another environment); its answers stay on record.
    """

    window = models.ForeignKey(MaintenanceWindow, on_delete=models.PROTECT, related_name="affected")
    customer = models.ForeignKey(
        Organisation, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="windows"
    )
    added_at = models.DateTimeField(_("since"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    left_at = models.DateTimeField(_("until"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    place = models.PositiveSmallIntegerField(_("place in the year"), null=True, blank=True)
    cap = models.PositiveSmallIntegerField(_("windows a year"), null=True, blank=True)

    class Meta:
        """Once per window; no customer gets more than its cap."""

        verbose_name = _("affected customer")
        verbose_name_plural = _("affected customers")
        ordering = ("window", "customer")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["window", "customer"], name="window_customer_once"),
            UniqueConstraint(fields=["customer", "year", "place"], name="window_customer_place_once"),
            CheckConstraint(
                name="window_customer_place_within_cap",
                condition=Q(place__isnull=True, cap__isnull=True)
                | Q(place__isnull=False, cap__isnull=False, place__gte=1, place__lte=F("cap")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.window_id}: {self.customer_id}"
