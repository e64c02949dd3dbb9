"""A planner writes an idea down: a draft, which takes no place and is seen by the helpdesk only."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import access_for
from accounts.refusals import NotAllowed, Refusal
from maintenance import event_log, notices
from maintenance.actions.proposed import check_chosen, checked, choose, described, fields_of
from maintenance.actions.refused import as_refusals
from maintenance.actions.write_path import Proposal
from maintenance.enums import Kind
from maintenance.event_log import Actor
from maintenance.models import MaintenanceWindow
from maintenance.permissions import check_is_planner
from maintenance.queries.rules import Rules
from maintenance.queries.situation import situation_of
from maintenance.state_machine import Action, Who, transition


def draft_window(user: User, proposal: Proposal, *, now: datetime) -> MaintenanceWindow:
    """A new draft; the same form sent twice gives the window that it made.

    Refused: times that make no sense, words missing, a customer of another environment, opening hours within it
    (422, M1, with the nearest moment that passes), who is no administrator (403, 404).
    """
    return made_once(user, proposal.key, lambda: _drafted(user, checked(proposal), now), now=now)


def made_once(user: User, key: uuid.UUID, make: Callable[[], MaintenanceWindow], *, now: datetime) -> MaintenanceWindow:
    """The window that this form made before, perhaps at this very moment; else a new one, in a transaction.

    Refused: who is no administrator (403, 404), a form that somebody else sent (403).
    """
    try:
        with as_refusals(), transaction.atomic():
            check_is_planner(access_for(user, now=now))
            return made_before(user, key) or make()
    except IntegrityError:
        before = made_before(user, key)
        if before is None:
            raise
        return before


def made_before(user: User, key: uuid.UUID) -> MaintenanceWindow | None:
    """The window that this very form made; refused (403) when it was somebody else's."""
    window = MaintenanceWindow.objects.filter(submission_key=key).first()
    if window is not None and window.created_by_id != user.pk:
        raise NotAllowed(_("This form was sent by somebody else. Open a new form."))
    return window


def _drafted(user: User, proposal: Proposal, now: datetime) -> MaintenanceWindow:
    situation = situation_of(proposal, now=now)
    check_chosen(situation)
    check_outside_opening_hours(Rules(situation, now))
    window = MaintenanceWindow(kind=Kind.PLANNED, submission_key=proposal.key, created_by=user, **fields_of(situation))
    row = transition(Action.DRAFT, None, Who.PLANNER)
    data = described(window, situation.affected)
    event = event_log.open_window(window, row, Actor(user=user), now=now, data=data)
    choose(window, situation, now=now)
    notices.enqueue_for(window, event, now=now)
    return window


def check_outside_opening_hours(rules: Rules) -> None:
    """Refuses (422) a window with a second of opening hours in it, and says when it could be (M1)."""
    check = rules.opening_hours()
    if check.state == "fail":
        raise Refusal(check.refusal)
