"""A window is cancelled, at any point before its completion, with the reason on record."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from maintenance.actions.places import free_places
from maintenance.actions.proposed import REASON_LENGTH, text
from maintenance.actions.write_path import Form, planner_change
from maintenance.enums import Status
from maintenance.models import MaintenanceWindow
from maintenance.state_machine import Action


def cancel_window(user: User, form: Form, reason: str, *, now: datetime) -> MaintenanceWindow:
    """Cancel the window; before its start its place is free again, once it runs it has taken place (M3).

    Refused: no reason, a window that has ended, also by the clock (422), a stale form (409).
    """
    with planner_change(user, form, now=now) as change:
        why = text(reason, REASON_LENGTH, _("Give a reason."))
        window = change.window
        was, was_announced = Status(window.status), window.announced_at is not None
        changes: dict[str, Any] = {"reserved_until": None, "lapse_warned_at": None}
        if window.is_in_calendars:
            changes["ics_sequence"] = window.ics_sequence + 1
        if was is Status.RUNNING:
            changes["ended_at"] = now
        else:
            changes |= {"place": None, "cap": None}
        data = {"reason": why, "was": str(was), "was_announced": was_announced, "place": window.place}
        change.record(Action.CANCEL, data=data, changes=changes)
        if was is not Status.RUNNING:
            free_places(window)
    return window
