"""Delivered working: the check list, the delivery with its evidence, and the customer's yes to it (W2)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, NotVisible, Refusal
from tickets.actions.time.spent import Spent, keep_spent
from tickets.actions.write_path import Form, Words, check_nothing_new, say, ticket_change, was_said
from tickets.catalogue.definition import Check
from tickets.enums import Kind, Status, Visibility
from tickets.models import CheckMark, Ticket
from tickets.permissions import check_can, check_is_agent
from tickets.queries.deliveries import checks_for, marks_of
from tickets.state_machine import Action


def tick_check(user: User, form: Form, key: str, *, done: bool, now: datetime) -> Ticket:
    """Tick one check of the list, or take the tick away; what it is already changes nothing.

    Refused: no such check (404), a ticket that is no open change (422).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        ticket = change.ticket
        check = next((each for each in checks_for(ticket) if each.key == key), None)
        if check is None:
            raise NotVisible(_("This check is not on the list."))
        check_can(change.access, ticket, Action.TICK_CHECK)
        mark = CheckMark.objects.filter(ticket=ticket, key=key).first()
        if done == (mark is not None):
            return ticket
        data = {"check": key, "nl": check.nl, "en": check.en, "done": done}
        change.record(Action.TICK_CHECK, data=data, visibility=Visibility.INTERNAL)
        if mark is not None:
            mark.delete()
        else:
            CheckMark.objects.create(ticket=ticket, key=key, ticked_at=now, ticked_by=user)
    return change.ticket


def deliver(user: User, form: Form, words: Words, *, now: datetime, spent: Spent | None = None) -> Ticket:
    """Record that the change was delivered working, and tell the customer; files are the evidence.

    Refused: a check that is not ticked yet, no message, a ticket that is no open change (422), a stale form (409).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        ticket = change.ticket
        if was_said(words):
            return ticket
        check_is_change(ticket)
        check_can(change.access, ticket, Action.DELIVER)
        check_nothing_new(ticket, form)
        checks = checks_for(ticket)
        _check_all_ticked(ticket, checks)
        mine = {"assignee_id": user.pk} if ticket.assignee_id is None else {}
        data = {**mine, "checks": [{"key": each.key, "nl": each.nl, "en": each.en} for each in checks]}
        event = change.record(Action.DELIVER, data=data, changes={**mine, "recovered_at": now})
        say(ticket, event, words)
        keep_spent(change, spent, words.key)
    return change.ticket


def confirm_delivery(user: User, form: Form, *, now: datetime) -> Ticket:
    """The customer says that the change works: the ticket is closed; twice is once.

    Refused: the helpdesk itself (403), a change that was not delivered, or a ticket that is no change (422).
    """
    with ticket_change(user, form, now=now) as change:
        if change.access.is_agent:
            raise NotAllowed(_("Only the customer can confirm a delivery."))
        if change.ticket.status == Status.CLOSED:
            return change.ticket
        check_is_change(change.ticket)
        change.record(Action.CONFIRM_DELIVERY, changes={"ended_at": now})
    return change.ticket


def check_is_change(ticket: Ticket) -> None:
    """Refuses (422) what is no standard change: that is recovered, not delivered."""
    if ticket.kind != Kind.STANDARD_CHANGE:
        raise Refusal(_("Only a standard change is delivered. Report the recovery of this ticket instead."))


def check_is_no_change(ticket: Ticket) -> None:
    """Refuses (422) a standard change: that is delivered, not recovered."""
    if ticket.kind == Kind.STANDARD_CHANGE:
        raise Refusal(_("A change is delivered, by its check list. It cannot be reported as recovered."))


def _check_all_ticked(ticket: Ticket, checks: Sequence[Check]) -> None:
    ticked = marks_of(ticket)
    missing = [each.label for each in checks if each.key not in ticked]
    if missing:
        sentence = _("Tick every check before you deliver. Still to do: {checks}.")
        raise Refusal(sentence.format(checks="; ".join(missing)))
