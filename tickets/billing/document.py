"""A closed month as every document tells it: made from its rows alone, so that it stays the same (W3)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tickets.billing.figures import Bill, Line, Rounding
from tickets.billing.months import first_day, first_day_after, line_name
from tickets.billing.parties import Party
from tickets.models import BilledMonth, BillLine


@dataclass(frozen=True, slots=True)
class Earlier:
    """A bill that something here puts right."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Document:
    """What stands on paper. `number` is empty when nothing was to be billed."""

    number: str
    year: int
    month: int
    issued_on: date
    due_on: date
    seller: Party
    buyer: Party
    rounding: Rounding
    bill: Bill
    earlier: tuple[Earlier, ...] = ()

    @property
    def period(self) -> tuple[date, date]:
        """First and last day."""
        return first_day(self.year, self.month), first_day_after(self.year, self.month) - timedelta(days=1)

    @property
    def name(self) -> str:
        """What its files are called, without what says the kind of file."""
        return self.number or f"{self.year}-{self.month:02}"


def document_of(month: BilledMonth, lines: Iterable[BillLine], hidden: frozenset[int] = frozenset()) -> Document:
    """The document of a closed month; of the tickets in `hidden` it tells the figures and not the words."""
    rows = list(lines)
    earlier = {each.corrects.billed_month for each in rows if each.corrects is not None}
    named = [Earlier(each.number, each.issued_on) for each in earlier if each.number]
    return Document(
        number=month.number or "",
        year=month.year,
        month=month.month,
        issued_on=month.issued_on,
        due_on=month.due_on,
        seller=Party(**month.seller),
        buyer=Party(**month.buyer),
        rounding=Rounding(month.terms["rounding_minutes"], month.terms["rounding_per"]),
        bill=Bill(tuple(_shown(_line(each), hidden) for each in rows)),
        earlier=tuple(sorted(named, key=lambda each: (each.issued_on, each.number))),
    )


def _line(row: BillLine) -> Line:
    old = row.corrects
    corrected = line_name(*_name_of(old)) if old is not None else ""
    return Line(
        entry_id=row.entry_id,
        ticket_id=row.ticket_id,
        reference=row.reference,
        subject=row.subject,
        activity=row.activity,
        note=row.note,
        who=row.who,
        day=row.day,
        minutes=row.minutes,
        rate=row.rate,
        vat_percent=row.vat_percent,
        billable=row.billable,
        why=row.why,
        reason=row.why_words,
        corrects_id=row.corrects_id,
        corrects=corrected,
        billed_minutes=row.billed_minutes,
        amount=row.amount,
    )


def _name_of(line: BillLine) -> tuple[str | None, int, int, int]:
    month = line.billed_month
    return month.number, month.year, month.month, line.position


def _shown(line: Line, hidden: frozenset[int]) -> Line:
    if line.ticket_id not in hidden:
        return line
    return replace(line, subject=_("Confidential ticket"), note="", reason="")
