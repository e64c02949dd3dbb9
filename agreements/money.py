"""Money as `Decimal`, in euro: rounded minutes, amounts, VAT, and how a sum is written. Pure: no Django, no rows."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
MINUTES_AN_HOUR = 60
NO_BREAK_SPACE = "\u00a0"


def rounded_minutes(minutes: int, step: int) -> int:
    """Minutes rounded up to whole steps of so many minutes; what is taken back is rounded as what was given (W3)."""
    if step < 1:
        raise ValueError(f"A step of {step} minutes rounds nothing.")
    whole = -(-abs(minutes) // step) * step
    return whole if minutes >= 0 else -whole


def amount_for(minutes: int, rate: Decimal) -> Decimal:
    """What so many minutes cost at a rate per hour, without VAT; half a cent goes up (W3)."""
    return _cents(rate * minutes / MINUTES_AN_HOUR)


def vat_of(amount: Decimal, percent: Decimal) -> Decimal:
    """The VAT on an amount, apart from it; half a cent goes up."""
    return _cents(amount * percent / 100)


def euro(amount: Decimal, language: str) -> str:
    """A sum as people write it: "€ 1.234,50" in Dutch, "€1,234.50" in English."""
    sign = "-" if amount < 0 else ""
    figures = f"{abs(_cents(amount)):,.2f}"
    if language.startswith("en"):
        return f"{sign}€{figures}"
    return f"€{NO_BREAK_SPACE}{sign}{figures.translate(_DUTCH)}"


_DUTCH = str.maketrans(",.", ".,")


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
