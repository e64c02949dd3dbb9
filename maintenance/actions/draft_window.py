"""A planner writes an idea down: a draft, which takes no place and is seen by the helpdesk only."""

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
from maintenance.enums import Kind, Scope
from maintenance.event_log import Actor
from maintenance.models import MaintenanceWindow, WindowEvent
from maintenance.permissions import check_is_planner
from maintenance.queries.rules import Rules
from maintenance.queries.situation import situation_of
from maintenance.state_machine import Action, Who, transition


def draft_window(user: User, proposal: Proposal, *, now: datetime) -> MaintenanceWindow:
    """A new draft; the same form sent twice gives the window that it made.

    Refused: times that make no sense, words missing, a customer of another environment, opening hours within it
    (422, M1, with the nearest moment that passes), a form that made another window before (422), who is no
    administrator (403, 404).
    """
    return made_once(user, proposal, lambda: _drafted(user, checked(proposal), now), now=now)


def made_once(
    user: User, proposal: Proposal, make: Callable[[], MaintenanceWindow], *, now: datetime
) -> MaintenanceWindow:
    """The window that this form made before, perhaps at this very moment; else a new one, in a transaction.

    Refused: who is no administrator (403, 404), a form that somebody else sent (403), or that made a window with other
    contents (422).
    """
    try:
        with as_refusals(), transaction.atomic():
            check_is_planner(access_for(user, now=now))
            return made_before(user, proposal) or make()
    except IntegrityError:
        before = made_before(user, proposal)
        if before is None:
            raise
        return before


def made_before(user: User, proposal: Proposal) -> MaintenanceWindow | None:
    """The window that this very form made; refused when it was somebody else's (403), or made another window (422)."""
    window = MaintenanceWindow.objects.filter(submission_key=proposal.key).first()
    if window is None:
        return None
    if window.created_by_id != user.pk:
        raise NotAllowed(_("This form was sent by somebody else. Open a new form."))
    if _as_made(window) != _as_given(checked(proposal)):
        # Somebody went a page back and changed what was sent: what was made then stays as it is.
        sentence = _("This form made {reference} already. Change that one, or begin with a new form.")
        raise Refusal(sentence.format(reference=window.reference))
    return window


def _as_made(window: MaintenanceWindow) -> tuple[object, ...]:
    made = WindowEvent.objects.get(window=window, sequence=1).data
    times = (datetime.fromisoformat(made[name]) for name in ("starts_at", "ends_at"))
    chosen = made["customers"] if made["scope"] == Scope.CHOSEN else []
    return (made["environment_id"], made["title"], made["effect"], *times, made["scope"], chosen)


def _as_given(given: Proposal) -> tuple[object, ...]:
    times = (given.starts_at, given.ends_at)
    return (given.environment_id, given.title, given.effect, *times, given.scope, list(given.customer_ids))


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
