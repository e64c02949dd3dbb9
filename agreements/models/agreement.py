"""Whose agreement it is: the general one, or one customer's own."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class Agreement(models.Model):
    """A named agreement. The one without a customer holds for everybody who has none of their own."""

    name = models.CharField(_("name"), max_length=120)
    customer = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("customer"),
        on_delete=models.PROTECT,
        related_name="agreements",
        null=True,
        blank=True,
        help_text=_("Empty for the general agreement."),
    )

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = (
            # Coalesced, since a unique index on a nullable column would allow a second general agreement.
            models.UniqueConstraint(Coalesce("customer", 0), name="agreement_one_per_customer"),
            models.CheckConstraint(condition=~models.Q(name=""), name="agreement_has_name"),
        )

    def __str__(self) -> str:
        return self.name
