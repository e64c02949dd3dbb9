"""Emergency maintenance: recorded with its reason and who decided, announced at once, counted apart (under M)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from maintenance import event_log, notices
from maintenance.actions.announce import keep_announcement
from maintenance.actions.clock import catch_up
from maintenance.actions.draft_window import made_once
from maintenance.actions.proposed import REASON_LENGTH, check_chosen, checked, described, fields_of, line
from maintenance.actions.write_path import Proposal, lock_places
from maintenance.enums import Kind
from maintenance.event_log import Actor
from maintenance.models import MaintenanceWindow, WindowCustomer
from maintenance.queries.rules import Rules
from maintenance.queries.situation import Situation, situation_of
from maintenance.state_machine import Action, Who, transition

AHEAD = timedelta(hours=24)
NAME_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Emergency(Proposal):
    """What the form of emergency maintenance brings: a window's words and times, why it cannot wait, and who decided.

    `decided_by` is a name.
    """

    reason: str = ""
    decided_by: str = ""


def record_emergency(user: User, emergency: Emergency, *, now: datetime) -> MaintenanceWindow:
    """Record it and tell the affected customers at `now`: outside M1 to M4, and no place of the year is taken.

    It may have begun, or be over. Refused (422): a start more than 24 hours ahead, no reason, nobody who decided, and
    what makes no sense in any window. The same form sent twice records it once.
    """
    return made_once(user, emergency, lambda: _recorded(user, emergency, now), now=now)


def _recorded(user: User, emergency: Emergency, now: datetime) -> MaintenanceWindow:
    proposal = checked(emergency)
    if proposal.starts_at > now + AHEAD:
        raise Refusal(
            _("Emergency maintenance begins within 24 hours. What can wait longer is planned maintenance (M4).")
        )
    reason = line(emergency.reason, REASON_LENGTH, _("Say why this cannot wait."))
    decided_by = line(emergency.decided_by, NAME_LENGTH, _("Say who decided this."))
    lock_places([proposal.environment_id])
    situation = situation_of(proposal, now=now)
    check_chosen(situation)
    if not situation.affected:
        raise Refusal(Rules(situation, now).consultation().refusal)
    window = MaintenanceWindow(
        kind=Kind.EMERGENCY, submission_key=proposal.key, created_by=user, announced_at=now, emergency_reason=reason,
        decided_by=decided_by, **fields_of(situation),
    )  # fmt: skip
    _announce(window, situation, user, now)
    return window


def _announce(window: MaintenanceWindow, situation: Situation, user: User, now: datetime) -> None:
    row = transition(Action.RECORD_EMERGENCY, None, Who.PLANNER)
    data = {**described(window, situation.affected), "reason": window.emergency_reason, "by": window.decided_by}
    event = event_log.open_window(window, row, Actor(user=user), now=now, data=data)
    WindowCustomer.objects.bulk_create(
        WindowCustomer(window=window, customer_id=pk, added_at=now, told_at=now, year=window.year)
        for pk in situation.affected
    )
    keep_announcement(window, event)
    for each in (event, *catch_up(window, now=now)):
        notices.enqueue_for(window, each, now=now)
