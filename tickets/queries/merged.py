"""Which tickets became one, and until when that can be undone."""

from django.db.models import QuerySet

from tickets.enums import EventKind
from tickets.models import Ticket, TicketEvent


def merging_of(duplicate: Ticket) -> TicketEvent:
    """The event that merged this ticket; one SQL."""
    return (
        TicketEvent.objects.filter(ticket=duplicate, kind=EventKind.MERGED).select_related("actor").latest("sequence")
    )


def merged_into(survivor: Ticket) -> QuerySet[Ticket]:
    """The tickets that go on in this one, in the order in which they came."""
    return Ticket.objects.filter(merged_into=survivor).order_by("ended_at", "pk")
