"""The follower: somebody of the customer's side who reads along with one ticket, and is told what happens to it."""

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.ticket import REFERENCE_PREFIX, Ticket


class TicketFollower(models.Model):
    """The row says that somebody was asked to follow; whether they may is asked anew at each page and mail (P1).

    Who reported the ticket is told of it without a row. The events say who came and went, and by whom.
    """

    ticket = models.ForeignKey(Ticket, verbose_name=_("ticket"), on_delete=models.PROTECT, related_name="followers")
    user = models.ForeignKey(User, verbose_name=_("follower"), on_delete=models.PROTECT, related_name="followed")
    added_by = models.ForeignKey(User, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        """Nobody follows the same ticket twice."""

        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["ticket", "user"], name="follower_once"),
        ]

    def __str__(self) -> str:
        return f"{REFERENCE_PREFIX}{self.ticket_id}: {self.user_id}"
