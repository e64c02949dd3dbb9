"""Where somebody is signed in, as their own page shows it: the device in words, and when it was last seen."""

from django.contrib.sessions.models import Session
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class OpenSession(models.Model):
    """Goes with its session: signing out, expiry and the nightly sweep take both away. Keeps no internet address."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions")
    device = models.CharField(max_length=80, blank=True)
    signed_in_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("-seen_at", "pk")

    def __str__(self) -> str:
        return self.device
