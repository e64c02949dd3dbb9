"""Closed and open months of customers: who may see which bill, and what is still to be closed (W3, P1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.queries import Access
from accounts.refusals import NotVisible
from tickets.enums import EstimateState
from tickets.models import BillCorrection, BilledMonth, BillingParty, BillLine, Estimate, Ticket
from tickets.queries.door import visible_tickets
from tickets.queries.time import current_entries

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """A month of a customer with work in it, or with a correction for it, that nobody has closed yet."""

    customer_id: int
    name: str
    year: int
    month: int
    entries: int


def visible_bills(access: Access) -> QuerySet[BilledMonth]:
    """The closed months that a person may see, the newest first: the one door to them.

    Of the customers of which it is key contact, and of those whose costs it may approve by mandate at this moment;
    an administrator sees all. An agent who is none, and a contact, see no bills.
    """
    months = BilledMonth.objects.select_related("customer").order_by("-year", "-month", "customer__name")
    if access.is_administrator:
        return months
    return months.filter(customer_id__in=sorted(access.key_contact_of | frozenset(access.approving)))


def bill_for(access: Access, number: int) -> BilledMonth:
    """The closed month with this id; what somebody may not see is not there (404)."""
    found = visible_bills(access).filter(pk=number).first()
    if found is None:
        raise NotVisible(_("This bill does not exist, or you cannot see it."))
    return found


def lines_of(month: BilledMonth) -> list[BillLine]:
    """All of a closed month in its order, each with what it puts right; one SQL."""
    return list(month.lines.select_related("corrects__billed_month").order_by("position"))


def hidden_tickets(access: Access, ticket_ids: Iterable[int]) -> frozenset[int]:
    """Which of these tickets somebody may not look into, though they stand on its bill: confidential ones; one SQL."""
    secret = Ticket.objects.filter(pk__in=set(ticket_ids), confidential=True)
    return frozenset(secret.exclude(pk__in=visible_tickets(access).values("pk")).values_list("pk", flat=True))


def closed_month(customer_id: int, year: int, month: int) -> BilledMonth | None:
    """The month when it is closed; one SQL."""
    return BilledMonth.objects.filter(customer_id=customer_id, year=year, month=month).first()


def billing_party(customer_id: int) -> BillingParty | None:
    """Who is billed; None as long as nobody said."""
    return BillingParty.objects.filter(customer_id=customer_id).first()


def customer(customer_id: int) -> Organisation:
    """The customer with this id (404: none)."""
    found = Organisation.objects.filter(pk=customer_id, kind="customer").first()
    if found is None:
        raise NotVisible(_("This customer does not exist."))
    return found


def open_months() -> list[OpenMonth]:
    """The months with work or a correction that are not closed, the oldest first; three SQL."""
    by_month = ("ticket__organisation_id", "ticket__organisation__name", "year", "month")
    rows = current_entries().annotate(year=ExtractYear("day"), month=ExtractMonth("day"))
    counted = rows.values_list(*by_month).annotate(entries=Count("pk")).order_by("year", "month", by_month[1])
    closed = set(BilledMonth.objects.values_list("customer_id", "year", "month"))
    found = [OpenMonth(*row) for row in counted if (row[0], row[2], row[3]) not in closed]
    return [*found, *_with_corrections_only(found, closed)]


def _with_corrections_only(found: Iterable[OpenMonth], closed: Iterable[tuple[int, int, int]]) -> Iterator[OpenMonth]:
    """The month after the last closed one, for who has nothing later on which a correction could be billed."""
    last: dict[int, tuple[int, int]] = {}
    for customer_id, year, month in closed:
        last[customer_id] = max((year, month), last.get(customer_id, (year, month)))
    has_room = {each.customer_id for each in found if (each.year, each.month) > last.get(each.customer_id, (0, 0))}
    whose = ("line__billed_month__customer_id", "line__billed_month__customer__name")
    waiting = BillCorrection.objects.filter(billed_in__isnull=True).order_by(whose[1]).values_list(*whose).distinct()
    for customer_id, name in waiting:
        if customer_id not in has_room:
            year, month = last[customer_id]
            yield OpenMonth(customer_id, name, *((year + 1, 1) if month == DECEMBER else (year, month + 1)), 0)


def waiting_corrections(customer_id: int, before: date) -> list[tuple[BillCorrection, int]]:
    """What is to be put right on the next bill: of months before the one that begins on `before`. One SQL.

    Each with the minutes that its line stood for until then.
    """
    earlier = BillCorrection.objects.filter(line=OuterRef("line"), pk__lt=OuterRef("pk")).order_by("-pk")
    stood = Coalesce(Subquery(earlier.values("billed_minutes")[:1]), F("line__billed_minutes"))
    waiting = BillCorrection.objects.filter(billed_in__isnull=True, line__billed_month__customer_id=customer_id)
    rows = waiting.select_related("line__billed_month").annotate(stood=stood).order_by("pk")
    months = [(each, date(each.line.billed_month.year, each.line.billed_month.month, 1)) for each in rows]
    return [(each, each.stood) for each, month in months if month < before]


def corrections_of(line: BillLine) -> list[BillCorrection]:
    """All that was put right about a line, the first one first; one SQL."""
    return list(BillCorrection.objects.filter(line=line).select_related("recorded_by", "billed_in").order_by("pk"))


def line_for(number: int) -> BillLine:
    """A line of a closed month (404: none)."""
    found = BillLine.objects.select_related("billed_month__customer", "ticket").filter(pk=number).first()
    if found is None:
        raise NotVisible(_("This line does not exist."))
    return found


def waits_for_approval(ticket_ids: Iterable[int]) -> list[str]:
    """Which of these tickets have an estimate that nobody has answered yet, by reference; one SQL."""
    open_ones = Estimate.objects.filter(ticket_id__in=set(ticket_ids), state=EstimateState.PROPOSED)
    return [each.ticket.reference for each in open_ones.select_related("ticket").order_by("ticket_id")]
