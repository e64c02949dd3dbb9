"""Whole numbers in an address, which anybody may have typed."""

MOST_DIGITS = 18


def whole_number(text: str) -> int | None:
    """The number, None when it is not one or far too long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
