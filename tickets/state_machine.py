"""The life of a ticket as one table: who may do what from where, which event it writes and what it does to each clock.

Rules, buttons, the diagram in `docs/ticket-states.md` and the tests are all read from `TRANSITIONS`; nothing else
knows what is legal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import NotAllowed, Refusal
from tickets.enums import ClockKind, EventKind, Status

RESPONSE, RECOVERY, REPORT = (
    ClockKind.RESPONSE,
    ClockKind.RECOVERY,
    ClockKind.STATUS_REPORT,
)
APPOINTMENT, DELIVERY = ClockKind.APPOINTMENT, ClockKind.DELIVERY


class Who(StrEnum):
    """The side that acts: the customer's (its ICT partner included), the helpdesk's, or the program itself."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"


class Effect(StrEnum):
    """What a transition does to a clock of one kind."""

    START = "start"  # a new round begins
    STOP = "stop"  # the promise is kept, or kept too late
    END = "end"  # the clock ends without an outcome, unless it was late already
    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"  # this round stops and the next one starts (status reports)
    CONTINUE = "continue"  # a stopped clock goes on with the time already used, as a new round
    DONE = "done"  # a new round begins and is kept at once (the call itself is the response)
    AGREE = "agree"  # a moment was agreed with the customer: the clock that it is for is due then
    RECOMPUTE = "recompute"  # a running clock that is not late takes the new classification or pins
    ABSORB = "absorb"  # a running clock that is not late takes a duplicate's earlier start and stricter promise
    FORGET = "forget"  # the clock is what it would be if the tickets had never been merged


class Action(StrEnum):
    """Every verb that can be done to a ticket."""

    SUBMIT = "submit"
    SUBMIT_WHILE_CLOSED = "submit_while_closed"
    RELEASE = "release"
    MOVE_RELEASE = "move_release"
    TAKE = "take"
    ASSIGN = "assign"
    CUSTOMER_REPLY = "customer_reply"
    REPLY = "reply"
    NOTE = "note"
    POST_STATUS_REPORT = "post_status_report"
    ASK_CUSTOMER = "ask_customer"
    RESUME = "resume"
    RECOVER = "recover"
    CONFIRM_WORKING = "confirm_working"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    REDACT = "redact"
    RECLASSIFY = "reclassify"
    APPLY_PINS = "apply_pins"
    MAKE_APPOINTMENT = "make_appointment"
    LOG_CALL = "log_call"
    REMIND = "remind"
    CLOSE_UNANSWERED = "close_unanswered"
    EXPLAIN_BREACH = "explain_breach"
    LINK = "link"
    UNLINK = "unlink"
    MERGE = "merge"
    ABSORB = "absorb"
    UNMERGE = "unmerge"
    GIVE_BACK = "give_back"
    ADD_FOLLOWER = "add_follower"
    REMOVE_FOLLOWER = "remove_follower"
    PUBLISH_NOTE = "publish_note"
    SET_CONFIDENTIAL = "set_confidential"
    RULE_BILLING = "rule_billing"
    SUBMIT_FOR_APPROVAL = "submit_for_approval"
    PROPOSE_ESTIMATE = "propose_estimate"
    WITHDRAW_ESTIMATE = "withdraw_estimate"
    APPROVE_ESTIMATE = "approve_estimate"
    APPROVE_WHILE_CLOSED = "approve_while_closed"
    REFUSE_ESTIMATE = "refuse_estimate"
    WAIVE_APPROVAL = "waive_approval"
    REMIND_APPROVAL = "remind_approval"
    EXPIRE_ESTIMATE = "expire_estimate"
    TICK_CHECK = "tick_check"
    DELIVER = "deliver"
    CONFIRM_DELIVERY = "confirm_delivery"
    REFUSE_FILE = "refuse_file"


