"""Somebody's own secret address of an organisation's maintenance calendar; revoked it answers nothing any more."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User


class FeedAddress(models.Model):
    """The part of the address that is secret is kept as a digest only: it is shown once, when it is made."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="feed_addresses"
    )
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made at"))
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, verbose_name=_("revoked by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        """One address in use per person and organisation: whoever leaves takes nobody else's away."""

        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ("organisation", "created_at")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(
                fields=["organisation", "created_by"], name="feed_one_in_use", condition=Q(revoked_at=None)
            ),
            CheckConstraint(
                name="feed_revoked_after_made", condition=Q(revoked_at=None) | Q(revoked_at__gte=F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}"
