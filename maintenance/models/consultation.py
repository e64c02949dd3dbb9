"""The consultation of one customer about one window: its answers, what settled an objection, and the conversation."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from maintenance.enums import Answer, Means
from maintenance.models.window_customer import WindowCustomer


class ConsultationAnswer(models.Model):
    """One answer, never changed: the customer's own counts over its partner's, and the latest of those wins (M2).

    `given_by` answered in the portal (for a customer by its `partner`, when set); `recorded_by` is the planner who
    wrote down what `said_by` said. Answers of an earlier `round` are void, and stay on record.
    """

    consultation = models.ForeignKey(WindowCustomer, on_delete=models.PROTECT, related_name="answers")
    round = models.PositiveSmallIntegerField(_("round of consultation"))
    answer = models.CharField(_("answer"), max_length=20, choices=Answer)
    words = models.TextField(_("in words"), max_length=2000, blank=True)
    means = models.CharField(_("how"), max_length=10, choices=Means)
    at = models.DateTimeField(_("at"))
    given_by = models.ForeignKey(
        User, verbose_name=_("by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    partner = models.ForeignKey(
        Organisation, verbose_name=_("ICT partner"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    said_by = models.CharField(_("said by"), max_length=150, blank=True)
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_with = models.CharField(_("settled with"), max_length=150, blank=True)
    settled_means = models.CharField(_("settled how"), max_length=10, choices=Means, blank=True)
    settled_words = models.TextField(_("settled in words"), max_length=2000, blank=True)
    settled_by = models.ForeignKey(
        User, verbose_name=_("settlement recorded by"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        """Somebody gave it, or a planner recorded who did; a settlement is complete or absent."""

        verbose_name = _("answer in a consultation")
        verbose_name_plural = _("answers in consultations")
        ordering = ("at", "pk")
        indexes: ClassVar[list[Index]] = [Index(fields=["consultation", "round"], name="answer_by_round")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(
                name="answer_given_or_recorded",
                condition=Q(given_by__isnull=False, recorded_by__isnull=True)
                | (Q(given_by__isnull=True, recorded_by__isnull=False) & ~Q(said_by="")),
            ),
            CheckConstraint(
                name="answer_no_but_why",
                condition=Q(answer=Answer.AGREED) | ~Q(words=""),
            ),
            CheckConstraint(
                name="answer_settled_on_record",
                condition=Q(settled_at__isnull=True)
                | (Q(settled_by__isnull=False) & ~Q(settled_with="") & ~Q(settled_means="") & ~Q(settled_words="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.get_answer_display()}"


class ConsultationMessage(models.Model):
    """One message of the conversation between a customer's side and the planner about a window."""

    consultation = models.ForeignKey(WindowCustomer, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(
        Organisation, verbose_name=_("ICT partner"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_ours = models.BooleanField(_("of the helpdesk"))
    body = models.TextField(_("message"), max_length=5000)
    at = models.DateTimeField(_("at"))
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("message in a consultation")
        verbose_name_plural = _("messages in consultations")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.at:%Y-%m-%d}"
