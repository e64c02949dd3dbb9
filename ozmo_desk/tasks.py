"""The one task of the whole itself: beat shows that it lives."""

from celery import shared_task


@shared_task
def beat_lives() -> None:
    """Does nothing; that it ran is recorded like that of every scheduled job."""
