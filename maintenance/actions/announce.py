"""The announcement: from this commit on customers can count on the window, and on nothing before its start (M4)."""

from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.refusals import Refusal
from maintenance import schedule
from maintenance.actions.open_consultation import check_rules
from maintenance.actions.refused import as_refusals
from maintenance.actions.write_path import Change, Form, planner_change
from maintenance.models import Announcement, MaintenanceWindow, WindowCustomer, WindowEvent
from maintenance.queries.consultation import standing
from maintenance.queries.proposals import proposal_of
from maintenance.queries.rules import Rules, consultation_check
from maintenance.queries.situation import affected_ids, situation_of
from maintenance.state_machine import Action


def announce(user: User, form: Form, *, now: datetime) -> MaintenanceWindow:
    """Announce the window at `now`; notices, event and the announcement on record commit together.

    Refused (422), with the clause and the nearest moment that passes: a consultation that is not complete (M2), too
    short notice by the strictest agreement (M4), and everything that opening the consultation is refused for.
    """
    with as_refusals(), planner_change(user, form, now=now, places=True) as change:
        change.check(Action.ANNOUNCE)
        window = change.window
        situation = situation_of(proposal_of(window, affected_ids(window)), window, now=now)
        rules = Rules(situation, now)
        check_consulted(window)
        check_rules(rules)
        changes: dict[str, Any] = {
            "announced_at": now,
            "earliest_start": rules.earliest_start,
            "reserved_until": None,
            "lapse_warned_at": None,
            "opening_time": schedule.opening_overlap(situation.span, situation.hours),
            "agreement_version_id": situation.strictest.version_id,
            "calendar_revision_id": situation.calendar_id,
        }
        if window.is_in_calendars:
            changes["ics_sequence"] = window.ics_sequence + 1
        tell_all(change, change.record(Action.ANNOUNCE, changes=changes, data={"round": window.round}))
    return window


def check_consulted(window: MaintenanceWindow) -> None:
    """Refuses (422) while a customer has not been consulted, or its objection is not settled (M2)."""
    check = consultation_check(standing(window))
    if check.state != "pass":
        raise Refusal(check.refusal)


def tell_all(change: Change, event: WindowEvent) -> None:
    """Keep what is announced as it is announced, and that every affected customer is told now."""
    window = change.window
    keep_announcement(window, event)
    WindowCustomer.objects.filter(window=window, left_at=None).update(told_at=change.now)


def keep_announcement(window: MaintenanceWindow, event: WindowEvent) -> None:
    """The announcement on record: the old times stay readable when the window moves."""
    Announcement.objects.create(
        window=window,
        event=event,
        at=event.at,
        title=window.title,
        effect=window.effect,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        # Emergency maintenance knows no notice.
        earliest_start=window.earliest_start or window.starts_at,
        ics_sequence=window.ics_sequence,
    )
