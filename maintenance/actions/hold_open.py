"""A running window takes longer than planned: it is completed by hand, not by the clock."""

from datetime import datetime

from accounts.models import User
from maintenance.actions.write_path import Form, planner_change
from maintenance.enums import EventKind
from maintenance.models import MaintenanceWindow
from maintenance.state_machine import Action


def hold_open(user: User, form: Form, *, now: datetime) -> MaintenanceWindow:
    """Keep the window running until a planner completes it; twice is once.

    Refused (422): a window that does not run, also because its time was over at `now`.
    """
    with planner_change(user, form, now=now, expects=(EventKind.STARTED,)) as change:
        change.check(Action.HOLD_OPEN)
        if not change.window.holds_open:
            change.record(Action.HOLD_OPEN, changes={"holds_open": True})
    return change.window
