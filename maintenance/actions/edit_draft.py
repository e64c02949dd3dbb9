"""A planner changes a draft, in every respect."""

from datetime import datetime

from accounts.models import User
from maintenance.actions.draft_window import check_outside_opening_hours
from maintenance.actions.proposed import check_chosen, checked, choose, described, fields_of
from maintenance.actions.refused import as_refusals
from maintenance.actions.write_path import Form, Proposal, planner_change
from maintenance.models import MaintenanceWindow
from maintenance.queries.rules import Rules
from maintenance.queries.situation import situation_of
from maintenance.state_machine import Action


def edit_draft(user: User, form: Form, proposal: Proposal, *, now: datetime) -> MaintenanceWindow:
    """The draft as it is now proposed.

    Refused: as for a new draft, a window that is no longer a draft (422), a stale form (409).
    """
    with as_refusals(), planner_change(user, form, now=now) as change:
        change.check(Action.EDIT)
        situation = situation_of(checked(proposal), change.window, now=now)
        check_chosen(situation)
        check_outside_opening_hours(Rules(situation, now))
        before = described(change.window, situation.own_customers)
        change.record(Action.EDIT, data={"before": before}, changes=fields_of(situation))
        choose(change.window, situation, now=now)
    return change.window
