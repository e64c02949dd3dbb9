"""The tasks of the whole itself: beat shows that it lives, and ended sessions are cleared away."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore


@shared_task
def beat_lives() -> None:
    """Does nothing; that it ran is recorded like that of every scheduled job."""


@shared_task
def clear_sessions() -> None:
    """Remove the sessions that expired, and the drafts of people who never signed in with them."""
    SessionStore.clear_expired()
