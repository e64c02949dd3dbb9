"""Which person belongs to which organisation, and as what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.models.user import User
from accounts.roles import MEMBERSHIP_ROLES, Role, as_choices


class Membership(models.Model):
    """A contact follows their own tickets, a key contact all of the organisation's."""

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=11, choices=as_choices(MEMBERSHIP_ROLES), default=Role.CONTACT)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("organisation", "user")
        constraints = (
            models.UniqueConstraint(fields=("user", "organisation"), name="accounts_membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[*MEMBERSHIP_ROLES]), name="accounts_membership_role_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} - {self.organisation}"
