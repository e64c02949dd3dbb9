"""The addresses of a window's pages, as mails and calendars name them: in full, read outside the program."""

from django.conf import settings
from django.urls import reverse


def address_of(reference: str) -> str:
    """Its page in the portal."""
    return settings.BASE_URL + reverse("maintenance:window", args=[reference])


def planner_address_of(window_id: int) -> str:
    """Its page in the planner."""
    return settings.BASE_URL + reverse("admin:maintenance_maintenancewindow_change", args=[window_id])
