"""What colleagues wrote among themselves while somebody was writing to the customer."""

from tickets.enums import EventKind
from tickets.models import Ticket, TicketEvent


def noted_since(ticket: Ticket, version: int, *, but_not_by: int) -> list[str]:
    """The names of colleagues who left an internal note after `version`, each once, in order; one SQL."""
    notes = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.NOTED, sequence__gt=version)
    names = notes.exclude(actor_id=but_not_by).order_by("sequence").values_list("actor__name", flat=True)
    return list(dict.fromkeys(names))
