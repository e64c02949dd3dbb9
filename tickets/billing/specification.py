"""The lines of a month as a table for a spreadsheet, what is not charged included."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tickets.billing import wording
from tickets.billing.document import Document
from tickets.billing.figures import Line
from tickets.tables import Cell, Format, write_table


def headers() -> list[str]:
    """The heads of the columns."""
    return [
        _("Bill"), _("Line"), _("Ticket"), _("Subject"), _("Work"), _("What was done"), pgettext("bill", "Who"),
        _("Day"), _("Minutes"), _("Billed minutes"), _("Rate per hour"), _("Amount excl. VAT"), _("VAT percentage"),
        pgettext("bill", "Charged"), pgettext("bill", "Why"),
    ]  # fmt: skip


def table(document: Document, form: Format) -> bytes:
    """The file: the same month gives the same bytes, in each language."""
    rows = [_row(document, place, each) for place, each in enumerate(document.bill.lines, 1)]
    return write_table(form, headers(), rows)


def _row(document: Document, place: int, line: Line) -> list[Cell]:
    return [
        document.name,
        place,
        line.reference,
        line.subject,
        wording.activity(line.activity),
        line.note,
        line.who,
        line.day,
        line.minutes,
        line.billed_minutes,
        line.rate,
        line.amount,
        line.vat_percent,
        _("yes") if line.billable else _("no"),
        wording.why(line),
    ]
