"""What the clock does to a window: it starts and ends on time, whichever of job and person comes first."""

from datetime import datetime

from maintenance import event_log
from maintenance.enums import Result, Status
from maintenance.event_log import Actor, Entry
from maintenance.models import MaintenanceWindow, WindowEvent
from maintenance.state_machine import Action, Who, transition


def catch_up(window: MaintenanceWindow, *, now: datetime) -> list[WindowEvent]:
    """Record on a locked window what `status_at(now)` says of it already: its start, its end, both or nothing."""
    events: list[WindowEvent] = []
    if window.status == Status.ANNOUNCED and window.starts_at <= now:
        events.append(start_by_the_clock(window, now=now))
    if window.status == Status.RUNNING and window.status_at(now) is Status.COMPLETED:
        events.append(complete_by_the_clock(window, now=now))
    return events


def start_by_the_clock(window: MaintenanceWindow, *, now: datetime) -> WindowEvent:
    """It started when it was to start."""
    return _by_the_clock(window, Action.START, now, {"started_at": window.starts_at})


def complete_by_the_clock(window: MaintenanceWindow, *, now: datetime) -> WindowEvent:
    """It ended when it was to end; how it went is for the planner to record."""
    return _by_the_clock(window, Action.COMPLETE, now, {"ended_at": window.ends_at, "result": Result.BY_THE_CLOCK})


def _by_the_clock(window: MaintenanceWindow, action: Action, now: datetime, changes: dict[str, object]) -> WindowEvent:
    row = transition(action, Status(window.status), Who.SYSTEM)
    return event_log.record(window, row, Actor(system=str(action)), now=now, entry=Entry(changes=changes))
