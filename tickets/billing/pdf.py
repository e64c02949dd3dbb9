"""The bill as a PDF: who, what, when and how much, and below it how time was rounded and why something is charged (W3).

Drawn by ReportLab without a moment or a random id in it, so that the same month gives the same bytes.
"""

import io
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, KeepTogether, PageTemplate, Paragraph, Spacer, Table, TableStyle

from tickets.billing import wording
from tickets.billing.document import Document
from tickets.billing.figures import Line
from tickets.billing.parties import Party

FONTS = Path(__file__).parent / "fonts"
PLAIN, BOLD = "Inter-Regular", "Inter-SemiBold"
INK, MUTED, LINE, ACCENT = HexColor("#16202a"), HexColor("#566370"), HexColor("#d5dbe1"), HexColor("#0f5a66")
MARGIN, FOOT = 18 * mm, 22 * mm
WIDTH = A4[0] - 2 * MARGIN
# Day, what was done, worked, charged, rate, amount; of lines that are not charged the last three are one: why.
COLUMNS = tuple(share * WIDTH for share in (0.115, 0.425, 0.09, 0.105, 0.125, 0.14))
FREE_COLUMNS = tuple(share * WIDTH for share in (0.115, 0.425, 0.09, 0.37))
UNKNOWN = "?"
LONGEST = 600


class _Styles:
    """The few kinds of text there are."""

    def __init__(self) -> None:
        base = ParagraphStyle("plain", fontName=PLAIN, fontSize=9, leading=12.5, textColor=INK)
        self.plain = base
        self.small = ParagraphStyle("small", base, fontSize=8, leading=11, textColor=MUTED)
        self.bold = ParagraphStyle("bold", base, fontName=BOLD)
        self.right = ParagraphStyle("right", base, alignment=TA_RIGHT)
        self.right_bold = ParagraphStyle("right bold", self.bold, alignment=TA_RIGHT)
        self.head = ParagraphStyle("head", self.small, fontName=BOLD)
        self.head_right = ParagraphStyle("head right", self.head, alignment=TA_RIGHT)
        self.title = ParagraphStyle("title", base, fontName=BOLD, fontSize=20, leading=25, textColor=ACCENT)
        self.section = ParagraphStyle("section", base, fontName=BOLD, fontSize=11, leading=15, spaceAfter=3 * mm)


def pdf(document: Document) -> bytes:
    """The file, in the language that is active now."""
    _register_fonts()
    styles, written = _Styles(), io.BytesIO()
    title = _title(document)
    language = translation.get_language() or "nl"
    paper = BaseDocTemplate(
        written, pagesize=A4, title=title, author=_known(document.seller.name), lang=language, invariant=1
    )
    paper.addPageTemplates(PageTemplate(frames=[Frame(MARGIN, FOOT, WIDTH, A4[1] - MARGIN - FOOT, 0, 0, 0, 0)]))
    paper.build(_story(document, styles), canvasmaker=partial(_Numbered, foot=f"{document.seller.name}   {title}"))
    return written.getvalue()


def _title(document: Document) -> str:
    month = wording.month_name(document.year, document.month)
    if not document.number:
        return _("Statement of work {month}").format(month=month)
    return _("Bill {number}").format(number=document.number)


def _story(document: Document, styles: _Styles) -> list[Any]:
    bill = document.bill
    story = [_letterhead(document, styles), Spacer(1, 8 * mm)]
    if bill.charged:
        story += [_charged(bill.charged, styles), Spacer(1, 5 * mm), KeepTogether([_sums(document, styles)])]
    else:
        story += [Paragraph(_("Nothing is charged for this month."), styles.plain)]
    if document.number:
        story += [Spacer(1, 5 * mm), _pay(document, styles)]
    if bill.free:
        story += [Spacer(1, 7 * mm), Paragraph(_("Done, and not charged"), styles.section), _free(bill.free, styles)]
    return [*story, Spacer(1, 7 * mm), _explained(document, styles)]


