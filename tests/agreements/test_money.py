"""Money: rounding up to a step, half-up amounts, VAT apart, and sums as people write them (W3)."""

from decimal import Decimal

import pytest

from agreements.money import amount_for, euro, rounded_minutes, vat_of

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("minutes", "step", "rounded"),
    [(0, 15, 0), (1, 15, 15), (15, 15, 15), (16, 15, 30), (45, 15, 45), (7, 1, 7), (61, 60, 120), (-16, 15, -30)],
)
def test_minutes_round_up_to_the_step(minutes: int, step: int, rounded: int) -> None:
    assert rounded_minutes(minutes, step) == rounded


def test_a_step_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0 minutes"):
        rounded_minutes(10, 0)


@pytest.mark.parametrize(
    ("minutes", "rate", "amount"),
    [
        (60, "95.00", "95.00"),
        (15, "95.00", "23.75"),
        (20, "100.00", "33.33"),
        (40, "100.00", "66.67"),
        (3, "0.10", "0.01"),  # exactly half a cent
        (-15, "95.00", "-23.75"),
        (0, "95.00", "0.00"),
    ],
)
def test_an_amount_rounds_half_a_cent_up(minutes: int, rate: str, amount: str) -> None:
    assert str(amount_for(minutes, Decimal(rate))) == amount


@pytest.mark.parametrize(
    ("amount", "percent", "vat"), [("23.75", "21.00", "4.99"), ("100.00", "0", "0.00"), ("0.50", "9", "0.05")]
)
def test_vat_is_apart(amount: str, percent: str, vat: str) -> None:
    assert str(vat_of(Decimal(amount), Decimal(percent))) == vat


@pytest.mark.parametrize(
    ("amount", "language", "words"),
    [
        ("1234.5", "nl", f"€{NBSP}1.234,50"),
        ("1234.5", "en", "€1,234.50"),
        ("0", "nl", f"€{NBSP}0,00"),
        ("-23.75", "nl", f"€{NBSP}-23,75"),
        ("-23.75", "en", "-€23.75"),
        ("1234567.89", "nl", f"€{NBSP}1.234.567,89"),
    ],
)
def test_a_sum_is_written_as_in_the_language(amount: str, language: str, words: str) -> None:
    assert euro(Decimal(amount), language) == words
