"""The consultation opens: the window takes its place of the year, and its customers are asked (M2, M3)."""

from datetime import datetime, timedelta

from accounts.models import User
from accounts.refusals import Refusal
from maintenance.actions.places import place_of_environment, take_places_of_customers
from maintenance.actions.proposed import check_chosen, fields_of
from maintenance.actions.refused import as_refusals
from maintenance.actions.write_path import Change, Form, planner_change
from maintenance.event_log import Data
from maintenance.models import MaintenanceWindow
from maintenance.queries.proposals import proposal_of
from maintenance.queries.rules import Check, Rules
from maintenance.queries.situation import Situation, affected_ids, situation_of
from maintenance.state_machine import Action


def open_consultation(user: User, form: Form, *, now: datetime) -> MaintenanceWindow:
    """Ask the affected customers, with a place reserved for 30 days (M3).

    Refused (422), with the clause and the nearest moment that passes: opening hours in it (M1), another window at
    that time, nobody to ask (M2), no place left for the environment or a customer (M3), too late to announce (M4), a
    weekday without a reason (M5). A stale form (409).
    """
    with as_refusals(), planner_change(user, form, now=now, places=True) as change:
        change.check(Action.OPEN_CONSULTATION)
        proposal = proposal_of(change.window, affected_ids(change.window))
        situation = situation_of(proposal, change.window, now=now)
        check_chosen(situation)
        check_rules(Rules(situation, now))
        ask(change, Action.OPEN_CONSULTATION, situation)
    return change.window


def check_rules(rules: Rules) -> None:
    """Refuses (422) a window that could not be announced as it is, but for the answers that are still to come."""
    checks: list[Check | None] = [
        rules.opening_hours(),
        rules.overlap(),
        rules.consultation() if not rules.situation.affected else None,
        rules.cap(),
        rules.customers_cap(),
        rules.notice(),
        rules.weekend(),
    ]
    failed = next((check for check in checks if check is not None and check.state == "fail"), None)
    if failed is not None:
        raise Refusal(failed.refusal)


def ask(
    change: Change, action: Action, situation: Situation, *, data: Data | None = None, changes: Data | None = None
) -> None:
    """Take the places and begin a new round of consultation, under the locks of the change."""
    window, now = change.window, change.now
    place, cap = place_of_environment(situation)
    fields = fields_of(situation) | {
        "place": place,
        "cap": cap,
        "round": window.round + 1,
        "reserved_until": now + timedelta(days=situation.strictest.reservation_days),
        "lapse_warned_at": None,
        "announced_at": None,
        "earliest_start": None,
        **(changes or {}),
    }
    told = {"round": window.round + 1, "place": place, "cap": cap, "customers": sorted(situation.affected)}
    change.record(action, data={**told, **(data or {})}, changes=fields)
    take_places_of_customers(window, situation, now=now)
