"""Time spent on tickets: the entries that count, and whether they are billed, by the rule of W3."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from agreements import queries as agreements
from tickets.billable import Ruled, Ruling, billable_by_rule
from tickets.enums import Kind, Relation
from tickets.models import BillableRuling, Ticket, TicketLink, TimeEntry


@dataclass(frozen=True, slots=True)
class MonthEntry:
    """An entry with its ticket and person, and whether it is billed as things stand now."""

    entry: TimeEntry
    ruled: Ruled


def current_entries() -> QuerySet[TimeEntry]:
    """The entries that count: the last of each chain of corrections, unless it was voided."""
    return TimeEntry.objects.filter(replaced_by__isnull=True, voided=False)


def entries_of(ticket: Ticket) -> list[TimeEntry]:
    """What counts of a ticket, with its people, by day; one SQL."""
    return list(current_entries().filter(ticket=ticket).select_related("person").order_by("day", "pk"))


def minutes_of(ticket: Ticket) -> int:
    """The minutes that count of a ticket, billed or not; one SQL."""
    found = current_entries().filter(ticket=ticket).aggregate(minutes=Sum("minutes"))["minutes"]
    return found or 0


def month_entries(customer_id: int, year: int, month: int) -> list[MonthEntry]:
    """What counts of a customer in a month, by ticket and day, each with whether it is billed.

    Three SQL, and three for each version of the agreement that was not read before. `rate` None is a gap: then the
    month cannot be closed.
    """
    begins, ends = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    theirs = current_entries().filter(ticket__organisation_id=customer_id, day__gte=begins, day__lt=ends)
    entries = list(theirs.select_related("person", "ticket").order_by("ticket_id", "day", "pk"))
    ruled = ruled_for([entry.ticket for entry in entries])
    return [MonthEntry(entry, ruled[entry.ticket_id]) for entry in entries]


def ruled_of(ticket: Ticket) -> Ruled:
    """Whether work on a ticket is billed as things stand now, and why (W3); two SQL."""
    return ruled_for([ticket])[ticket.pk]


def ruled_for(tickets: Iterable[Ticket]) -> dict[int, Ruled]:
    """The same for many, by ticket id; two SQL. By the version of the agreement that each ticket pins."""
    rows = {ticket.pk: ticket for ticket in tickets}
    if not rows:
        return {}
    tied, rulings = tied_to_incident(rows), _rulings(rows)
    return {
        number: billable_by_rule(
            ticket.kind,
            ticket.ground,
            number in tied,
            agreements.terms(ticket.agreement_version_id).billable_grounds,
            rulings.get(number),
        )
        for number, ticket in rows.items()
    }


def tied_to_incident(ticket_ids: Collection[int]) -> set[int]:
    """Which of these tickets belong to an incident of their own customer, by a link; one SQL.

    An incident that follows from a change does not make the change free.
    """
    ids = set(ticket_ids)
    links = TicketLink.objects.filter(Q(ticket_id__in=ids) | Q(other_id__in=ids)).values_list(
        "ticket_id", "ticket__kind", "ticket__organisation_id", "relation",
        "other_id", "other__kind", "other__organisation_id",
    )  # fmt: skip
    tied: set[int] = set()
    for number, kind, customer, relation, other, other_kind, other_customer in links:
        if customer != other_customer:
            continue
        if other_kind == Kind.INCIDENT:
            tied.add(number)
        if kind == Kind.INCIDENT and relation != Relation.FOLLOWS_FROM:
            tied.add(other)
    return tied & ids


def _rulings(ticket_ids: Collection[int]) -> dict[int, Ruling]:
    """The newest decision on each; one that went back to the rule is none."""
    rows = BillableRuling.objects.filter(ticket_id__in=ticket_ids).order_by("pk")
    newest = {
        number: (billable, reason) for number, billable, reason in rows.values_list("ticket_id", "billable", "reason")
    }
    return {number: Ruling(billable, reason) for number, (billable, reason) in newest.items() if billable is not None}
