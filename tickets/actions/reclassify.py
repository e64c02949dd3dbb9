"""An agent corrects what a ticket is or how serious; running promises are computed anew (C1, C2)."""

from copy import copy
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from agreements import wording
from agreements.matrix import Impact, Matrix, Severity, category
from agreements.queries import terms
from tickets import sla
from tickets.actions.submit import Classification
from tickets.actions.write_path import Form, check_version, check_words, ticket_change
from tickets.enums import EventKind, Ground, ImpactChoice, Kind, SeverityChoice, Status
from tickets.models import SlaClock, Ticket
from tickets.permissions import check_can, check_is_agent
from tickets.queries.time import ruled_of
from tickets.sla.preview import PromiseChange, preview
from tickets.state_machine import Action, Who, transition

UNCLASSIFIED_CATEGORY = 4
REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Answers:
    """What an agent fills in; the category follows from it and is typed by nobody (C1)."""

    kind: Kind
    ground: str = ""
    impact: str = ""
    severity: str = ""


def reclassify(user: User, form: Form, answers: Answers, reason: str, *, now: datetime) -> Ticket:
    """Make the ticket what the answers say, at `now`; running clocks follow by the agreement's policy (N).

    A clock that stopped, or is past its due moment, keeps what it has. What the ticket is already changes nothing.
    Refused: no reason, answers that do not fit each other, a recovered or ended ticket (422), a stale form (409).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        ticket = change.ticket
        new = classification_of(answers, terms(ticket.agreement_version_id).matrix)
        if new == classified(ticket):
            return ticket
        check_version(ticket, form)
        check_can(change.access, ticket, Action.RECLASSIFY)
        data = _data(ticket, new, check_reason(reason), now)
        change.record(Action.RECLASSIFY, data=data, changes=_fields(new))
    return change.ticket


def preview_reclassification(ticket: Ticket, answers: Answers, *, now: datetime) -> list[PromiseChange]:
    """Every open promise before and after, and which would be late at once; one SQL. Refused like the action (422)."""
    transition(Action.RECLASSIFY, Status(ticket.status), Who.AGENT)
    new = classification_of(answers, terms(ticket.agreement_version_id).matrix)
    return preview(ticket, sla.history_of(ticket), EventKind.RECLASSIFIED, _fields(new), now=now)


def classification_of(answers: Answers, matrix: Matrix) -> Classification:
    """The kind with its category; refused (422) when the answers leave something out or do not fit the kind."""
    if answers.kind not in Kind.values:
        raise Refusal(_("Choose what this ticket is."))
    kind = Kind(answers.kind)
    if (kind is Kind.SUPPORT_INCIDENT) != bool(answers.ground) or answers.ground not in ("", *Ground.values):
        raise Refusal(_("A support incident needs its ground, and only a support incident has one."))
    if kind is Kind.STANDARD_CHANGE or answers.ground == Ground.QUESTION:
        return Classification(kind, UNCLASSIFIED_CATEGORY, ground=answers.ground)
    if answers.impact not in ImpactChoice.values or answers.severity not in SeverityChoice.values:
        raise Refusal(_("Say who is affected, and by what."))
    number = category(matrix, Impact(answers.impact), Severity(answers.severity))
    return Classification(kind, number, answers.ground, answers.impact, answers.severity)


def classified(ticket: Ticket) -> Classification:
    """What the ticket is now."""
    return Classification(Kind(ticket.kind), ticket.category, ticket.ground, ticket.impact, ticket.severity)


def check_reason(reason: str) -> str:
    """The reason on one line; refused when empty or over 500 characters."""
    text = " ".join(check_words(reason).split())
    if len(text) > REASON_LENGTH:
        raise Refusal(_("The reason is too long. Use at most 500 characters."))
    return text


def _fields(new: Classification) -> dict[str, Any]:
    return {**asdict(new), "kind": str(new.kind), "ground": str(new.ground)}


def _data(ticket: Ticket, new: Classification, reason: str, now: datetime) -> dict[str, Any]:
    """Both values and both promises, as they are at this moment."""
    fields = _fields(new)
    changes = preview(ticket, sla.history_of(ticket), EventKind.RECLASSIFIED, fields, now=now)
    promises = [
        {"kind": str(each.kind), "before": _due(each.before), "after": _due(each.after)}
        for each in changes
        if each.is_changed
    ]
    before = _fields(classified(ticket))
    return {**fields, "reason": reason, "before": before, "promises": promises, **_billed(ticket, new)}


def _billed(ticket: Ticket, new: Classification) -> dict[str, bool]:
    """Whether work on the ticket is billed from now on, when that becomes otherwise (W3)."""
    becoming = copy(ticket)
    becoming.kind, becoming.ground = new.kind, new.ground
    billed = ruled_of(becoming).billable
    return {"billed": billed} if billed != ruled_of(ticket).billable else {}


def _due(clock: SlaClock | None) -> str | None:
    return wording.time_tag_iso(clock.due_at) if clock is not None and clock.due_at is not None else None
