"""The check mark: one check of "delivered working" that an agent did (W2)."""

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.ticket import REFERENCE_PREFIX, Ticket


class CheckMark(models.Model):
    """The list while the work goes on; the event of the delivery keeps it as it was then."""

    ticket = models.ForeignKey(Ticket, verbose_name=_("ticket"), on_delete=models.PROTECT, related_name="check_marks")
    key = models.CharField(_("check"), max_length=60)
    ticked_at = models.DateTimeField(_("ticked at"))
    ticked_by = models.ForeignKey(User, verbose_name=_("ticked by"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        """A check is done or not."""

        verbose_name = _("delivery check")
        verbose_name_plural = _("delivery checks")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["ticket", "key"], name="check_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{REFERENCE_PREFIX}{self.ticket_id}: {self.key}"
