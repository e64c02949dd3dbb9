"""What was decided on an edit of the calendar or an agreement, for which tickets, and how far it has been applied."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreements.models import AgreementVersion, CalendarRevision
from tickets.enums import EditOutcome


class EditDecision(models.Model):
    """Made in the transaction of the edit itself: whatever dies after that, the rest is found here and applied (N).

    The tickets are those that the administrator saw. `reached` is the number of the last one that was dealt with: it
    has the new pins, or it was no longer open, or a later edit was applied to it.
    """

    edited_model = models.CharField(_("what was edited"), max_length=100)
    edited_id = models.PositiveBigIntegerField(_("number of what was edited"))
    calendar_revision = models.ForeignKey(
        CalendarRevision, verbose_name=_("calendar revision"), on_delete=models.PROTECT, related_name="+", null=True
    )
    agreement_version = models.ForeignKey(
        AgreementVersion, verbose_name=_("agreement version"), on_delete=models.PROTECT, related_name="+", null=True
    )
    outcome = models.CharField(_("decision"), max_length=10, choices=EditOutcome)
    decided_by = models.ForeignKey(User, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))
    ticket_ids = models.JSONField(_("open tickets"))
    moving_ids = models.JSONField(_("tickets that get other moments"))
    open_count = models.PositiveIntegerField(_("open tickets"))
    moving_count = models.PositiveIntegerField(_("get other moments"))
    reached = models.PositiveBigIntegerField(default=0)
    dealt_count = models.PositiveIntegerField(_("dealt with"), default=0)
    applied_count = models.PositiveIntegerField(_("applied to"), default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        """One edit has one thing to pin; leaving tickets as they are is done at once."""

        verbose_name = _("decision on an edit")
        verbose_name_plural = _("decisions on edits")
        ordering = ("-pk",)
        indexes: ClassVar[list[Index]] = [
            Index(fields=["id"], condition=Q(finished_at=None), name="decision_unfinished"),
            Index(fields=["edited_model", "edited_id"], name="decision_of_edit"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(
                name="decision_has_one_pin",
                condition=Q(calendar_revision__isnull=True, agreement_version__isnull=False)
                | Q(calendar_revision__isnull=False, agreement_version__isnull=True),
            ),
            CheckConstraint(name="decision_outcome_known", condition=Q(outcome__in=EditOutcome.values)),
            CheckConstraint(
                name="decision_left_is_finished", condition=Q(outcome="apply") | Q(finished_at__isnull=False)
            ),
            CheckConstraint(name="decision_applied_of_dealt", condition=Q(applied_count__lte=F("dealt_count"))),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.get_outcome_display()}"

    @property
    def is_under_way(self) -> bool:
        """Whether tickets are still to follow."""
        return self.finished_at is None

    @property
    def passed_count(self) -> int:
        """How many were no longer open, or had a later edit, when their turn came."""
        return self.dealt_count - self.applied_count
