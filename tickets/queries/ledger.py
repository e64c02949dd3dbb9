"""What the explanation of a clock is made of: the stored clock, and the events that its marks come from."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.refusals import NotVisible
from tickets.enums import ClockKind
from tickets.models import SlaClock, Ticket, TicketEvent


def clock_of(ticket: Ticket, kind: str, number: int) -> SlaClock:
    """One clock of a ticket that came through the door, by its kind and round; one SQL."""
    found = SlaClock.objects.filter(ticket=ticket, kind=kind, round=number).first() if kind in ClockKind else None
    if found is None:
        raise NotVisible(_("This clock does not exist."))
    return found


def events_of(ticket: Ticket) -> Sequence[TicketEvent]:
    """All that happened to the ticket, in order; one SQL."""
    return list(TicketEvent.objects.filter(ticket=ticket).order_by("sequence"))
