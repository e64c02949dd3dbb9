"""What maintenance is done on: the OZMO environment that its customers share, unless a customer has its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Environment(models.Model):
    """An environment; who uses it, and since when, is in EnvironmentCustomer."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    customers = models.ManyToManyField(
        "accounts.Organisation",
        through="maintenance.EnvironmentCustomer",
        related_name="environments",
        verbose_name=_("customers"),
    )

    class Meta:
        verbose_name = _("environment")
        verbose_name_plural = _("environments")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name
