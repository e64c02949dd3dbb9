"""The customer as its bills name it, and from which amount its approval is asked first (W3)."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.models.organisation import OrganisationKind


class BillingParty(models.Model):
    """Who is billed, and where. A customer without a row is asked for approval always, and cannot be billed yet."""

    customer = models.OneToOneField(
        Organisation,
        verbose_name=_("customer"),
        on_delete=models.PROTECT,
        related_name="billing_party",
        limit_choices_to={"kind": OrganisationKind.CUSTOMER},
    )
    approval_threshold = models.DecimalField(
        _("approval above (excl. VAT)"),
        max_digits=9,
        decimal_places=2,
        default=Decimal(0),
        help_text=_("A change that is estimated above this amount waits for approval. 0: always."),
    )
    legal_name = models.CharField(_("name on the bill"), max_length=150)
    street = models.CharField(_("street and number"), max_length=150)
    postcode = models.CharField(_("postcode"), max_length=12)
    city = models.CharField(_("place"), max_length=100)
    country = models.CharField(_("country (two letters)"), max_length=2, default="NL")
    kvk_number = models.CharField(_("Chamber of Commerce number"), max_length=20, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    reference = models.CharField(
        _("customer's reference"),
        max_length=50,
        blank=True,
        help_text=_("The order number or cost centre that the customer wants to see on its bills."),
    )
    endpoint = models.CharField(
        _("electronic address"),
        max_length=60,
        blank=True,
        help_text=_("For e-invoices: scheme and number, such as 0106:12345678 (0106 is the Chamber of Commerce)."),
    )

    class Meta:
        """A threshold below zero asks nothing that 0 doesn't ask."""

        verbose_name = _("billing party")
        verbose_name_plural = _("billing parties")
        ordering = ("customer__name",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(name="billing_party_threshold_not_negative", condition=Q(approval_threshold__gte=0)),
            CheckConstraint(name="billing_party_has_name", condition=~Q(legal_name="")),
        ]

    def __str__(self) -> str:
        return self.legal_name
