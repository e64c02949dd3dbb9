"""Tickets that another can be linked to, found by number or by words."""

from dataclasses import dataclass

from accounts.queries import Access
from tickets.models import Ticket
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.desk import search_tickets, ticket_number
from tickets.queries.door import visible_tickets

MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Linkable:
    """One ticket to choose."""

    id: int
    subject: str
    customer: str
    status: str

    @property
    def reference(self) -> str:
        """The number that people use."""
        return f"{REFERENCE_PREFIX}{self.id}"


def linkable(access: Access, ticket: Ticket, words: str) -> list[Linkable]:
    """The ticket with that number first, then the newest whose words fit; never the ticket itself. At most two SQL."""
    number = ticket_number(words)
    found = {} if number is None else {each.id: each for each in _numbered(access, number)}
    for each in search_tickets(access, words):
        found.setdefault(each.id, Linkable(each.id, each.subject, each.customer, each.status))
    found.pop(ticket.pk, None)
    return list(found.values())[:MOST_FOUND]


def _numbered(access: Access, number: int) -> list[Linkable]:
    rows = visible_tickets(access).filter(pk=number).values_list("pk", "subject", "organisation__name", "status")
    return [Linkable(*row) for row in rows]
