"""An agent and the customer agree on a moment: that is the deadline from now on (N4, by appointment)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from agreements.opening_hours import OpeningHoursError
from agreements.queries import current_calendar_id, opening_hours, terms
from tickets.actions.write_path import Form, check_version, ticket_change
from tickets.enums import AppointmentFor, Kind
from tickets.models import Ticket
from tickets.permissions import check_is_agent
from tickets.state_machine import Action

TEXT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Appointment:
    """What was agreed: for what, the moment (aware), with whom, how (by phone, say), and who asked for it."""

    about: AppointmentFor
    moment: datetime
    with_whom: str
    how: str
    asked_by: str = ""


def make_appointment(user: User, form: Form, appointment: Appointment, *, now: datetime) -> Ticket:
    """Put the agreed moment in the place of the one before, which stays on record; it is a response too.

    Refused with a sentence: a moment in the past or outside opening hours, nobody or no means named, a ticket that is
    not of a category by appointment, or that is recovered or ended (422), a stale form (409).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        check_version(change.ticket, form)
        data = _checked(change.ticket, appointment, now)
        mine = {"assignee_id": user.pk} if change.ticket.assignee_id is None else {}
        change.record(Action.MAKE_APPOINTMENT, data={**data, **mine}, changes=mine)
    return change.ticket


def is_by_appointment(ticket: Ticket) -> bool:
    """Whether recovery and status reports of this ticket are on moments that are agreed (N4)."""
    norm = terms(ticket.agreement_version_id).norms[ticket.category]
    return ticket.kind != Kind.STANDARD_CHANGE and norm.recovery is None


def check_moment(moment: datetime, *, now: datetime) -> None:
    """Refuses (422) a moment in the past, or one at which the helpdesk is closed (H1: 08:30 is open, 17:00 is not).

    By the calendar of today, whatever the ticket's clocks were computed with: somebody has to be there.
    """
    if moment <= now:
        raise Refusal(_("An appointment is for a moment that is still to come."))
    hours = opening_hours(current_calendar_id())
    try:
        is_inside = hours.is_open(moment)
    except OpeningHoursError:
        raise Refusal(_("Our calendar does not reach that far yet. Choose an earlier moment.")) from None
    if not is_inside:
        raise Refusal(_("The helpdesk is closed at that moment. Choose a moment within our opening hours."))


def _checked(ticket: Ticket, appointment: Appointment, now: datetime) -> dict[str, str]:
    if appointment.about not in AppointmentFor.values:
        raise Refusal(_("Say what the appointment is for."))
    with_whom, how = _line(appointment.with_whom), _line(appointment.how)
    if not with_whom or not how:
        raise Refusal(_("Say with whom the appointment was made, and how."))
    if ticket.is_open and not is_by_appointment(ticket):
        raise Refusal(_("This ticket has norm times of its own. Only category 4 goes by appointment."))
    check_moment(appointment.moment, now=now)
    return {
        "for": str(appointment.about),
        "moment": appointment.moment.isoformat(),
        "with_whom": with_whom,
        "how": how,
        "asked_by": _line(appointment.asked_by),
    }


def _line(text: str) -> str:
    return " ".join(text.split())[:TEXT_LENGTH]
