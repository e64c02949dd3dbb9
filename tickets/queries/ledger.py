"""The stored clock that is to be explained."""

from django.utils.translation import gettext as _

from accounts.refusals import NotVisible
from tickets.enums import ClockKind
from tickets.models import SlaClock, Ticket


def clock_of(ticket: Ticket, kind: str, number: int) -> SlaClock:
    """One clock of a ticket that came through the door, by its kind and round; one SQL."""
    found = SlaClock.objects.filter(ticket=ticket, kind=kind, round=number).first() if kind in ClockKind else None
    if found is None:
        raise NotVisible(_("This clock does not exist."))
    return found
