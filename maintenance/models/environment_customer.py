"""Which customers an environment serves, from when until when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class EnvironmentCustomer(models.Model):
    """A customer uses an environment between two moments; without `left_at` it still does."""

    environment = models.ForeignKey(
        "maintenance.Environment", on_delete=models.PROTECT, related_name="uses", verbose_name=_("environment")
    )
    customer = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="environment_uses", verbose_name=_("customer")
    )
    joined_at = models.DateTimeField(_("since"))
    left_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("customer of an environment")
        verbose_name_plural = _("customers of an environment")
        ordering = ("environment", "joined_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="environment_left_after_joined", condition=Q(left_at=None) | Q(left_at__gt=F("joined_at"))
            ),
            models.UniqueConstraint(
                name="environment_joined_once", fields=("environment", "customer"), condition=Q(left_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer} ({self.environment})"
