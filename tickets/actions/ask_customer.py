"""An agent asks the customer something and waits: recovery and status report stand still, response does not (N)."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from agreements.wording import ZONE
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


def ask_customer(user: User, form: Form, words: Words, *, now: datetime, expected_on: date | None = None) -> Ticket:
    """Send the question and wait for the answer, which is expected on a date.

    Refused: no question, a date in the past, already waiting, ended (422); stale (409).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        if was_said(words):
            return change.ticket
        check_nothing_new(change.ticket, form)
        mine = {"assignee_id": user.pk} if change.ticket.assignee_id is None else {}
        data = {**mine, **_expected(expected_on, now)}
        event = change.record(Action.ASK_CUSTOMER, data=data, changes=mine)
        say(change.ticket, event, words)
    return change.ticket


def _expected(expected_on: date | None, now: datetime) -> dict[str, Any]:
    if expected_on is None:
        return {}
    if expected_on < now.astimezone(ZONE).date():
        raise Refusal(_("The answer cannot be expected on a day in the past."))
    return {"expected_on": expected_on.isoformat()}
