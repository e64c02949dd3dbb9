"""What a month comes to: entries rounded, multiplied and added up, with the VAT apart (W3). Pure: it reads no rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agreements.money import amount_for, rounded_minutes, vat_of

ZERO = Decimal(0)
# The kinds of rounding, as `agreements.models.version.RoundingPer` stores them.
PER_ENTRY, PER_TICKET_DAY, PER_TICKET_MONTH = "entry", "ticket_day", "ticket_month"


@dataclass(frozen=True, slots=True)
class Rounding:
    """Up to whole steps of so many minutes, of each entry or of what belongs together."""

    minutes: int = 15
    per: str = PER_ENTRY


@dataclass(frozen=True, slots=True)
class Line:
    """One line: work on a ticket on a day, or what puts an earlier line right (`corrects`: its number and place).

    `minutes` were worked, `billed_minutes` are charged; both are below zero where something is taken back. What is not
    billed has neither billed minutes nor an amount. `why` says by which rule, `reason` is somebody's own words.
    """

    ticket_id: int
    reference: str
    subject: str
    activity: str
    note: str
    who: str
    day: date
    minutes: int
    rate: Decimal | None
    vat_percent: Decimal
    billable: bool
    why: str
    reason: str = ""
    entry_id: int | None = None
    corrects_id: int | None = None
    corrects: str = ""
    billed_minutes: int = 0
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Tax:
    """The VAT of one percentage: on which sum, and how much."""

    percent: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """The lines of a month in the order of the bill, and their sums; VAT is taken of the sum of each percentage."""

    lines: tuple[Line, ...]

    @property
    def charged(self) -> tuple[Line, ...]:
        """What stands on the invoice."""
        return tuple(each for each in self.lines if each.billable)

    @property
    def free(self) -> tuple[Line, ...]:
        """What was done and is not charged."""
        return tuple(each for each in self.lines if not each.billable)

    @property
    def taxes(self) -> tuple[Tax, ...]:
        """The VAT of each percentage, the lowest first."""
        sums: dict[Decimal, Decimal] = defaultdict(lambda: ZERO)
        for line in self.charged:
            sums[line.vat_percent] += line.amount
        return tuple(Tax(percent, net, vat_of(net, percent)) for percent, net in sorted(sums.items()))

    @property
    def net(self) -> Decimal:
        """The sum of the lines, without VAT."""
        return sum((each.amount for each in self.lines), ZERO)

    @property
    def vat(self) -> Decimal:
        """All VAT together."""
        return sum((each.vat for each in self.taxes), ZERO)

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return self.net + self.vat


def bill_of(works: Iterable[Line], corrections: Iterable[Line], rounding: Rounding) -> Bill:
    """The bill of what was worked and of what puts earlier bills right.

    `works` are charged by the rounding of the agreement; `corrections` come with their own billed minutes, which are
    not rounded once more. Whoever calls it makes sure that what is billed has a rate (`without_rate`).
    """
    charged = _charged(sorted(works, key=_place), rounding)
    return Bill((*charged, *(_priced(each) for each in corrections)))


def without_rate(works: Iterable[Line]) -> list[Line]:
    """What is to be billed and has no rate: the month cannot be closed."""
    return [each for each in works if each.billable and each.rate is None]


def _place(line: Line) -> tuple[int, date, int]:
    return line.ticket_id, line.day, line.entry_id or 0


def _charged(works: Sequence[Line], rounding: Rounding) -> list[Line]:
    """Each with what is billed of it; what rounding adds to several is billed on the last of them."""
    left: dict[object, int] = defaultdict(int)
    for each in works:
        left[_group(each, rounding)] += each.minutes if each.billable else 0
    rounded = {group: rounded_minutes(minutes, rounding.minutes) for group, minutes in left.items()}
    billed: list[Line] = []
    for each in works:
        if not each.billable:
            billed.append(replace(each, billed_minutes=0, amount=ZERO))
            continue
        group = _group(each, rounding)
        left[group] -= each.minutes
        minutes = each.minutes if left[group] else rounded[group]
        rounded[group] -= minutes
        billed.append(_priced(replace(each, billed_minutes=minutes)))
    return billed


def _group(line: Line, rounding: Rounding) -> object:
    """What is rounded together. An hour of another rate is another hour."""
    together = (line.ticket_id, line.rate, line.vat_percent)
    if rounding.per == PER_ENTRY:
        return line.entry_id
    return (*together, line.day) if rounding.per == PER_TICKET_DAY else together


def _priced(line: Line) -> Line:
    return replace(line, amount=amount_for(line.billed_minutes, line.rate or ZERO))
