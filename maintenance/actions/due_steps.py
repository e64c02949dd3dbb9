"""What time itself does to windows: it starts and ends them, and takes back places that nobody makes progress with.

Each is one event, exactly once, however many workers run and whatever was down: a job claims what is due in batches,
and after its event the window is no longer due.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from agreements.queries import current_calendar_id, opening_hours
from maintenance import event_log, notices
from maintenance.actions.clock import complete_by_the_clock, start_by_the_clock
from maintenance.actions.places import free_places
from maintenance.enums import Kind, Status
from maintenance.event_log import Actor, Entry
from maintenance.models import MaintenanceWindow, WindowEvent
from maintenance.state_machine import Action, Who, transition

BATCH = 50
WARNED_BEFORE = timedelta(days=7)

Step = Callable[[MaintenanceWindow, datetime], WindowEvent]


def start_due(*, now: datetime) -> int:
    """Start every announced window whose time has come; returns how many."""
    due = MaintenanceWindow.objects.filter(status=Status.ANNOUNCED, starts_at__lte=now)
    return _all_due(due, now, lambda window, at: start_by_the_clock(window, now=at))


def complete_due(*, now: datetime) -> int:
    """Complete every running window whose end has come, but those held open; returns how many."""
    due = MaintenanceWindow.objects.filter(status=Status.RUNNING, holds_open=False, ends_at__lte=now)
    return _all_due(due, now, lambda window, at: complete_by_the_clock(window, now=at))


def warn_lapsing(*, now: datetime) -> int:
    """Warn, once in each reservation, of every place that is freed within a week; returns how many (M3)."""
    due = MaintenanceWindow.objects.filter(
        status=Status.CONSULTATION,
        lapse_warned_at=None,
        reserved_until__gt=now,
        reserved_until__lte=now + WARNED_BEFORE,
    )
    return _all_due(due, now, _warn)


def lapse_reservations(*, now: datetime) -> int:
    """Free every place that nobody made progress with: the window is a draft again; returns how many (M3)."""
    due = MaintenanceWindow.objects.filter(status=Status.CONSULTATION, reserved_until__lte=now)
    return _all_due(due, now, _lapse)


def note_overruns(*, now: datetime) -> int:
    """Raise the alarm, once, of planned windows that still run when the helpdesk opens; returns how many (M1)."""
    running = MaintenanceWindow.objects.filter(kind=Kind.PLANNED, status=Status.RUNNING, holds_open=True)
    late = running.filter(overran_at=None, ends_at__lt=now)
    hours = opening_hours(current_calendar_id())
    opened = [pk for pk, ends_at in late.values_list("pk", "ends_at") if hours.next_opening(ends_at) <= now]
    return _all_due(late.filter(pk__in=opened), now, _note_overrun) if opened else 0


def _warn(window: MaintenanceWindow, now: datetime) -> WindowEvent:
    data = {"reserved_until": window.reserved_until}
    return _step(window, Action.WARN_LAPSE, now, Entry(data=data, changes={"lapse_warned_at": now}))


def _lapse(window: MaintenanceWindow, now: datetime) -> WindowEvent:
    data = {"reserved_until": window.reserved_until, "place": window.place}
    freed: dict[str, Any] = {"place": None, "cap": None, "reserved_until": None, "lapse_warned_at": None}
    if window.is_in_calendars:
        freed["ics_sequence"] = window.ics_sequence + 1
    event = _step(window, Action.LAPSE, now, Entry(data=data, changes=freed))
    free_places(window)
    return event


def _note_overrun(window: MaintenanceWindow, now: datetime) -> WindowEvent:
    opened_at = opening_hours(current_calendar_id()).next_opening(window.ends_at)
    return _step(
        window, Action.NOTE_OVERRUN, now, Entry(data={"opened_at": opened_at}, changes={"overran_at": opened_at})
    )


def _step(window: MaintenanceWindow, action: Action, now: datetime, entry: Entry) -> WindowEvent:
    row = transition(action, Status(window.status), Who.SYSTEM)
    return event_log.record(window, row, Actor(system=str(action)), now=now, entry=entry)


def _all_due(due: QuerySet[MaintenanceWindow], now: datetime, step: Step) -> int:
    done = 0
    while batch := _batch(due.order_by("pk"), now, step):
        done += batch
    return done


def _batch(due: QuerySet[MaintenanceWindow], now: datetime, step: Step) -> int:
    skip_locked = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        windows = list(due.select_for_update(skip_locked=skip_locked, of=("self",), no_key=True)[:BATCH])
        for window in windows:
            notices.enqueue_for(window, step(window, now), now=now)
    return len(windows)
