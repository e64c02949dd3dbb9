"""Tells Django of the tickets app, and the outbox how its notices become mail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """Incidents, support incidents and standard changes."""

    name = "tickets"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        """Register the renderer here, at start-up, because the outbox is below tickets and knows nothing of it."""
        from notifications import outbox
        from tickets.notices import SOURCE
        from tickets.notices.mail import render

        outbox.register(SOURCE, render, name=_("event of a ticket"))
