"""The app that holds the whole together: the clock first, then the Celery app."""

from types import ModuleType

from django.apps import AppConfig
from django.conf import settings


class OzmoDeskConfig(AppConfig):
    """First in INSTALLED_APPS: its constructor runs before any model is imported and could keep the real clock."""

    name = "ozmo_desk"
    verbose_name = "Self-service Desk"

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        super().__init__(app_name, app_module)
        if settings.DESK_AT:
            from ozmo_desk import demo_clock

            demo_clock.install(settings.DESK_AT, settings.DESK_AT_SINCE, settings.TIME_ZONE)

    def ready(self) -> None:
        """Load the Celery app, so that every `shared_task` belongs to it, in web processes too; words are kept."""
        from ozmo_desk import (
            celery,  # noqa: F401 - needs the settings
            kept_translations,
        )

        kept_translations.install()