Effects = Mapping[ClockKind, Effect]
NO_EFFECTS: Effects = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table; `target` None means that the status stays as it is.

    `restores`: the status becomes again what the event that is undone found; the event's data name it.
    """

    action: Action
    sources: tuple[Status | None, ...]
    target: Status | None
    who: tuple[Who, ...]
    event: EventKind
    effects: Effects = field(default_factory=lambda: NO_EFFECTS)
    restores: bool = False


def _effects(pairs: dict[ClockKind, Effect]) -> Effects:
    return MappingProxyType(pairs)


_S, _A, _W, _E = Status, Action, Who, EventKind
_ALL = tuple(Status)
_SEPARATE = tuple(status for status in Status if status is not _S.MERGED)
_WORKING = (_S.QUEUED, _S.NEW, _S.IN_PROGRESS)
_OPEN = (*_WORKING, _S.WAITING)
_AWAITING = _S.AWAITING_APPROVAL
# Taking, assigning and answering are no step forward there.
_STAYS = (_S.WAITING, _S.RECOVERED, _AWAITING)
# The appointment comes last: whether one is to be made depends on the recovery.
_STARTED = _effects(
    dict.fromkeys((RESPONSE, RECOVERY, REPORT, DELIVERY, APPOINTMENT), Effect.START),
)
_CALLED = _effects({**_STARTED, RESPONSE: Effect.DONE})
_ANSWERED = _effects({RESPONSE: Effect.STOP})
_REPORTED = _effects({RESPONSE: Effect.STOP, REPORT: Effect.NEXT})
_ASKED = _effects(
    {RESPONSE: Effect.STOP, RECOVERY: Effect.PAUSE, REPORT: Effect.PAUSE, DELIVERY: Effect.PAUSE},
)
_RESUMED = _effects(dict.fromkeys((RECOVERY, REPORT, DELIVERY), Effect.RESUME))
_RECOVERED = _effects(
    {
        RESPONSE: Effect.STOP,
        RECOVERY: Effect.STOP,
        REPORT: Effect.END,
        DELIVERY: Effect.STOP,
        APPOINTMENT: Effect.END,
    }
)
_WORKS_AGAIN = _effects({**_RECOVERED, RESPONSE: Effect.END})
_REOPENED = _effects(
    {
        RESPONSE: Effect.START,
        RECOVERY: Effect.CONTINUE,
        REPORT: Effect.START,
        DELIVERY: Effect.CONTINUE,
        APPOINTMENT: Effect.START,
    }
)
_ENDED = _effects(dict.fromkeys((RESPONSE, RECOVERY, REPORT, DELIVERY, APPOINTMENT), Effect.END))
_AGREED = _effects(
    {RESPONSE: Effect.STOP, RECOVERY: Effect.AGREE, REPORT: Effect.AGREE, APPOINTMENT: Effect.AGREE},
)
_RECOMPUTED = _effects(dict.fromkeys((RESPONSE, RECOVERY, REPORT, DELIVERY, APPOINTMENT), Effect.RECOMPUTE))
_ABSORBED = _effects(dict.fromkeys((RESPONSE, RECOVERY, REPORT, DELIVERY, APPOINTMENT), Effect.ABSORB))
_FORGOTTEN = _effects(dict.fromkeys((RESPONSE, RECOVERY, REPORT, DELIVERY, APPOINTMENT), Effect.FORGET))

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_A.SUBMIT, (None,), _S.NEW, (_W.CUSTOMER, _W.AGENT), _E.SUBMITTED, _STARTED),
    Transition(
        _A.SUBMIT_WHILE_CLOSED,
        (None,),
        _S.QUEUED,
        (_W.CUSTOMER,),
        _E.SUBMITTED,
        _STARTED,
    ),
    Transition(_A.RELEASE, (_S.QUEUED,), _S.NEW, (_W.SYSTEM,), _E.RELEASED),
    Transition(_A.MOVE_RELEASE, (_S.QUEUED,), None, (_W.AGENT, _W.SYSTEM), _E.RELEASE_MOVED),
    Transition(_A.TAKE, (_S.QUEUED, _S.NEW), _S.IN_PROGRESS, (_W.AGENT,), _E.TAKEN),
    Transition(_A.TAKE, (_S.IN_PROGRESS, *_STAYS), None, (_W.AGENT,), _E.TAKEN),
    Transition(_A.ASSIGN, (_S.QUEUED, _S.NEW), _S.IN_PROGRESS, (_W.AGENT,), _E.ASSIGNED),
    Transition(
        _A.ASSIGN,
        (_S.IN_PROGRESS, *_STAYS),
        None,
        (_W.AGENT,),
        _E.ASSIGNED,
    ),
    Transition(
        _A.CUSTOMER_REPLY,
        (*_WORKING, _S.RECOVERED, _AWAITING),
        None,
        (_W.CUSTOMER,),
        _E.CUSTOMER_REPLIED,
    ),
    Transition(
        _A.CUSTOMER_REPLY,
        (_S.WAITING,),
        _S.IN_PROGRESS,
        (_W.CUSTOMER,),
        _E.CUSTOMER_REPLIED,
        _RESUMED,
    ),
    Transition(_A.REPLY, _WORKING, _S.IN_PROGRESS, (_W.AGENT,), _E.REPLIED, _ANSWERED),
    Transition(_A.REPLY, _STAYS, None, (_W.AGENT,), _E.REPLIED, _ANSWERED),
    Transition(_A.NOTE, _ALL, None, (_W.AGENT,), _E.NOTED),
    Transition(
        _A.POST_STATUS_REPORT,
        _WORKING,
        _S.IN_PROGRESS,
        (_W.AGENT,),
        _E.STATUS_REPORTED,
        _REPORTED,
    ),
    Transition(
        _A.POST_STATUS_REPORT,
        (_S.WAITING,),
        None,
        (_W.AGENT,),
        _E.STATUS_REPORTED,
        _REPORTED,
    ),
    Transition(_A.ASK_CUSTOMER, _WORKING, _S.WAITING, (_W.AGENT,), _E.CUSTOMER_ASKED, _ASKED),
    Transition(_A.RESUME, (_S.WAITING,), _S.IN_PROGRESS, (_W.AGENT,), _E.RESUMED, _RESUMED),
    Transition(_A.RECOVER, _OPEN, _S.RECOVERED, (_W.AGENT,), _E.RECOVERED, _RECOVERED),
    Transition(
        _A.CONFIRM_WORKING,
        _OPEN,
        _S.RECOVERED,
        (_W.CUSTOMER,),
        _E.CONFIRMED_WORKING,
        _WORKS_AGAIN,
    ),
    Transition(
        _A.REOPEN,
        (_S.RECOVERED,),
        _S.IN_PROGRESS,
        (_W.CUSTOMER, _W.AGENT),
        _E.REOPENED,
        _REOPENED,
    ),
    Transition(_A.WITHDRAW, (*_OPEN, _AWAITING), _S.WITHDRAWN, (_W.CUSTOMER,), _E.WITHDRAWN, _ENDED),
    Transition(_A.CLOSE, (_S.RECOVERED,), _S.CLOSED, (_W.AGENT, _W.SYSTEM), _E.CLOSED, _ENDED),
    Transition(_A.REDACT, _ALL, None, (_W.AGENT,), _E.REDACTED),
    Transition(_A.LOG_CALL, (None,), _S.NEW, (_W.AGENT,), _E.CALL_LOGGED, _CALLED),
    Transition(_A.RECLASSIFY, _OPEN, None, (_W.AGENT,), _E.RECLASSIFIED, _RECOMPUTED),
    Transition(_A.APPLY_PINS, _OPEN, None, (_W.AGENT,), _E.PINNED, _RECOMPUTED),
    Transition(_A.MAKE_APPOINTMENT, _WORKING, _S.IN_PROGRESS, (_W.AGENT,), _E.APPOINTMENT_MADE, _AGREED),
    Transition(_A.MAKE_APPOINTMENT, (_S.WAITING,), None, (_W.AGENT,), _E.APPOINTMENT_MADE, _AGREED),
    Transition(_A.REMIND, (_S.WAITING,), None, (_W.SYSTEM,), _E.REMINDED),
    Transition(_A.CLOSE_UNANSWERED, (_S.WAITING,), _S.CLOSED, (_W.SYSTEM,), _E.CLOSED_UNANSWERED, _ENDED),
    Transition(_A.EXPLAIN_BREACH, _ALL, None, (_W.AGENT,), _E.BREACH_EXPLAINED),
    Transition(_A.LINK, _ALL, None, (_W.AGENT, _W.SYSTEM), _E.LINKED),
    Transition(_A.UNLINK, _ALL, None, (_W.AGENT,), _E.UNLINKED),
    Transition(_A.MERGE, _OPEN, _S.MERGED, (_W.AGENT,), _E.MERGED, _ENDED),
    Transition(_A.ABSORB, _OPEN, None, (_W.AGENT,), _E.ABSORBED, _ABSORBED),
    Transition(_A.UNMERGE, (_S.MERGED,), None, (_W.AGENT,), _E.UNMERGED, _FORGOTTEN, restores=True),
    Transition(_A.GIVE_BACK, _SEPARATE, None, (_W.AGENT,), _E.GIVEN_BACK, _FORGOTTEN),
    Transition(_A.ADD_FOLLOWER, _ALL, None, (_W.CUSTOMER, _W.AGENT), _E.FOLLOWER_ADDED),
    Transition(_A.REMOVE_FOLLOWER, _ALL, None, (_W.CUSTOMER, _W.AGENT), _E.FOLLOWER_REMOVED),
    Transition(_A.RULE_BILLING, _ALL, None, (_W.AGENT,), _E.BILLING_RULED),
    Transition(_A.SET_CONFIDENTIAL, _ALL, None, (_W.CUSTOMER, _W.AGENT), _E.CONFIDENTIALITY),
    Transition(_A.REFUSE_FILE, _ALL, None, (_W.SYSTEM,), _E.FILE_REFUSED),
    Transition(_A.PUBLISH_NOTE, _WORKING, _S.IN_PROGRESS, (_W.AGENT,), _E.NOTE_PUBLISHED, _ANSWERED),
    Transition(_A.PUBLISH_NOTE, _STAYS, None, (_W.AGENT,), _E.NOTE_PUBLISHED, _ANSWERED),
    # What costs something may have to be approved first: the clocks start at the approval (W2, W3).
    Transition(_A.SUBMIT_FOR_APPROVAL, (None,), _AWAITING, (_W.CUSTOMER, _W.AGENT), _E.SUBMITTED_FOR_APPROVAL),
    Transition(_A.PROPOSE_ESTIMATE, (*_OPEN, _AWAITING), None, (_W.AGENT,), _E.ESTIMATE_PROPOSED, _ANSWERED),
    Transition(_A.WITHDRAW_ESTIMATE, (*_OPEN, _S.RECOVERED, _AWAITING), None, (_W.AGENT,), _E.ESTIMATE_WITHDRAWN),
    Transition(_A.APPROVE_ESTIMATE, (_AWAITING,), _S.NEW, (_W.CUSTOMER, _W.AGENT), _E.ESTIMATE_APPROVED, _STARTED),
    Transition(_A.APPROVE_WHILE_CLOSED, (_AWAITING,), _S.QUEUED, (_W.CUSTOMER,), _E.ESTIMATE_APPROVED, _STARTED),
    Transition(_A.APPROVE_ESTIMATE, (*_OPEN, _S.RECOVERED), None, (_W.CUSTOMER, _W.AGENT), _E.ESTIMATE_APPROVED),
    Transition(_A.REFUSE_ESTIMATE, (_AWAITING,), _S.WITHDRAWN, (_W.CUSTOMER, _W.AGENT), _E.ESTIMATE_REFUSED),
    Transition(_A.REFUSE_ESTIMATE, (*_OPEN, _S.RECOVERED), None, (_W.CUSTOMER, _W.AGENT), _E.ESTIMATE_REFUSED),
    Transition(_A.WAIVE_APPROVAL, (_AWAITING,), _S.NEW, (_W.AGENT,), _E.APPROVAL_WAIVED, _STARTED),
    Transition(_A.REMIND_APPROVAL, (_AWAITING,), None, (_W.SYSTEM,), _E.APPROVAL_REMINDED),
    Transition(_A.EXPIRE_ESTIMATE, (_AWAITING,), _S.WITHDRAWN, (_W.SYSTEM,), _E.ESTIMATE_EXPIRED),
    Transition(_A.TICK_CHECK, _OPEN, None, (_W.AGENT,), _E.CHECK_TICKED),
    Transition(_A.DELIVER, _OPEN, _S.RECOVERED, (_W.AGENT,), _E.DELIVERED, _RECOVERED),
    Transition(_A.CONFIRM_DELIVERY, (_S.RECOVERED,), _S.CLOSED, (_W.CUSTOMER,), _E.DELIVERY_CONFIRMED, _ENDED),
)

_BY_ACTION: Mapping[tuple[Action, Status | None], Transition] = MappingProxyType(
    {(row.action, source): row for row in TRANSITIONS for source in row.sources}
)
_BY_EVENT: Mapping[tuple[EventKind, Status | None], Transition] = MappingProxyType(
    {(row.event, source): row for row in TRANSITIONS for source in row.sources}
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


def effects_of(event: EventKind, status: Status | None) -> Effects:
    """What an event did to the clocks, given the status before it; the clocks are folded from this alone."""
    return _BY_EVENT[(event, status)].effects


def possible_actions(status: Status, who: Who) -> frozenset[Action]:
    """The actions that this side can do now: what the buttons are drawn from."""
    return frozenset(row.action for (_action, source), row in _BY_ACTION.items() if source == status and who in row.who)


def refusal_sentence(action: Action, status: Status | None) -> str:
    """Why an action cannot be done from a status, fit for the user."""
    said = _OF_ACTION.get(action) or _OF_STATUS.get(status)
    return str(said or _("This cannot be done now. The ticket has changed in the meantime."))


_NOT_AWAITING = _("This ticket is not waiting for approval of its costs.")
_NO_ESTIMATE = _("There is no estimate left to decide on: this ticket has ended.")
_NOT_WAITING = _("This ticket is not waiting for the customer.")
_CLOSED = _("This ticket has been closed. Is there something to add? Report a follow-up of this ticket.")
_OF_ACTION: Mapping[Action, str | Promise] = {
    Action.RESUME: _("This ticket is not waiting for the customer, so there is nothing to resume."),
    Action.RELEASE: _("This ticket is not waiting for the next working day."),
    Action.REMIND: _NOT_WAITING,
    Action.CLOSE_UNANSWERED: _NOT_WAITING,
    Action.PUBLISH_NOTE: _("This ticket has been closed, so a note on it cannot be made public any more."),
    Action.REOPEN: _("Only a recovered ticket can be reopened."),
    Action.CLOSE: _("Only a recovered ticket can be closed."),
    Action.APPROVE_ESTIMATE: _NO_ESTIMATE,
    Action.REFUSE_ESTIMATE: _NO_ESTIMATE,
    Action.WITHDRAW_ESTIMATE: _NO_ESTIMATE,
    Action.APPROVE_WHILE_CLOSED: _NOT_AWAITING,
    Action.WAIVE_APPROVAL: _NOT_AWAITING,
    Action.REMIND_APPROVAL: _NOT_AWAITING,
    Action.EXPIRE_ESTIMATE: _NOT_AWAITING,
    Action.CONFIRM_DELIVERY: _("Only a delivered change can be confirmed."),
}
_OF_STATUS: Mapping[Status | None, str | Promise] = {
    Status.MERGED: _("This ticket was merged into another one, and goes on there."),
    Status.CLOSED: _CLOSED,
    Status.WITHDRAWN: _CLOSED,
    Status.RECOVERED: _("This ticket has already been recovered. Reopen it when it is still broken."),
    Status.AWAITING_APPROVAL: _("The costs of this change are to be approved first."),
    Status.WAITING: _("This ticket is already waiting for the customer."),
}
