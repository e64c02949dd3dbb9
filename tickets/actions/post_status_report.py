"""An agent sends a status report: what we know, what we do, what we ask (N, status report)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from tickets.actions.time.spent import Spent, keep_spent
from tickets.actions.write_path import (
    MESSAGE_LENGTH,
    Form,
    Words,
    attach,
    check_nothing_new,
    ticket_change,
    was_said,
)
from tickets.enums import EventKind
from tickets.files import StoredFile
from tickets.models import Message, Ticket, TicketEvent
from tickets.permissions import check_is_agent
from tickets.state_machine import Action


@dataclass(frozen=True, slots=True)
class Report:
    """The three parts of a status report; what we ask may be empty."""

    known: str
    doing: str
    asked: str = ""
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    files: Sequence[StoredFile] = ()


def post_status_report(user: User, form: Form, report: Report, *, now: datetime, spent: Spent | None = None) -> Ticket:
    """Send the report; its interval is met or missed now, and the next one starts.

    Refused: a report without what we know or do (422), a recovered or ended ticket (422), a stale form (409).
    """
    _check_parts(report)
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if was_said(Words(key=report.key)):
            return change.ticket
        check_nothing_new(change.ticket, form)
        number = _next_number(change.ticket)
        mine = {"assignee_id": user.pk} if change.ticket.assignee_id is None else {}
        event = change.record(Action.POST_STATUS_REPORT, data={"number": number, **mine}, changes=mine)
        _keep(change.ticket, event, report, number)
        keep_spent(change, spent, report.key)
    return change.ticket


def _check_parts(report: Report) -> None:
    if not report.known.strip() or not report.doing.strip():
        raise Refusal(_("A status report says what we know and what we do now."))
    if any(len(part) > MESSAGE_LENGTH for part in (report.known, report.doing, report.asked)):
        raise Refusal(_("This message is too long. Use at most 20,000 characters, or add a file."))


def _next_number(ticket: Ticket) -> int:
    return TicketEvent.objects.filter(ticket=ticket, kind=EventKind.STATUS_REPORTED).count() + 1


def _keep(ticket: Ticket, event: TicketEvent, report: Report, number: int) -> None:
    Message.objects.create(
        ticket=ticket, event=event, key=report.key, report_number=number,
        known=report.known.strip(), doing=report.doing.strip(), asked=report.asked.strip(),
    )  # fmt: skip
    attach(ticket, event, report.files)
