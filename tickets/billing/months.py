"""An open month as it would be billed now, with what stands in the way of closing it (W3)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Organisation
from agreements import queries as agreements
from agreements import wording as moments
from agreements.rates import rate_book
from tickets.billing import parties, wording
from tickets.billing.figures import Bill, Line, Rounding, bill_of, without_rate
from tickets.models import BillCorrection
from tickets.queries.bills import billing_party, waiting_corrections, waits_for_approval
from tickets.queries.time import MonthEntry, month_entries

MONTHS_A_YEAR = 12
FIRST_YEAR, LAST_YEAR = 2000, 2999


@dataclass(frozen=True, slots=True)
class Draft:
    """The bill that closing would make now. With `obstacles` it cannot; `attention` is to be read first."""

    customer: Organisation
    year: int
    month: int
    bill: Bill
    rounding: Rounding
    version_ids: tuple[int, ...]
    corrections: tuple[BillCorrection, ...]
    obstacles: tuple[str, ...]
    attention: tuple[str, ...]


def first_day(year: int, month: int) -> date:
    """The day on which a month begins."""
    return date(year, month, 1)


def first_day_after(year: int, month: int) -> date:
    """The day on which the next month begins."""
    return date(year + month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1, 1)


def is_month(year: int, month: int) -> bool:
    """Whether these two numbers are a month at all."""
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= MONTHS_A_YEAR


def draft_of(customer: Organisation, year: int, month: int, *, now: datetime) -> Draft:
    """The month as it stands; at most twelve SQL, however many entries.

    Time is rounded by the version of the agreement in force on the last day of the month, VAT is that of each day.
    """
    entries = month_entries(customer.pk, year, month)
    book = rate_book([customer.pk])
    last_day = first_day_after(year, month) - timedelta(days=1)
    last_version = book.version_on(customer.pk, last_day)
    works, versions = [], {last_version} if last_version else set()
    for each in entries:
        version_id = book.version_on(customer.pk, each.entry.day)
        versions |= {version_id} if version_id else set()
        works.append(_work(each, agreements.terms(version_id).vat_percent if version_id else Decimal(0)))
    terms = agreements.terms(last_version) if last_version else None
    rounding = Rounding(terms.rounding_minutes, terms.rounding_per) if terms else Rounding()
    corrections = waiting_corrections(customer.pk, first_day(year, month))
    return Draft(
        customer=customer,
        year=year,
        month=month,
        bill=bill_of(works, [_corrected(*each) for each in corrections], rounding),
        rounding=rounding,
        version_ids=tuple(sorted(versions)),
        corrections=tuple(each for each, _stood in corrections),
        obstacles=tuple(_obstacles(customer, year, month, works, now)),
        attention=tuple(_attention(works)),
    )


def _work(each: MonthEntry, vat_percent: Decimal) -> Line:
    entry, ticket = each.entry, each.entry.ticket
    return Line(
        entry_id=entry.pk,
        ticket_id=ticket.pk,
        reference=ticket.reference,
        subject=ticket.subject,
        activity=entry.activity,
        note=entry.note,
        who=entry.person.name,
        day=entry.day,
        minutes=entry.minutes,
        rate=entry.rate,
        vat_percent=vat_percent,
        billable=each.ruled.billable,
        why=each.ruled.why.value,
        reason=each.ruled.reason,
    )


def _corrected(correction: BillCorrection, stood: int) -> Line:
    """The difference, at the rate and the VAT of the line that was wrong, in the words of that line."""
    line, difference = correction.line, correction.billed_minutes - stood
    return Line(
        ticket_id=line.ticket_id,
        reference=line.reference,
        subject=line.subject,
        activity=line.activity,
        note=line.note,
        who=line.who,
        day=line.day,
        minutes=difference,
        billed_minutes=difference,
        rate=line.rate,
        vat_percent=line.vat_percent,
        billable=True,
        why=line.why,
        reason=correction.reason,
        corrects_id=line.pk,
        corrects=line_name(line.billed_month.number, line.billed_month.year, line.billed_month.month, line.position),
    )


def line_name(number: str | None, year: int, month: int, position: int) -> str:
    """How a correction names the line: 2026-0003/4; a month without a bill has its own name."""
    return f"{number or f'{year}-{month:02}'}/{position}"


def _obstacles(customer: Organisation, year: int, month: int, works: Sequence[Line], now: datetime) -> list[str]:
    found = []
    if now.astimezone(moments.ZONE).date() < first_day_after(year, month):
        found.append(_("This month is not over yet."))
    if parties.seller() is None:
        found.append(_("The settings do not say who sends the bills (DESK_SELLER, see docs/operating.md)."))
    if billing_party(customer.pk) is None:
        found.append(_("It is not known yet how {name} is billed: add its billing party.").format(name=customer.name))
    return [*found, *_gaps(works)]


def _gaps(works: Sequence[Line]) -> list[str]:
    """A sentence for each activity that has no rate, with its days."""
    days: dict[str, set[date]] = defaultdict(set)
    for each in without_rate(works):
        days[each.activity].add(each.day)
    return [
        _("There is no rate for {activity} on {days}: add one.").format(
            activity=wording.activity(activity), days=", ".join(wording.day(each) for each in sorted(found))
        )
        for activity, found in sorted(days.items())
    ]


def _attention(works: Sequence[Line]) -> list[str]:
    waiting = waits_for_approval(each.ticket_id for each in works if each.billable)
    return [
        _("The customer has not answered the estimate of {reference} yet.").format(reference=each) for each in waiting
    ]
