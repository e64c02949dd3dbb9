"""Lesson: a number of thousands of digits, which `int` itself refuses, was an error 500 where tickets are searched."""

from collections.abc import Callable

import pytest

from tickets.forms.calls import chosen_caller
from tickets.queries.desk import ticket_number
from tickets.queries.door import number_in
from tickets.views.desk.numbers import whole_number

LONG = "9" * 5000


@pytest.mark.parametrize("read", [ticket_number, number_in, whole_number, chosen_caller])
@pytest.mark.parametrize("typed", [LONG, f"OZ-{LONG}", f"oz{LONG}", f"1-{LONG}", f"{2**63}", "²", "١٢"])
def test_thousands_of_digits_are_no_number(read: Callable[[str], object], typed: str) -> None:
    assert read(typed) is None


def test_number_is_read_however_it_is_written() -> None:
    assert [ticket_number(each) for each in ("OZ-4187", "oz4187", " 4187 ", f"{2**63 - 1}")] == [4187] * 3 + [2**63 - 1]
