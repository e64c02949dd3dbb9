"""The files of a month: the same bytes each time, in both languages, whatever somebody typed."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import translation

from tests.tickets.billing.samples import document, taken_back, work
from tickets.billing import pdf, specification, ubl, wording
from tickets.billing.document import Document
from tickets.billing.figures import Rounding
from tickets.tables import Format

WRITERS: dict[str, Callable[[Document], bytes]] = {
    "csv": lambda made: specification.table(made, Format.CSV),
    "xlsx": lambda made: specification.table(made, Format.XLSX),
    "ubl": ubl.invoice,
    "pdf": pdf.pdf,
}
ODD = ("=1+1", "漢字 Łódź", "<para>&amp;</b>", "\x00\x07\ud800", "a" * 5000, "regel\nregel")


def october(rounding: Rounding = Rounding()) -> Document:  # noqa: B008
    free = work(3, 95, ticket_id=4200, reference="OZ-4200", billable=False, why="incident")
    return document(work(1, 50), work(2, 20, rate=Decimal("142.50")), free, taken_back(-30), rounding=rounding)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", WRITERS)
def test_a_month_gives_the_same_bytes_twice(kind: str, language: str) -> None:
    with translation.override(language):
        assert WRITERS[kind](october()) == WRITERS[kind](october())


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("text", ODD)
def test_whatever_was_typed_makes_a_file(kind: str, text: str) -> None:
    assert len(WRITERS[kind](document(work(1, 50, subject=text[:120], note=text, who=text[:150])))) > 100


def test_a_month_of_many_pages_repeats_its_head_and_numbers_them() -> None:
    lines = [work(number, 15, ticket_id=number, reference=f"OZ-{number}") for number in range(1, 120)]
    made = pdf.pdf(document(*lines))
    assert made.count(b"/Type /Page\n") > 3


def test_a_month_with_nothing_to_bill_still_has_its_specification() -> None:
    made = document(work(1, 50, billable=False, why="incident"), number="")
    assert pdf.pdf(made)[:5] == b"%PDF-"
    assert b"2026-10;1;OZ-4100" in specification.table(made, Format.CSV)


def test_the_table_has_every_line_with_its_figures() -> None:
    with translation.override("en"):
        rows = specification.table(october(), Format.CSV).decode("utf-8-sig").splitlines()
    assert rows[0].split(";")[:4] == ["Bill", "Line", "Ticket", "Subject"]
    figures = [row.split(";")[8:14] for row in rows[1:]]
    assert figures == [
        ["50", "60", "95,00", "95,00", "21,00", "yes"],
        ["20", "30", "142,50", "71,25", "21,00", "yes"],
        ["95", "0", "95,00", "0", "21,00", "no"],
        ["-30", "-30", "95,00", "-47,50", "21,00", "yes"],
    ]


def test_no_text_becomes_a_formula() -> None:
    made = document(work(1, 50, note="=HYPERLINK(1)", subject="+31 6"))
    assert b"'=HYPERLINK(1)" in specification.table(made, Format.CSV)
    with zipfile.ZipFile(io.BytesIO(specification.table(made, Format.XLSX))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_the_bill_says_how_it_was_rounded() -> None:
    with translation.override("en"):
        told = [wording.rounding(Rounding(15, per)) for per in ("entry", "ticket_day", "ticket_month")]
    assert [each.split(" ")[0] for each in told] == ["Each", "What", "What"]
    assert all("15 minutes" in each for each in told)
