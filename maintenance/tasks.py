"""The jobs of maintenance: each reads the clock, calls one action and holds no rule."""

from celery import shared_task
from django.utils import timezone

from maintenance.actions import due_steps
from maintenance.actions.remind import remind_outstanding as remind_outstanding_action


@shared_task(name="maintenance.tasks.start_due")
def start_due() -> int:
    """Start the windows whose time has come; woken every minute by beat."""
    return due_steps.start_due(now=timezone.now())


@shared_task(name="maintenance.tasks.complete_due")
def complete_due() -> int:
    """Complete the windows whose end has come; woken every minute by beat."""
    return due_steps.complete_due(now=timezone.now())


@shared_task(name="maintenance.tasks.note_overruns")
def note_overruns() -> int:
    """Raise the alarm of windows that run into opening hours; woken every minute by beat."""
    return due_steps.note_overruns(now=timezone.now())


@shared_task(name="maintenance.tasks.warn_lapsing")
def warn_lapsing() -> int:
    """Warn of places that are about to be freed; woken every minute by beat."""
    return due_steps.warn_lapsing(now=timezone.now())


@shared_task(name="maintenance.tasks.lapse_reservations")
def lapse_reservations() -> int:
    """Free the places that nobody made progress with; woken every minute by beat."""
    return due_steps.lapse_reservations(now=timezone.now())


@shared_task(name="maintenance.tasks.remind_outstanding")
def remind_outstanding() -> int:
    """Remind customers who have not answered; woken every minute by beat."""
    return remind_outstanding_action(now=timezone.now())
