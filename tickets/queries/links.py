"""Which tickets belong with a ticket, as far as the reader may see them."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.composed import Composed
from accounts.queries import Access
from tickets.models import Ticket, TicketLink
from tickets.queries.door import visible_tickets

_links = Composed(
    lambda ticket_id: TicketLink.objects.filter(Q(ticket_id=ticket_id) | Q(other_id=ticket_id)).order_by("pk"), int
)


@dataclass(frozen=True, slots=True)
class Linked:
    """A ticket on the other side of a link; `is_subject` says that the relation is read from this side."""

    ticket: Ticket
    relation: str
    is_subject: bool


def links_of(access: Access, ticket: Ticket) -> list[Linked]:
    """The links of a ticket to tickets that this person may see, the oldest first; two SQL."""
    links = _links(ticket.pk)
    ids = {link.other_id if link.ticket_id == ticket.pk else link.ticket_id for link in links}
    seen = visible_tickets(access).in_bulk(ids) if ids else {}
    sides = ((link, link.ticket_id == ticket.pk) for link in links)
    return [
        Linked(seen[number], link.relation, is_subject)
        for link, is_subject in sides
        if (number := link.other_id if is_subject else link.ticket_id) in seen
    ]
