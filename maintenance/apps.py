"""Planned maintenance: the environments it is done on, its windows, consultation and announcement (M1-M5)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MaintenanceConfig(AppConfig):
    """The maintenance app."""

    name = "maintenance"
    verbose_name = _("Maintenance")

    def ready(self) -> None:
        """Register at start-up who writes our mails and who knows people here: what asks for it is below us."""
        from accounts import holders
        from maintenance.actions.forget_person import forget_person, wipe_words
        from maintenance.notices import SOURCE
        from maintenance.notices.mail import render
        from maintenance.queries.personal import texts_with, told_of, words_from_before
        from notifications import outbox

        outbox.register(SOURCE, render, name=_("event of a window"))
        holders.register(self.name, holders.Holder(told_of, texts_with, forget_person, words_from_before, wipe_words))
