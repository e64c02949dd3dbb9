"""Registers the app that keeps what was promised."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """The agreement, its versions, and the calendar of opening hours."""

    name = "agreements"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Agreement and calendar")
