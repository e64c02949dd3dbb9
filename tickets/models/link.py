"""The link: what one ticket is to another. The events on both say who made it; the row says that it holds now."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from tickets.enums import Relation
from tickets.models.ticket import Ticket


class TicketLink(models.Model):
    """`ticket` has the relation to `other`: it follows from it, say. Read from both sides."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="linked_from")
    relation = models.CharField(max_length=30, choices=Relation)

    class Meta:
        """The same link once, and never to itself."""

        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["ticket", "other", "relation"], name="link_once"),
            CheckConstraint(name="link_to_another", condition=~Q(ticket=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.relation} {self.other_id}"