def _letterhead(document: Document, styles: _Styles) -> Table:
    """Who sends it on the right, for whom on the left, and the numbers and dates that a bill must have."""
    first, last = document.period
    facts = [
        (_("Month"), wording.month_name(document.year, document.month)),
        (_("Period of the work"), f"{wording.day(first)} – {wording.day(last)}"),
        (_("Date"), wording.day(document.issued_on)),
    ]
    if document.number:
        facts.append((_("To be paid by"), wording.day(document.due_on)))
    if document.buyer.reference:
        facts.append((_("Your reference"), document.buyer.reference))
    left = [Paragraph(_safe(_title(document)), styles.title), Spacer(1, 4 * mm), *_address(document.buyer, styles)]
    right = [*_address(document.seller, styles), Spacer(1, 3 * mm), _pairs(facts, styles)]
    head = Table([[left, right]], colWidths=(0.54 * WIDTH, 0.46 * WIDTH))
    head.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_no_padding()]))
    return head


def _address(party: Party, styles: _Styles) -> list[Paragraph]:
    numbers = [
        _("Chamber of Commerce {number}").format(number=party.kvk_number) if party.kvk_number else "",
        _("VAT {number}").format(number=party.vat_number) if party.vat_number else "",
        " · ".join(each for each in (party.phone, party.email) if each),
    ]
    country = party.country if party.country != "NL" else ""
    lines = [Paragraph(_safe(each), styles.plain) for each in (*party.address, country) if each]
    small = [Paragraph(_safe(each), styles.small) for each in numbers if each]
    return [Paragraph(_safe(party.name), styles.bold), *lines, *small]


def _pairs(facts: list[tuple[str, str]], styles: _Styles) -> Table:
    rows = [[Paragraph(_safe(name), styles.small), Paragraph(_safe(value), styles.plain)] for name, value in facts]
    table = Table(rows, colWidths=(0.19 * WIDTH, 0.27 * WIDTH))
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM"), *_no_padding(bottom=1)]))
    return table


def _charged(lines: tuple[Line, ...], styles: _Styles) -> Table:
    heads = [_("Day"), _("What was done"), _("Worked"), _("Charged"), _("Rate per hour"), _("Amount")]
    rows, style = [_heads(heads, styles)], _ruled()
    for head, group in groupby(lines, key=lambda each: (each.reference, each.subject)):
        style += _ticket_row(rows, head, styles)
        rows += [_charged_row(each, styles) for each in group]
    return _table(rows, COLUMNS, style)


def _charged_row(line: Line, styles: _Styles) -> list[Any]:
    figures = [
        wording.hours(line.minutes),
        wording.hours(line.billed_minutes),
        wording.money(line.rate) if line.rate is not None else "",
        wording.money(line.amount),
    ]
    told = [Paragraph(wording.day(line.day), styles.plain), _done(line, styles)]
    return [*told, *(Paragraph(_safe(each), styles.right) for each in figures)]


def _done(line: Line, styles: _Styles) -> list[Paragraph]:
    by = f"{wording.activity(line.activity)}, {line.who}"
    told = [Paragraph(_safe(line.note or capfirst(by)), styles.plain)]
    if line.note:
        told.append(Paragraph(_safe(by), styles.small))
    if line.corrects:
        told.append(Paragraph(_safe(wording.why(line)), styles.small))
    return told


def _free(lines: tuple[Line, ...], styles: _Styles) -> Table:
    heads = [_("Day"), _("What was done"), _("Worked"), pgettext("bill", "Why")]
    rows, style = [_heads(heads, styles, right=(2,))], _ruled()
    for head, group in groupby(lines, key=lambda each: (each.reference, each.subject)):
        style += _ticket_row(rows, head, styles)
        rows += [_free_row(each, styles) for each in group]
    return _table(rows, FREE_COLUMNS, [*style, ("LEFTPADDING", (3, 0), (3, -1), 4 * mm)])


def _free_row(line: Line, styles: _Styles) -> list[Any]:
    worked = Paragraph(wording.hours(line.minutes), styles.right)
    return [
        Paragraph(wording.day(line.day), styles.plain),
        _done(line, styles),
        worked,
        Paragraph(_safe(wording.why(line)), styles.small),
    ]


def _ticket_row(rows: list[list[Any]], head: tuple[str, str], styles: _Styles) -> list[Any]:
    """A row over the whole width before the lines of a ticket, which stays with the first of them."""
    rows.append([Paragraph(_safe(" ".join(head)), styles.bold)])
    place = len(rows) - 1
    return [("SPAN", (0, place), (-1, place)), ("NOSPLIT", (0, place), (-1, place + 1))]


