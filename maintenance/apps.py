"""Planned maintenance: the environments it is done on, its windows, consultation and announcement (M1-M5)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MaintenanceConfig(AppConfig):
    """The maintenance app."""

    name = "maintenance"
    verbose_name = _("Maintenance")

    def ready(self) -> None:
        """Register the renderer here, at start-up, because the outbox is below maintenance and knows nothing of it."""
        from maintenance.notices import SOURCE
        from maintenance.notices.mail import render
        from notifications import outbox

        outbox.register(SOURCE, render, name=_("event of a window"))
