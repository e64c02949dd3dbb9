"""Wakes the delivery: woken by a commit, and by beat every minute."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from notifications import delivery


@shared_task(name="notifications.tasks.deliver_due", ignore_result=True)
def deliver_due() -> None:
    """Send what is due until nothing is."""
    delivery.deliver_due(now=timezone.now)
