"""The estimate: what a change is expected to cost, and what the customer said to it."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from tickets.enums import EstimateState
from tickets.models.ticket import REFERENCE_PREFIX, Ticket


class Estimate(models.Model):
    """Costs in euro without VAT for the whole ticket; a later one takes the place of the one before (W3).

    Its explanation is the message of the event that proposed it.

    `proposed_by` is empty for the one that came from the catalogue. `decided_by` is who approved or refused, `partner`
    through which ICT partner; a decision that was given by phone has the agent who wrote it down as `recorded_by`.
    `by_rule` says that nobody had to be asked.
    """

    ticket = models.ForeignKey(Ticket, verbose_name=_("ticket"), on_delete=models.PROTECT, related_name="estimates")
    number = models.PositiveSmallIntegerField(_("number"))
    minutes = models.PositiveIntegerField(_("minutes"))
    rate = models.DecimalField(_("rate per hour"), max_digits=9, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(_("amount without VAT"), max_digits=11, decimal_places=2)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        User, verbose_name=_("proposed by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=EstimateState, default=EstimateState.PROPOSED)
    by_rule = models.BooleanField(_("nobody had to be asked"), default=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    partner = models.ForeignKey(
        Organisation, verbose_name=_("ICT partner"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(
        User, verbose_name=_("written down by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        """One of each number, one at a time to be decided, and a decision has its moment."""

        verbose_name = _("estimate")
        verbose_name_plural = _("estimates")
        ordering = ("ticket", "number")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["ticket", "number"], name="estimate_ticket_number"),
            UniqueConstraint(fields=["ticket"], condition=Q(state="proposed"), name="estimate_one_proposed"),
            CheckConstraint(
                name="estimate_decided_has_moment",
                condition=Q(state="proposed", decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_at__isnull=False)),
            ),
            CheckConstraint(
                name="estimate_approved_by_somebody",
                condition=~Q(state__in=("approved", "refused")) | Q(decided_by__isnull=False) | Q(by_rule=True),
            ),
            CheckConstraint(name="estimate_amount_not_negative", condition=Q(amount__gte=0)),
            CheckConstraint(name="estimate_state_known", condition=Q(state__in=EstimateState.values)),
        ]

    def __str__(self) -> str:
        return f"{REFERENCE_PREFIX}{self.ticket_id}: {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to say yes or no."""
        return self.state == EstimateState.PROPOSED
