"""An agent says why a promise was missed: asked before the ticket can be closed, and read by the reports (N)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from tickets.actions.write_path import Form, ticket_change
from tickets.enums import BreachCause, ClockKind, Visibility
from tickets.models import Ticket
from tickets.permissions import check_is_agent
from tickets.queries.breaches import breaches_of
from tickets.state_machine import Action

NOTE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Explanation:
    """Which promise (clock and round) was missed, and why; "other" needs a note."""

    kind: ClockKind
    round: int
    cause: BreachCause
    note: str = ""


def explain_breach(user: User, form: Form, explanation: Explanation, *, now: datetime) -> Ticket:
    """Keep the cause, for the helpdesk only; a later one replaces it, the earlier stays in the history.

    Possible on ended tickets too. Refused: a promise that was not missed, an unknown cause, "other" without a note
    (422). The same cause again changes nothing.
    """
    note = _checked_note(explanation)
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        breaches = {(each.kind, each.round): each for each in breaches_of(change.ticket, now=now)}
        breach = breaches.get((str(explanation.kind), explanation.round))
        if breach is None:
            raise Refusal(_("This promise was not missed, so there is nothing to explain."))
        if breach.cause == explanation.cause:
            return change.ticket
        data = {"kind": breach.kind, "round": breach.round, "cause": str(explanation.cause), "note": note}
        change.record(Action.EXPLAIN_BREACH, data=data, visibility=Visibility.INTERNAL)
    return change.ticket


def check_breaches_explained(ticket: Ticket, *, now: datetime) -> None:
    """Refuses (422) to close a ticket with a missed promise of which nobody said why."""
    if any(not each.cause for each in breaches_of(ticket, now=now)):
        raise Refusal(_("A promise was missed on this ticket. Name the cause first, then you can close it."))


def _checked_note(explanation: Explanation) -> str:
    if explanation.cause not in BreachCause.values:
        raise Refusal(_("Choose a cause from the list."))
    note = " ".join(explanation.note.split())
    if explanation.cause == BreachCause.OTHER and not note:
        raise Refusal(_("Say in a few words what the cause was."))
    if len(note) > NOTE_LENGTH:
        raise Refusal(_("The note is too long. Use at most 500 characters."))
    return note
