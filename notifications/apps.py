"""Registers the outbox, and the mail of accounts as a source of notices."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class NotificationsConfig(AppConfig):
    """The outbox."""

    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = pgettext_lazy("outbox", "Notices")

    def ready(self) -> None:
        """Accounts knows nothing of the outbox, so its renderer is registered here."""
        from notifications import backend, renderers

        name = pgettext_lazy("outbox", "account")
        renderers.register(backend.SOURCE, backend.mail_of_accounts, secret=True, name=name)
        invitation = pgettext_lazy("outbox", "invitation")
        renderers.register(backend.INVITATION, backend.mail_of_invitation, secret=True, name=invitation)
