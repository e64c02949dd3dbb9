"""What a month comes to (W3): examples of each rounding, and laws under random entries, rates, links and decisions."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tickets.billing.samples import LOW_VAT, VAT, taken_back, work
from tickets.billable import Ruling, billable_by_rule
from tickets.billing.figures import Bill, Line, Rounding, bill_of, without_rate
from tickets.enums import Ground, Kind

RATES = st.decimals("0.01", "400", places=2)
PER = st.sampled_from(["entry", "ticket_day", "ticket_month"])


@st.composite
def tickets(draw: st.DrawFn) -> tuple[bool, str]:
    """Whether a ticket is billed, by W3 told once more in other words, and the rule's own reason."""
    kind = draw(st.sampled_from(list(Kind)))
    ground = draw(st.sampled_from(list(Ground))) if kind == Kind.SUPPORT_INCIDENT else ""
    linked, ruled = draw(st.booleans()), draw(st.sampled_from([None, True, False]))
    related = kind == Kind.INCIDENT or linked
    billed = ruled if ruled is not None else not related and (kind == Kind.STANDARD_CHANGE or ground == "configuration")
    ruling = None if ruled is None else Ruling(ruled, "Zo afgesproken")
    answer = billable_by_rule(kind, ground, linked, ["configuration"], ruling)
    assert answer.billable == billed
    return billed, answer.why.value


@st.composite
def months(draw: st.DrawFn) -> list[Line]:
    """Up to twenty entries on up to five tickets."""
    known = draw(st.lists(tickets(), min_size=1, max_size=5))
    lines = []
    for number in range(1, draw(st.integers(0, 20)) + 1):
        ticket = draw(st.integers(0, len(known) - 1))
        billed, why = known[ticket]
        day = date(2026, 10, 1) + timedelta(days=draw(st.integers(0, 30)))
        fields = {"rate": draw(st.sampled_from([draw(RATES), Decimal(95)])), "day": day}
        vat = draw(st.sampled_from([VAT, LOW_VAT]))
        lines.append(
            work(
                number,
                draw(st.integers(1, 1440)),
                ticket_id=ticket,
                billable=billed,
                why=why,
                vat_percent=vat,
                **fields,
            )
        )
    return lines


def half_up(amount: Fraction) -> Decimal:
    """Whole cents of an exact amount."""
    cents = int(abs(amount) * 100 + Fraction(1, 2))
    return Decimal(cents if amount >= 0 else -cents).scaleb(-2)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(months(), st.integers(1, 60), PER)
def test_the_sum_of_the_entries_is_the_bill_under_random_rates_links_decisions_and_roundings(
    entries: list[Line], step: int, per: str
) -> None:
    bill = bill_of(entries, [], Rounding(step, per))
    assert bill_of(entries[::-1], [], Rounding(step, per)) == bill
    assert sorted(each.entry_id or 0 for each in bill.lines) == [each.entry_id for each in entries]
    billed, owed, taxed = _summed(entries, step, per)
    found: dict[object, int] = defaultdict(int)
    for line in bill.charged:
        found[_together(line, per)] += line.billed_minutes
        assert line.amount == half_up(Fraction(line.rate or 0) * line.billed_minutes / 60)
    assert found == billed
    assert abs(Fraction(bill.net) - owed) <= Fraction(len(bill.charged), 200)
    assert bill.net == sum((each.amount for each in bill.charged), Decimal(0))
    assert {each.percent for each in bill.taxes} == taxed
    assert bill.vat == sum(
        (half_up(Fraction(each.net) * Fraction(each.percent) / 100) for each in bill.taxes), Decimal(0)
    )
    assert bill.total == bill.net + bill.vat
    assert {(each.billed_minutes, each.amount) for each in bill.free} <= {(0, Decimal(0))}


def _summed(entries: list[Line], step: int, per: str) -> tuple[dict[object, int], Fraction, set[Decimal]]:
    """Per group the minutes, and the exact sum of money, without anything of the program."""
    worked: dict[object, list[Line]] = defaultdict(list)
    for each in entries:
        if each.billable:
            worked[_together(each, per)].append(each)
    minutes = {
        group: (sum(each.minutes for each in lines) + step - 1) // step * step for group, lines in worked.items()
    }
    owed = sum((Fraction(lines[0].rate or 0) * minutes[group] / 60 for group, lines in worked.items()), Fraction(0))
    return minutes, owed, {lines[0].vat_percent for lines in worked.values()}


def _together(line: Line, per: str) -> object:
    if per == "entry":
        return line.entry_id
    return (line.ticket_id, line.rate, line.vat_percent, line.day if per == "ticket_day" else None)


@pytest.mark.parametrize(
    ("per", "billed", "net"),
    [
        ("entry", [15, 30, 60], "166.25"),
        # 10 + 20 on the 2nd make 30; 50 on the 3rd makes 60.
        ("ticket_day", [10, 20, 60], "142.50"),
        # 80 in the month make 90: what was added stands on the last line.
        ("ticket_month", [10, 20, 60], "142.50"),
    ],
)
def test_each_rounding_says_what_is_billed(per: str, billed: list[int], net: str) -> None:
    works = [work(1, 10), work(2, 20), work(3, 50, day=date(2026, 10, 3))]
    bill = bill_of(works, [], Rounding(15, per))
    assert [each.billed_minutes for each in bill.lines] == billed
    assert str(bill.net) == net


def test_an_hour_of_another_rate_is_rounded_apart() -> None:
    works = [work(1, 10), work(2, 10, rate=Decimal("142.50"))]
    assert [each.billed_minutes for each in bill_of(works, [], Rounding(15, "ticket_month")).lines] == [15, 15]


def test_vat_is_taken_of_the_sum_of_each_percentage() -> None:
    works = [work(number, 1, rate=Decimal("6.00"), vat_percent=VAT) for number in range(1, 4)]
    bill = bill_of([*works, work(9, 60, vat_percent=LOW_VAT)], [], Rounding(1))
    # Three lines of 10 cents: 6 cents of VAT together, and not three times 2.
    assert [(str(each.percent), str(each.net), str(each.vat)) for each in bill.taxes] == [
        ("9.00", "95.00", "8.55"),
        ("21.00", "0.30", "0.06"),
    ]
    assert (str(bill.net), str(bill.vat), str(bill.total)) == ("95.30", "8.61", "103.91")


def test_what_is_not_billed_stands_there_for_nothing() -> None:
    bill = bill_of([work(1, 50, billable=False, why="incident")], [], Rounding())
    assert [(each.minutes, each.billed_minutes, each.amount) for each in bill.free] == [(50, 0, Decimal(0))]
    assert (bill.charged, bill.taxes, bill.total) == ((), (), Decimal(0))


def test_a_correction_comes_after_the_work_and_is_not_rounded_once_more() -> None:
    bill = bill_of([work(1, 50)], [taken_back(-20)], Rounding())
    assert [(each.billed_minutes, str(each.amount)) for each in bill.lines] == [(60, "95.00"), (-20, "-31.67")]
    assert (str(bill.net), str(bill.vat), str(bill.total)) == ("63.33", "13.30", "76.63")


def test_only_work_that_is_billed_needs_a_rate() -> None:
    works = [work(1, 10, rate=None), work(2, 10, rate=None, billable=False), work(3, 10)]
    assert without_rate(works) == [works[0]]


def test_nothing_at_all_is_a_bill_of_nothing() -> None:
    assert bill_of([], [], Rounding()) == Bill(())
    assert (Bill(()).net, Bill(()).vat, Bill(()).total) == (0, 0, 0)
