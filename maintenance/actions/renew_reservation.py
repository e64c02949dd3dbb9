"""A planner keeps the place of a window in consultation for another period (M3)."""

from datetime import datetime

from accounts.models import User
from maintenance.actions.write_path import Form, planner_change
from maintenance.models import MaintenanceWindow
from maintenance.state_machine import Action


def renew_reservation(user: User, form: Form, *, now: datetime) -> MaintenanceWindow:
    """Reserve the place for the whole period again, from `now`; refused when it is not in consultation (422)."""
    with planner_change(user, form, now=now) as change:
        before = change.window.reserved_until
        changes = change.progress()
        change.record(Action.RENEW, data={"before": before, "until": changes["reserved_until"]}, changes=changes)
    return change.window
