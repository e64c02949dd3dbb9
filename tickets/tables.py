"""Rows as a file for a spreadsheet: CSV or XLSX, in which no text of anybody ever becomes a formula.

The same rows give the same bytes. Whoever calls it decides which rows somebody may have.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

Cell = str | Promise | int | Decimal | date | None
Row = Sequence[Cell]

# What begins a formula, as spreadsheets fold it: also small, wide, raised and lowered forms, and the minus sign.
FORMULA_SIGNS = (
    "=+-@\u207a\u207b\u207c\u208a\u208b\u208c\u2a75\u2a76\ufb29\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20\u2212"
)
# What a spreadsheet skips or takes for the end of a cell, when it reads the file with another separator than ours.
_SKIPPED = '[\\s"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*'
_FORMULA = re.compile(rf"(^|[\n;,])(?={_SKIPPED}[{re.escape(FORMULA_SIGNS)}])")
_CUT = "…"
LONGEST_CELL = 32_767
WIDEST, NARROWEST = 60, 8
# Files carry no moment of their own: what is in them says what they are.
_MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)
_MOMENT, _DAY, _WHOLE, _BROKEN = "dd-mm-yyyy hh:mm", "dd-mm-yyyy", "0", "0.00"


class Format(StrEnum):
    """The kinds of files; the value is the end of the file's name."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def content_type(self) -> str:
        """As a browser is told."""
        if self is Format.CSV:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def safe_cell(text: str) -> str:
    """The text as a cell that every spreadsheet shows and none computes: an apostrophe stands before what could.

    Also after a separator or a line break in it. Tabs and other control characters become spaces, and what is longer
    than a cell may be is cut.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(_visible(each) for each in lines)
    safe = _FORMULA.sub(r"\1'", plain)
    return safe if len(safe) <= LONGEST_CELL else safe[: LONGEST_CELL - 1] + _CUT


def _visible(letter: str) -> str:
    return " " if unicodedata.category(letter) in ("Cc", "Cs") and letter != "\n" else letter


def write_table(form: Format, headers: Sequence[str | Promise], rows: Iterable[Row]) -> bytes:
    """The whole file in one of the two formats."""
    return (write_csv if form is Format.CSV else write_xlsx)(headers, rows)


def write_csv(headers: Sequence[str | Promise], rows: Iterable[Row]) -> bytes:
    """As Dutch spreadsheets open it: semicolons, decimal commas, UTF-8 with its mark; moments are local and ISO."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_cell(str(each)) for each in headers])
    writer.writerows([_in_words(each) for each in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _in_words(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return _local(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | Decimal):
        return f"{cell:f}".replace(".", ",") if isinstance(cell, Decimal) else str(cell)
    return safe_cell(str(cell))


def write_xlsx(headers: Sequence[str | Promise], rows: Iterable[Row]) -> bytes:
    """One sheet with a head that stays in sight; texts are texts, numbers numbers, days and moments dates."""
    import xlsxwriter  # noqa: PLC0415 - a tenth of a second that only this file needs

    written = io.BytesIO()
    texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, {"in_memory": True, **texts}) as book:
        book.set_properties({"created": _MADE_AT})
        sheet = _Sheet(book)
        sheet.add([str(each) for each in headers], book.add_format({"bold": True}))
        for row in rows:
            sheet.add(row)
        sheet.finish()
    return written.getvalue()


class _Sheet:
    """A sheet that is filled from the top, and knows how wide its columns must be."""

    def __init__(self, book: Any) -> None:
        self.sheet = book.add_worksheet()
        self.formats = {each: book.add_format({"num_format": each}) for each in (_MOMENT, _DAY, _WHOLE, _BROKEN)}
        self.widths: list[int] = []
        self.height = 0

    def add(self, row: Row, head: object = None) -> None:
        for place, cell in enumerate(row):
            self._put(self.height, place, cell, head)
            self._widen(place, _in_words(cell))
        self.height += 1

    def _put(self, line: int, place: int, cell: Cell, head: object) -> None:
        if isinstance(cell, datetime):
            self.sheet.write_datetime(line, place, _local(cell), self.formats[_MOMENT])
        elif isinstance(cell, date):
            self.sheet.write_datetime(line, place, cell, self.formats[_DAY])
        elif isinstance(cell, int | Decimal):
            self.sheet.write_number(line, place, cell, self.formats[_WHOLE if isinstance(cell, int) else _BROKEN])
        elif cell is not None:
            self.sheet.write_string(line, place, safe_cell(str(cell)), head)

    def _widen(self, place: int, words: str) -> None:
        longest = max(len(line) for line in words.split("\n")) + 2
        if place == len(self.widths):
            self.widths.append(NARROWEST)
        self.widths[place] = min(WIDEST, max(longest, self.widths[place]))

    def finish(self) -> None:
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, width)
        self.sheet.freeze_panes(1, 0)
        self.sheet.autofilter(0, 0, self.height - 1, len(self.widths) - 1)


def _local(at: datetime) -> datetime:
    return timezone.make_naive(at) if timezone.is_aware(at) else at
