"""The life of a maintenance window as one table: who may do what from where, and which event it writes.

Rules, buttons, the diagram in `docs/window-states.md` and the tests are all read from `TRANSITIONS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.translation import gettext as _

from accounts.refusals import NotAllowed, Refusal
from maintenance.enums import EventKind, Status


class Who(StrEnum):
    """The side that acts: an administrator who plans, the customer's side (its ICT partner included), the program.

    The desk's agents look on.
    """

    PLANNER = "planner"
    CUSTOMER = "customer"
    SYSTEM = "system"
    DESK = "desk"


class Action(StrEnum):
    """Every verb that can be done to a window."""

    DRAFT = "draft"
    EDIT = "edit"
    REWORD = "reword"
    OPEN_CONSULTATION = "open_consultation"
    ANSWER = "answer"
    RECORD_ANSWER = "record_answer"
    SETTLE = "settle"
    ASK = "ask"
    ANSWER_QUESTION = "answer_question"
    REMIND = "remind"
    RENEW = "renew"
    WARN_LAPSE = "warn_lapse"
    LAPSE = "lapse"
    JOIN_CUSTOMER = "join_customer"
    REMOVE_CUSTOMER = "remove_customer"
    MOVE = "move"
    ANNOUNCE = "announce"
    RECORD_EMERGENCY = "record_emergency"
    START = "start"
    HOLD_OPEN = "hold_open"
    NOTE_OVERRUN = "note_overrun"
    COMPLETE = "complete"
    RECORD_RESULT = "record_result"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table; `target` None means that the status stays as it is."""

    action: Action
    sources: tuple[Status | None, ...]
    target: Status | None
    who: tuple[Who, ...]
    event: EventKind


_S, _A, _W, _E = Status, Action, Who, EventKind
_PLANNER, _SYSTEM, _CUSTOMER = (_W.PLANNER,), (_W.SYSTEM,), (_W.CUSTOMER,)
_NOT_STARTED = (_S.DRAFT, _S.CONSULTATION, _S.ANNOUNCED)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_A.DRAFT, (None,), _S.DRAFT, _PLANNER, _E.DRAFTED),
    Transition(_A.EDIT, (_S.DRAFT,), None, _PLANNER, _E.EDITED),
    Transition(_A.REWORD, (_S.CONSULTATION, _S.ANNOUNCED), None, _PLANNER, _E.EDITED),
    Transition(_A.OPEN_CONSULTATION, (_S.DRAFT,), _S.CONSULTATION, _PLANNER, _E.CONSULTATION_OPENED),
    Transition(_A.ANSWER, (_S.CONSULTATION,), None, _CUSTOMER, _E.ANSWERED),
    Transition(_A.RECORD_ANSWER, (_S.CONSULTATION,), None, _PLANNER, _E.ANSWER_RECORDED),
    Transition(_A.SETTLE, (_S.CONSULTATION,), None, _PLANNER, _E.SETTLED),
    Transition(_A.ASK, (_S.CONSULTATION, _S.ANNOUNCED, _S.RUNNING), None, _CUSTOMER, _E.CUSTOMER_ASKED),
    Transition(_A.ANSWER_QUESTION, (_S.CONSULTATION, _S.ANNOUNCED, _S.RUNNING), None, _PLANNER, _E.ASKED_BACK),
    Transition(_A.REMIND, (_S.CONSULTATION,), None, (_W.PLANNER, _W.SYSTEM), _E.REMINDED),
    Transition(_A.RENEW, (_S.CONSULTATION,), None, _PLANNER, _E.RENEWED),
    Transition(_A.WARN_LAPSE, (_S.CONSULTATION,), None, _SYSTEM, _E.LAPSE_WARNED),
    Transition(_A.LAPSE, (_S.CONSULTATION,), _S.DRAFT, _SYSTEM, _E.LAPSED),
    Transition(_A.JOIN_CUSTOMER, (_S.CONSULTATION, _S.ANNOUNCED, _S.RUNNING), None, _PLANNER, _E.CUSTOMER_JOINED),
    Transition(_A.REMOVE_CUSTOMER, _NOT_STARTED, None, _PLANNER, _E.CUSTOMER_LEFT),
    Transition(_A.MOVE, (_S.CONSULTATION, _S.ANNOUNCED), _S.CONSULTATION, _PLANNER, _E.MOVED),
    Transition(_A.ANNOUNCE, (_S.CONSULTATION,), _S.ANNOUNCED, _PLANNER, _E.ANNOUNCED),
    Transition(_A.RECORD_EMERGENCY, (None,), _S.ANNOUNCED, _PLANNER, _E.EMERGENCY_RECORDED),
    Transition(_A.START, (_S.ANNOUNCED,), _S.RUNNING, (_W.PLANNER, _W.SYSTEM), _E.STARTED),
    Transition(_A.HOLD_OPEN, (_S.RUNNING,), None, _PLANNER, _E.HELD_OPEN),
    Transition(_A.NOTE_OVERRUN, (_S.RUNNING,), None, _SYSTEM, _E.OVERRAN),
    Transition(_A.COMPLETE, (_S.RUNNING,), _S.COMPLETED, (_W.PLANNER, _W.SYSTEM), _E.COMPLETED),
    Transition(_A.RECORD_RESULT, (_S.COMPLETED,), None, _PLANNER, _E.RESULT_RECORDED),
    Transition(_A.CANCEL, (*_NOT_STARTED, _S.RUNNING), _S.CANCELLED, _PLANNER, _E.CANCELLED),
)

_BY_ACTION: Mapping[tuple[Action, Status | None], Transition] = MappingProxyType(
    {(row.action, source): row for row in TRANSITIONS for source in row.sources}
)


def transition(action: Action, status: Status | None, who: Who) -> Transition:
    """The row for this action from this status, by this side.

    Refused with a sentence: an action that isn't possible from the status (422) or not for this side (403).
    """
    row = _BY_ACTION.get((action, status))
    if row is None:
        raise Refusal(refusal_sentence(action, status))
    if who not in row.who:
        raise NotAllowed(_("This is not yours to do."))
    return row


def possible_actions(status: Status, who: Who) -> frozenset[Action]:
    """The actions that this side can do now: what the buttons are drawn from."""
    return frozenset(row.action for (_action, source), row in _BY_ACTION.items() if source == status and who in row.who)


def refusal_sentence(action: Action, status: Status | None) -> str:
    """Why an action cannot be done from a status, fit for the user."""
    if status is Status.CANCELLED:
        return _("This window has been cancelled.")
    if status is Status.COMPLETED:
        return _("This window has been completed.")
    if action is Action.ANSWER:
        return _("This maintenance is not being consulted about now, so an answer no longer counts.")
    if action is Action.ANNOUNCE:
        return _("Only a window in consultation can be announced.")
    if action in (Action.EDIT, Action.OPEN_CONSULTATION):
        return _("This window is no longer a draft.")
    return _("This cannot be done now. The window has changed in the meantime.")
