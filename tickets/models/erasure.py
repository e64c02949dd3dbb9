"""That a person was anonymised: rows that are only ever added, and hold nothing about who it was."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ErasureReason(models.TextChoices):
    """Why somebody was anonymised."""

    REQUEST = "request", _("asked for")
    RETENTION = "retention", _("kept long enough")


class ErasureRecord(models.Model):
    """One per person. `proposed` holds the numbers of the texts and files that named the person, to be looked at."""

    user = models.OneToOneField(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="erasure")
    actor = models.ForeignKey(
        User, verbose_name=_("by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=10, choices=ErasureReason.choices, default=ErasureReason.REQUEST)
    at = models.DateTimeField(_("when"))
    proposed = models.JSONField(_("proposed for review"), default=dict)

    class Meta:
        """One reason of the two."""

        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(reason__in=ErasureReason.values), name="erasure_reason_known"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d}"
