"""What a standard change asks for: the answers to the form of one version of the catalogue (W1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.catalogue import CatalogueVersion
from tickets.models.ticket import Ticket


class ChangeRequest(models.Model):
    """Belongs to one ticket. Whatever becomes of the catalogue, the version that it was asked by stays."""

    ticket = models.OneToOneField(
        Ticket, verbose_name=_("ticket"), on_delete=models.PROTECT, primary_key=True, related_name="change"
    )
    version = models.ForeignKey(
        CatalogueVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="requests"
    )
    answers = models.JSONField(_("answers"), default=dict)
    wished_date = models.DateField(_("wished date"), null=True, blank=True)

    class Meta:
        """One per ticket."""

        verbose_name = _("requested change")
        verbose_name_plural = _("requested changes")

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.version}"
