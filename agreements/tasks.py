"""Keeps the calendar reaching two years ahead, day after day."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from agreements.actions import extend_calendar


@shared_task(name="agreements.tasks.keep_calendar", ignore_result=True)
def keep_calendar() -> None:
    """Add the holidays of the years that came in reach; does nothing on all other days."""
    extend_calendar(now=timezone.now())
