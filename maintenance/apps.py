"""Planned maintenance: the environments it is done on, and later its windows, consultation and announcement (M1-M5)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MaintenanceConfig(AppConfig):
    """The maintenance app."""

    name = "maintenance"
    verbose_name = _("Maintenance")
