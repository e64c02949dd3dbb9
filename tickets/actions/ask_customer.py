"""An agent asks the customer something and waits: recovery and status report stand still, response does not (N)."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from agreements import wording
from agreements.queries import opening_hours, terms
from agreements.wording import ZONE
from tickets.actions.time.spent import Spent, keep_spent
from tickets.actions.write_path import (
    Form,
    Words,
    check_nothing_new,
    say,
    ticket_change,
    was_said,
)
from tickets.models import Ticket
from tickets.permissions import check_is_agent
from tickets.state_machine import Action


def ask_customer(
    user: User,
    form: Form,
    words: Words,
    *,
    now: datetime,
    expected_on: date | None = None,
    spent: Spent | None = None,
) -> Ticket:
    """Send the question and wait for the answer, which is expected on a date.

    Refused: no question, a date in the past or after the ticket would have closed, already waiting, ended (422); stale
    (409).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if was_said(words):
            return change.ticket
        check_nothing_new(change.ticket, form)
        mine = {"assignee_id": user.pk} if change.ticket.assignee_id is None else {}
        data = {**mine, **_expected(change.ticket, expected_on, now)}
        event = change.record(Action.ASK_CUSTOMER, data=data, changes=mine)
        say(change.ticket, event, words)
        keep_spent(change, spent, words.key)
    return change.ticket


def _expected(ticket: Ticket, expected_on: date | None, now: datetime) -> dict[str, Any]:
    if expected_on is None:
        return {}
    if expected_on < now.astimezone(ZONE).date():
        raise Refusal(_("The answer cannot be expected on a day in the past."))
    closing_on = _closing_after(ticket, now).astimezone(ZONE).date()
    if expected_on > closing_on:
        text = _("Without an answer this ticket is closed on {day}. Choose that day or an earlier one.")
        raise Refusal(text.format(day=wording.day(closing_on, now=now)))
    return {"expected_on": expected_on.isoformat()}


def _closing_after(ticket: Ticket, now: datetime) -> datetime:
    """When a question of now that nobody answers closes its ticket: so many working days after its reminder."""
    contract, hours = terms(ticket.agreement_version_id), opening_hours(ticket.calendar_revision_id)
    reminder = hours.add_working_days(now, contract.reminder_working_days)
    return hours.add_working_days(reminder, contract.closing_working_days)
