"""A bill as a file, on record each time that somebody takes one."""

import io
from collections.abc import Callable
from enum import StrEnum

from django.http import FileResponse

from accounts.http import SignedInRequest
from accounts.models import SecurityEventKind
from accounts.refusals import NotVisible
from accounts.security.log import note
from tickets.billing import pdf, specification, ubl
from tickets.billing.document import Document, document_of
from tickets.models import BilledMonth
from tickets.queries.bills import hidden_tickets, lines_of
from tickets.tables import Format

SANDBOX = "sandbox; default-src 'none'"


class BillFile(StrEnum):
    """The kinds of files; the value is the end of the name."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    XML = "xml"


_WRITERS: dict[BillFile, tuple[str, Callable[[Document], bytes]]] = {
    BillFile.PDF: ("application/pdf", pdf.pdf),
    BillFile.XLSX: (Format.XLSX.content_type, lambda document: specification.table(document, Format.XLSX)),
    BillFile.CSV: (Format.CSV.content_type, lambda document: specification.table(document, Format.CSV)),
    BillFile.XML: ("application/xml", ubl.invoice),
}


def kinds_of(month: BilledMonth) -> list[BillFile]:
    """The files that a closed month has: without anything to bill there is no invoice for bookkeeping."""
    return [each for each in BillFile if each is not BillFile.XML or month.number]


def bill_file(request: SignedInRequest, month: BilledMonth, extension: str) -> FileResponse:
    """The file, always as a download; of a confidential ticket that somebody may not open it tells the figures only."""
    if extension not in kinds_of(month):
        raise NotVisible
    content_type, write = _WRITERS[BillFile(extension)]
    lines = lines_of(month)
    document = document_of(month, lines, hidden_tickets(request.access, (each.ticket_id for each in lines)))
    content = write(document)
    note(SecurityEventKind.EXPORTED, actor=request.user, now=request.now, subject=f"bill {month.pk} {extension}")
    name = f"rekening-{document.name}.{extension}"
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=content_type)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
