"""The jobs of tickets: each reads the clock, calls one action and holds no rule."""

import time

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from tickets.actions import due_steps
from tickets.actions.apply_edit import apply_batch
from tickets.actions.release_queued import release_queued as release_queued_action
from tickets.actions.retention import keep_no_longer as keep_no_longer_action
from tickets.actions.scan_files import scan_files as scan_files_action
from tickets.actions.sweep_files import sweep_files as sweep_files_action

logger = structlog.get_logger(__name__)


@shared_task(name="tickets.tasks.release_queued")
def release_queued() -> int:
    """Bring the tickets whose opening has come to the agents' queue; woken every minute by beat."""
    return release_queued_action(now=timezone.now())


@shared_task(name="tickets.tasks.remind_waiting")
def remind_waiting() -> int:
    """Remind customers of questions that wait for their answer; woken every minute by beat."""
    return due_steps.remind_waiting(now=timezone.now())


@shared_task(name="tickets.tasks.close_unanswered")
def close_unanswered() -> int:
    """Close what stayed unanswered after the reminder; woken every minute by beat."""
    return due_steps.close_unanswered(now=timezone.now())


@shared_task(name="tickets.tasks.close_recovered")
def close_recovered() -> int:
    """Close recovered tickets after the reopening period; woken every minute by beat."""
    return due_steps.close_recovered(now=timezone.now())


@shared_task(name="tickets.tasks.remind_approvals")
def remind_approvals() -> int:
    """Remind of costs that are still to be approved; woken every minute by beat."""
    return due_steps.remind_approvals(now=timezone.now())


@shared_task(name="tickets.tasks.expire_estimates")
def expire_estimates() -> int:
    """End what stayed unapproved after the reminder; woken every minute by beat."""
    return due_steps.expire_estimates(now=timezone.now())


@shared_task(name="tickets.tasks.apply_edits")
def apply_edits() -> None:
    """Go on with edits that are being applied to open tickets, until none is left; woken every minute by beat."""
    while apply_batch(now=timezone.now()):
        pass


@shared_task(name="tickets.tasks.scan_files")
def scan_files() -> None:
    """Ask the scanner about new files; woken by each file and every minute by beat."""
    scan_files_action(now=timezone.now())


@shared_task(name="tickets.tasks.sweep_files")
def sweep_files() -> int:
    """Remove stored files that came with no message; woken daily by beat."""
    return sweep_files_action(machine_time=time.time())


@shared_task(name="tickets.tasks.keep_no_longer")
def keep_no_longer() -> None:
    """Clear what is older than its period, or only count it while that is not switched on; woken daily by beat."""
    found = keep_no_longer_action(now=timezone.now(), dry_run=not settings.RETENTION)
    logger.info("retention", cleared=settings.RETENTION, **found)
