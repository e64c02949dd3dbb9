"""Tickets that another can be linked to or merged into, found by number or by words."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.queries import Access
from tickets.enums import OPEN_STATUSES, Kind, Status
from tickets.models import Ticket
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.desk import LONGEST_SEARCH, search_tickets, ticket_number
from tickets.queries.door import visible_tickets
from tickets.search import fold

MOST_FOUND, MOST_CHOSEN = 8, 30


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


@dataclass(frozen=True, slots=True)
class Mergeable:
    """One ticket to merge into."""

    id: int
    subject: str
    reporter: str
    status: str

    @property
    def reference(self) -> str:
        """The number that people use."""
        return f"{REFERENCE_PREFIX}{self.id}"


def mergeable(access: Access, ticket: Ticket, words: str) -> list[Mergeable]:
    """Open tickets of the same customer, and of the same sort, that hold each of the words; the newest first.

    Without words the newest of all: a duplicate was mostly reported shortly after the other. One SQL.
    """
    rows = visible_tickets(access).filter(organisation=ticket.organisation_id, status__in=OPEN_STATUSES)
    rows = rows.exclude(pk=ticket.pk)
    is_change = Q(kind=Kind.STANDARD_CHANGE)
    rows = rows.filter(is_change if ticket.kind == Kind.STANDARD_CHANGE else ~is_change)
    number = ticket_number(words)
    spoken = Q()
    for word in fold(words.replace("\x00", "")[:LONGEST_SEARCH]).split():
        spoken &= Q(search_text__contains=word)
    found = rows.filter(spoken if number is None else spoken | Q(pk=number))
    named = found.annotate(said_by=Coalesce("reporter__name", "caller_name")).order_by("-submitted_at", "-pk")
    return [Mergeable(*row) for row in named.values_list("pk", "subject", "said_by", "status")[:MOST_FOUND]]


def incidents_of(access: Access, customer_ids: Collection[int]) -> list[Linkable]:
    """Incidents of these customers that a change can belong to, as far as the person sees them; the newest. One SQL."""
    rows = visible_tickets(access).filter(organisation__in=customer_ids, kind=Kind.INCIDENT)
    rows = rows.exclude(status__in=(Status.WITHDRAWN, Status.MERGED)).order_by("-submitted_at", "-pk")
    return [Linkable(*row) for row in rows.values_list("pk", "subject", "organisation__name", "status")[:MOST_CHOSEN]]


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
