"""What happened at the doors: signing in and failing to, refusals, ended sessions, who opened what is confidential.

Changes of people, roles, memberships and mandates stand in `AccountEvent`; together the two are the audit.
"""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class SecurityEventKind(models.TextChoices):
    """One kind for each thing that is written down here."""

    SIGNED_IN = "signed_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
    SECOND_STEP_FAILED = "second_step_failed", _("second step failed")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    SESSIONS_ENDED = "sessions_ended", _("sessions ended")
    REFUSED = "refused", _("refused")
    LIMITED = "limited", _("limit reached")
    CONFIDENTIAL_OPENED = "confidential_opened", _("confidential ticket opened")
    EXPORTED = "exported", _("exported")
    SETTING_CHANGED = "setting_changed", _("setting changed")
    FILE_REFUSED = "file_refused", _("file with a virus refused")
    PURGED = "purged", _("old security events removed")


class AppendOnlyError(TypeError):
    """Somebody tried to change or remove a row of the log: a fault in the program."""


class AppendOnlyQuerySet(models.QuerySet["SecurityEvent"]):
    """Reads and inserts."""

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refused: what happened, happened."""
        raise AppendOnlyError("Security events never change.")

    def delete(self) -> NoReturn:
        """Refused: they stay."""
        raise AppendOnlyError("Security events are not removed.")


class SecurityEvent(models.Model):
    """`actor` did it and is empty when nobody was signed in; `subject` is a reference, a route or a keyed digest."""

    kind = models.CharField(_("what"), max_length=20, choices=SecurityEventKind.choices)
    actor = models.ForeignKey(
        User, verbose_name=_("by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("when"))
    subject = models.CharField(_("about"), max_length=80, blank=True)
    data = models.JSONField(_("details"), default=dict)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=SecurityEventKind.values), name="accounts_security_event_kind_known"
            ),
        )
        indexes = (models.Index(fields=("-at", "-id"), name="accounts_security_event_at"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Inserts; a stored row is refused."""
        if not self._state.adding:
            raise AppendOnlyError("Security events never change.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused: it stays."""
        raise AppendOnlyError("Security events are not removed.")
