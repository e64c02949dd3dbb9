"""A planner starts a window by hand, and so says that it is to be completed by hand too."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from agreements import wording
from maintenance.actions.write_path import Form, planner_change
from maintenance.enums import Status
from maintenance.models import MaintenanceWindow
from maintenance.state_machine import Action, refusal_sentence


def start_window(user: User, form: Form, *, now: datetime) -> MaintenanceWindow:
    """Start the announced window at `now`; it then runs until a planner completes it.

    Refused (422): before the start that was announced (M4), after its end, a window that runs already.
    """
    with planner_change(user, form, now=now, by_the_clock=False) as change:
        window = change.window
        change.check(Action.START)
        if now < window.starts_at:
            begins = wording.at(window.starts_at, now=now)
            raise Refusal(_("M4: it was announced to begin {moment}, and not before.").format(moment=begins))
        if now >= window.ends_at:
            raise Refusal(refusal_sentence(Action.START, Status.COMPLETED))
        change.record(Action.START, changes={"started_at": now, "holds_open": True})
    return window
