"""The app that holds the whole together."""

from django.apps import AppConfig


class OzmoDeskConfig(AppConfig):
    """Loads the Celery app with Django, so that every `shared_task` belongs to it."""

    name = "ozmo_desk"

    def ready(self) -> None:
        """Import the Celery app."""
        import ozmo_desk.celery  # noqa: F401, PLC0415
