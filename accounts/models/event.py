"""Who changed what about people, organisations, memberships and mandates: rows that are only ever added."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.models.user import User


class AccountEventKind(models.TextChoices):
    """One kind for each action on people and parties."""

    USER_CREATED = "user_created", _("person added")
    USER_CHANGED = "user_changed", _("person changed")
    USER_DEACTIVATED = "user_deactivated", _("person deactivated")
    USER_REACTIVATED = "user_reactivated", _("person reactivated")
    ORGANISATION_CREATED = "organisation_created", _("organisation added")
    ORGANISATION_CHANGED = "organisation_changed", _("organisation changed")
    MEMBERSHIP_ADDED = "membership_added", _("membership added")
    MEMBERSHIP_CHANGED = "membership_changed", _("membership changed")
    MEMBERSHIP_REMOVED = "membership_removed", _("membership removed")
    MANDATE_GRANTED = "mandate_granted", _("mandate granted")
    MANDATE_CHANGED = "mandate_changed", _("mandate changed")
    MANDATE_ENDED = "mandate_ended", _("mandate ended")
    INVITATION_SENT = "invitation_sent", _("invitation sent")
    INVITATION_REVOKED = "invitation_revoked", _("invitation withdrawn")
    INVITATION_ACCEPTED = "invitation_accepted", _("invitation accepted")


class AccountEvent(models.Model):
    """`actor` is empty when no person did it (set-up, demo data); `user` and `organisation` are what it is about."""

    kind = models.CharField(_("what"), max_length=20, choices=AccountEventKind.choices)
    actor = models.ForeignKey(
        User, verbose_name=_("by"), on_delete=models.PROTECT, null=True, blank=True, related_name="account_events"
    )
    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("when"))
    data = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=AccountEventKind.values), name="accounts_event_kind_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
