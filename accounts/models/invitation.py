"""An invitation: somebody may belong to an organisation, when they open the link that was mailed to their address."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.models.user import Language, User
from accounts.roles import MEMBERSHIP_ROLES, Role, as_choices


class Invitation(models.Model):
    """Only the digest of the link's secret is kept: whoever reads this row cannot open the link.

    Sending it again puts a new secret in the row, so that the earlier link opens nothing.
    """

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=11, choices=as_choices(MEMBERSHIP_ROLES), default=Role.CONTACT)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.DUTCH)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, verbose_name=_("by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("email", "pk")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=("organisation", "email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="accounts_invitation_one_waiting",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_invitation_email_lower"),
            models.CheckConstraint(condition=Q(role__in=[*MEMBERSHIP_ROLES]), name="accounts_invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
                name="accounts_invitation_accepted_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} - {self.organisation}"

    def is_open(self, *, now: datetime) -> bool:
        """Whether its link still opens something: not used, not withdrawn, not too old, the organisation served."""
        is_ended = self.accepted_at is not None or self.revoked_at is not None
        return not is_ended and now < self.expires_at and self.organisation.is_active

    def is_expired(self, now: datetime) -> bool:
        """Whether it became too old; sending it again gives it a new week."""
        return self.expires_at <= now
