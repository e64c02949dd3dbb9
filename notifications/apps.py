"""Registers the outbox and its one renderer of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """The outbox."""

    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Notices")
