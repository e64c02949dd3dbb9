"""Time spent on tickets: the entries that count, and whether they are billed, by the rule of W3."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum

from agreements import queries as agreements
from tickets.billable import Ruled, Ruling, billable_by_rule
from tickets.enums import Kind, Relation
from tickets.models import BillableRuling, Stopwatch, Ticket, TicketLink, TimeEntry


@dataclass(frozen=True, slots=True)
class MonthEntry:
    """An entry with its ticket and person, and whether it is billed as things stand now."""

    entry: TimeEntry
    ruled: Ruled


@dataclass(frozen=True, slots=True)
class TimeBeside:
    """What stands beside a ticket: minutes that count, whether they are billed, and the reader's own stopwatch."""

    minutes: int
    ruled: Ruled
    watch_since: datetime | None


def current_entries() -> QuerySet[TimeEntry]:
    """The entries that count: the last of each chain of corrections, unless it was voided."""
    return TimeEntry.objects.filter(replaced_by__isnull=True, voided=False)


def entries_of(ticket: Ticket) -> list[TimeEntry]:
    """What counts of a ticket, with its people, by day; one SQL."""
    return list(current_entries().filter(ticket=ticket).select_related("person").order_by("day", "pk"))


def chains_of(ticket: Ticket) -> list[list[TimeEntry]]:
    """Everything that was ever recorded on a ticket, by day: each chain with what counts first, older ones after it.

    A chain that ends in a voided entry counts for nothing. One SQL.
    """
    rows = {each.pk: each for each in TimeEntry.objects.filter(ticket=ticket).select_related("person", "recorded_by")}
    replaced = {each.replaces_id for each in rows.values()}
    newest = sorted((each for pk, each in rows.items() if pk not in replaced), key=lambda each: (each.day, each.pk))
    return [_chain(each, rows) for each in newest]


def entry_of(ticket: Ticket, entry_id: int) -> list[TimeEntry]:
    """The chain that an entry is part of; empty when the ticket has no such entry. One SQL."""
    return next((chain for chain in chains_of(ticket) if any(each.pk == entry_id for each in chain)), [])


def entries_of_person(user_id: int, begins: date, ends: date) -> list[TimeEntry]:
    """What counts of a person from a day up to another, with its tickets; one SQL."""
    theirs = current_entries().filter(person_id=user_id, day__gte=begins, day__lt=ends)
    return list(theirs.select_related("ticket__organisation").order_by("day", "pk"))


def minutes_of(ticket: Ticket) -> int:
    """The minutes that count of a ticket, billed or not; one SQL."""
    found = current_entries().filter(ticket=ticket).aggregate(minutes=Sum("minutes"))["minutes"]
    return found or 0


def stopwatch_of(user_id: int) -> Stopwatch | None:
    """The watch of a person, with its ticket, when one runs; one SQL."""
    return Stopwatch.objects.select_related("ticket__organisation").filter(person_id=user_id).first()


def time_beside(ticket: Ticket, user_id: int) -> TimeBeside:
    """What stands beside a ticket, for this reader; one SQL."""
    spent = current_entries().filter(ticket=OuterRef("pk")).order_by().values("ticket")
    row = _judged([ticket.pk]).annotate(
        minutes=Subquery(spent.annotate(sum=Sum("minutes")).values("sum")),
        watch_since=Subquery(
            Stopwatch.objects.filter(ticket=OuterRef("pk"), person_id=user_id).values("started_at")[:1]
        ),
    )
    found = row.values(*_JUDGED, "minutes", "watch_since").get()
    return TimeBeside(found["minutes"] or 0, _ruled(ticket, found), found["watch_since"])


def rulings_of(ticket: Ticket) -> list[BillableRuling]:
    """Every decision on what is billed, the newest first; one SQL."""
    return list(BillableRuling.objects.filter(ticket=ticket).select_related("by"))


def month_entries(customer_id: int, year: int, month: int) -> list[MonthEntry]:
    """What counts of a customer in a month, by ticket and day, each with whether it is billed.

    Two SQL, and three for each version of the agreement that was not read before. `rate` None is a gap: then the
    month cannot be closed.
    """
    begins, ends = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    theirs = current_entries().filter(ticket__organisation_id=customer_id, day__gte=begins, day__lt=ends)
    entries = list(theirs.select_related("person", "ticket").order_by("ticket_id", "day", "pk"))
    ruled = ruled_for([entry.ticket for entry in entries])
    return [MonthEntry(entry, ruled[entry.ticket_id]) for entry in entries]


def ruled_of(ticket: Ticket) -> Ruled:
    """Whether work on a ticket is billed as things stand now, and why (W3); one SQL."""
    return ruled_for([ticket])[ticket.pk]


def ruled_for(tickets: Iterable[Ticket]) -> dict[int, Ruled]:
    """The same for many, by ticket id; one SQL. By the version of the agreement that each ticket pins."""
    rows = {ticket.pk: ticket for ticket in tickets}
    if not rows:
        return {}
    return {found["pk"]: _ruled(rows[found["pk"]], found) for found in _judged(rows).values(*_JUDGED)}


_JUDGED = ("pk", "tied", "ruling", "reason")


def _judged(ticket_ids: Iterable[int]) -> QuerySet[Ticket]:
    """Tickets with what the rule asks: an incident that they belong to, and the newest decision.

    An incident counts when it is of the same customer; one that follows from a change does not make the change free.
    """
    theirs = {"organisation": OuterRef("organisation"), "kind": Kind.INCIDENT}
    to_incident = TicketLink.objects.filter(ticket=OuterRef("pk"), **{f"other__{k}": v for k, v in theirs.items()})
    of_incident = TicketLink.objects.filter(other=OuterRef("pk"), **{f"ticket__{k}": v for k, v in theirs.items()})
    newest = BillableRuling.objects.filter(ticket=OuterRef("pk")).order_by("-pk")
    return Ticket.objects.filter(pk__in=list(ticket_ids)).annotate(
        tied=Exists(to_incident) | Exists(of_incident.exclude(relation=Relation.FOLLOWS_FROM)),
        ruling=Subquery(newest.values("billable")[:1]),
        reason=Subquery(newest.values("reason")[:1]),
    )


def _ruled(ticket: Ticket, found: dict[str, Any]) -> Ruled:
    """By the rule; a decision that went back to it is none."""
    ruling = None if found["ruling"] is None else Ruling(found["ruling"], found["reason"])
    grounds = agreements.terms(ticket.agreement_version_id).billable_grounds
    return billable_by_rule(ticket.kind, ticket.ground, found["tied"], grounds, ruling)


def _chain(newest: TimeEntry, rows: dict[int, TimeEntry]) -> list[TimeEntry]:
    chain = [newest]
    while (older := chain[-1].replaces_id) is not None:
        chain.append(rows[older])
    return chain
