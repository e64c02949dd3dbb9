"""A party to the agreement: a customer or an ICT partner (clause P1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """Customers have the agreement with OZMO; partners act for customers by mandate."""

    CUSTOMER = "customer", _("customer")
    PARTNER = "partner", _("ICT partner")


class Organisation(models.Model):
    """An inactive organisation gives its people nothing; its history stays."""

    kind = models.CharField(_("kind"), max_length=8, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=150, unique=True)
    phone = models.CharField(_("phone number"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="accounts_organisation_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="accounts_organisation_has_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_customer(self) -> bool:
        """Whether the agreement is with this organisation."""
        return self.kind == OrganisationKind.CUSTOMER

    @property
    def is_partner(self) -> bool:
        """Whether this organisation acts for customers, by mandate."""
        return self.kind == OrganisationKind.PARTNER
