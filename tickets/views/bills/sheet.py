"""A bill in words, for the pages of the portal and of the administration."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tickets.billing import wording
from tickets.billing.figures import Bill, Line, Rounding


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `line_id` is 0 as long as the month is open."""

    day: str
    what: str
    by: str
    worked: str
    charged: str
    rate: str
    amount: str
    why: str
    line_id: int


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one ticket."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is charged, what is not, the sums in their order, and how they came about."""

    charged: tuple[Group, ...]
    free: tuple[Group, ...]
    sums: tuple[tuple[str, str], ...]
    total: str
    explained: tuple[str, ...]


def sheet_of(bill: Bill, rounding: Rounding, line_ids: Sequence[int] = ()) -> Sheet:
    """The bill; `line_ids` are those of its lines, in their order, once it is closed."""
    numbered = list(zip(bill.lines, line_ids or [0] * len(bill.lines), strict=True))
    taxes = [
        (
            _("VAT {percent} on {amount}").format(
                percent=wording.percent(each.percent), amount=wording.money(each.net)
            ),
            each.vat,
        )
        for each in bill.taxes
    ]
    sums = [(_("Total excl. VAT"), bill.net), *taxes]
    return Sheet(
        charged=_groups([each for each in numbered if each[0].billable]),
        free=_groups([each for each in numbered if not each[0].billable]),
        sums=tuple((words, wording.money(amount)) for words, amount in sums),
        total=wording.money(bill.total),
        explained=(wording.rounding(rounding), *wording.rules()),
    )


def _groups(numbered: Sequence[tuple[Line, int]]) -> tuple[Group, ...]:
    by_ticket = groupby(numbered, key=lambda each: (each[0].reference, each[0].subject))
    return tuple(Group(" ".join(title), tuple(_row(*each) for each in rows)) for title, rows in by_ticket)


def _row(line: Line, line_id: int) -> Row:
    return Row(
        day=wording.day(line.day),
        what=line.note or capfirst(wording.activity(line.activity)),
        by=f"{wording.activity(line.activity)}, {line.who}" if line.note else line.who,
        worked=wording.hours(line.minutes),
        charged=wording.hours(line.billed_minutes),
        rate=wording.money(line.rate) if line.rate is not None else _("no rate"),
        amount=wording.money(line.amount),
        why=wording.why(line) if line.corrects or not line.billable else "",
        line_id=0 if line.corrects else line_id,
    )
