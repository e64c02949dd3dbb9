"""A mandate lets an ICT partner act for a customer, from one moment until another (clause P1)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation


class Mandate(models.Model):
    """In force while `starts_at <= now < ends_at`; without an end it runs until somebody ends it."""

    customer = models.ForeignKey(
        Organisation, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="mandates_given"
    )
    partner = models.ForeignKey(
        Organisation, verbose_name=_("ICT partner"), on_delete=models.PROTECT, related_name="mandates_held"
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    may_file = models.BooleanField(_("may file and follow tickets"), default=True)
    may_consult = models.BooleanField(_("may answer consultations"), default=False)
    may_approve_cost = models.BooleanField(_("may approve costs"), default=False)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ("customer", "partner", "starts_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="accounts_mandate_ends_later"
            ),
            models.CheckConstraint(condition=~Q(customer=F("partner")), name="accounts_mandate_two_parties"),
        )
        indexes = (models.Index(fields=("partner", "customer"), name="accounts_mandate_partner"),)

    def __str__(self) -> str:
        return f"{self.partner} - {self.customer}"
