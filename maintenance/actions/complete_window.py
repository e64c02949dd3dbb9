"""A window is completed by hand, with its result; what the clock completed gets its result afterwards."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from maintenance.actions.proposed import text
from maintenance.actions.write_path import Form, planner_change
from maintenance.enums import EventKind, Result, Status
from maintenance.models import MaintenanceWindow
from maintenance.state_machine import Action

WORDS_LENGTH = 2000
BY_HAND = (Result.AS_PLANNED, Result.PARTLY, Result.ROLLED_BACK)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went, in words when it did not go as planned, and when it really ended (None: now)."""

    result: str
    words: str = ""
    ended_at: datetime | None = None


def complete_window(user: User, form: Form, outcome: Outcome, *, now: datetime) -> MaintenanceWindow:
    """Complete the running window, or record the result of one that the clock completed.

    Refused (422): no result, no words for what did not go as planned, an end before its start or after `now`, a window
    that does not run, a result that was recorded already.
    """
    with planner_change(user, form, now=now, expects=(EventKind.STARTED, EventKind.COMPLETED)) as change:
        window = change.window
        action = Action.RECORD_RESULT if window.status == Status.COMPLETED else Action.COMPLETE
        change.check(action)
        if action is Action.RECORD_RESULT and window.result != Result.BY_THE_CLOCK:
            raise Refusal(_("The result of this window has been recorded already."))
        ended_at = outcome.ended_at or (window.ended_at if action is Action.RECORD_RESULT else now)
        assert ended_at is not None
        _check_ended(window, ended_at, now)
        changes = {"result": _result(outcome), "result_words": _words(outcome), "ended_at": ended_at}
        change.record(action, data={"result": changes["result"], "ended_at": ended_at}, changes=changes)
    return window


def _check_ended(window: MaintenanceWindow, ended_at: datetime, now: datetime) -> None:
    if ended_at > now:
        raise Refusal(_("The end lies in the future."))
    if window.started_at is not None and ended_at < window.started_at:
        raise Refusal(_("The end is before the start."))


def _result(outcome: Outcome) -> str:
    if outcome.result not in BY_HAND:
        raise Refusal(_("Choose how it went."))
    return str(outcome.result)


def _words(outcome: Outcome) -> str:
    missing = "" if outcome.result == Result.AS_PLANNED else _("Say in words what did not go as planned.")
    return text(outcome.words, WORDS_LENGTH, missing)