def _heads(words: list[str], styles: _Styles, right: tuple[int, ...] = (2, 3, 4, 5)) -> list[Any]:
    return [
        Paragraph(_safe(each), styles.head_right if place in right else styles.head) for place, each in enumerate(words)
    ]


def _sums(document: Document, styles: _Styles) -> Table:
    bill = document.bill
    rows = [(_("Total excl. VAT"), bill.net, False)]
    rows += [
        (
            _("VAT {percent} on {amount}").format(
                percent=wording.percent(each.percent), amount=wording.money(each.net)
            ),
            each.vat,
            False,
        )
        for each in bill.taxes
    ]
    rows.append((_("Total incl. VAT"), bill.total, True))
    cells = [
        [
            "",
            Paragraph(_safe(words), styles.bold if last else styles.plain),
            Paragraph(_safe(wording.money(amount)), styles.right_bold if last else styles.right),
        ]
        for words, amount, last in rows
    ]
    table = Table(cells, colWidths=(0.5 * WIDTH, 0.32 * WIDTH, 0.18 * WIDTH))
    total = [("LINEABOVE", (1, -1), (-1, -1), 0.8, INK), ("TOPPADDING", (0, -1), (-1, -1), 3)]
    table.setStyle(TableStyle([*_no_padding(bottom=3), *total]))
    return table


def _pay(document: Document, styles: _Styles) -> Paragraph:
    words = {
        "amount": wording.money(document.bill.total),
        "day": wording.day(document.due_on),
        "iban": document.seller.iban,
        "name": document.seller.name,
        "number": document.number,
    }
    if document.bill.total > 0:
        sentence = _("Please pay {amount} by {day} to {iban} of {name}, naming {number}.")
    else:
        sentence = _("There is nothing for you to pay. We settle what you are owed with {number}.")
    return Paragraph(_safe(sentence.format(**words)), styles.plain)


def _explained(document: Document, styles: _Styles) -> KeepTogether:
    sentences = [wording.rounding(document.rounding), *wording.rules()]
    told = [Paragraph(f"• {_safe(each)}", styles.small) for each in sentences]
    return KeepTogether([Paragraph(_("How this was computed"), styles.section), *told])


def _table(rows: list[list[Any]], widths: tuple[float, ...], style: list[Any]) -> Table:
    table = Table(rows, colWidths=widths, repeatRows=1)
    table.setStyle(TableStyle(style))
    return table


def _ruled() -> list[Any]:
    return [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]


def _no_padding(bottom: float = 0) -> list[Any]:
    sides = [(each, (0, 0), (-1, -1), 0) for each in ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING")]
    return [*sides, ("BOTTOMPADDING", (0, 0), (-1, -1), bottom)]


class _Numbered(Canvas):  # type: ignore[misc]
    """Pages that know how many they are: they are kept until the last one, and get their foot then."""

    def __init__(self, *args: Any, foot: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []
        self._foot = foot

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        """Keep the page for later."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Draw the foot of each page, and write them all."""
        pages = self._pages
        for place, kept in enumerate(pages, 1):
            self.__dict__.update(kept)
            self._draw_foot(place, len(pages))
            super().showPage()
        super().save()

    def _draw_foot(self, place: int, of: int) -> None:
        self.setFont(PLAIN, 7.5)
        self.setFillColor(MUTED)
        self.drawString(MARGIN, 11 * mm, _known(self._foot))
        told = _("Page {number} of {total}").format(number=place, total=of)
        self.drawRightString(A4[0] - MARGIN, 11 * mm, told)


@lru_cache(maxsize=1)
def _register_fonts() -> frozenset[int]:
    """Both fonts, once in a process; the letters that they have."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    return frozenset(pdfmetrics.getFont(PLAIN).face.charToGlyph)


def _known(text: str) -> str:
    """The text with a question mark for each letter that our font lacks: nothing falls out without a trace."""
    letters = _register_fonts()
    return "".join(each if ord(each) in letters else " " if each.isspace() else UNKNOWN for each in text)


def _safe(text: str) -> str:
    """A text of somebody as ReportLab's markup: nothing in it is a tag. A row must fit a page; the table has it all."""
    return escape(_known(text if len(text) <= LONGEST else f"{text[:LONGEST]}…"))
