"""A window in consultation or announced is changed: what customers were asked is asked anew (M2, M4)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from maintenance.actions.open_consultation import ask, check_rules
from maintenance.actions.proposed import REASON_LENGTH, check_chosen, checked, described, text
from maintenance.actions.refused import as_refusals
from maintenance.actions.write_path import Change, Form, Proposal, planner_change
from maintenance.models import MaintenanceWindow
from maintenance.queries.rules import Rules
from maintenance.queries.situation import situation_of
from maintenance.state_machine import Action


def move_window(user: User, form: Form, proposal: Proposal, reason: str, *, now: datetime) -> MaintenanceWindow:
    """The window as it is now proposed; other times, scope or effect void every answer and the announcement.

    Then it is in consultation again, in a new round, with its place reserved anew (of another year: a new place); what
    was announced stays on record. Another title or weekday reason alone voids nothing.
    Refused (422): as for opening the consultation, another environment, no reason, emergency maintenance, a window that
    has started. A stale form (409).
    """
    with as_refusals(), planner_change(user, form, now=now, places=True) as change:
        change.check(Action.MOVE)
        _check_can_move(change.window, proposal)
        situation = situation_of(checked(proposal), change.window, now=now)
        check_chosen(situation)
        rules = Rules(situation, now)
        if rules.asks_anew:
            _ask_anew(change, rules, text(reason, REASON_LENGTH, _("Give a reason.")))
        else:
            _reword(change, rules)
    return change.window


def _check_can_move(window: MaintenanceWindow, proposal: Proposal) -> None:
    if window.is_emergency:
        raise Refusal(_("Emergency maintenance is not moved. Cancel it, and record it anew."))
    if proposal.environment_id != window.environment_id:
        raise Refusal(_("A window stays on its environment. Cancel it, and plan another."))


def _ask_anew(change: Change, rules: Rules, reason: str) -> None:
    window, situation = change.window, rules.situation
    check_rules(rules)
    was_announced = window.announced_at is not None
    data = {
        "reason": reason,
        "was_announced": was_announced,
        "before": described(window, situation.own_customers),
    }
    ask(change, Action.MOVE, situation, data=data, changes=_sequence(window))


def _reword(change: Change, rules: Rules) -> None:
    window, situation = change.window, rules.situation
    weekend = rules.weekend()
    if weekend.state == "fail":
        raise Refusal(weekend.refusal)
    new = {"title": situation.proposal.title, "weekday_reason": situation.proposal.weekday_reason}
    if all(getattr(window, name) == value for name, value in new.items()):
        return
    data = {"before": described(window, situation.own_customers)}
    change.record(Action.REWORD, data=data, changes={**new, **_sequence(window)})


def _sequence(window: MaintenanceWindow) -> dict[str, int]:
    """A calendar takes a change of what it was told only with a higher number."""
    return {"ics_sequence": window.ics_sequence + 1} if window.is_in_calendars else {}
