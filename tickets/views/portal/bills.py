"""The bills of a customer, for its key contacts and for partners that may approve its costs."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, portal_page
from accounts.limits import limited
from accounts.refusals import NotVisible
from tickets.billing import wording
from tickets.billing.document import document_of
from tickets.models import BilledMonth
from tickets.queries.bills import bill_for, hidden_tickets, lines_of, visible_bills
from tickets.views.bills.files import bill_file, kinds_of
from tickets.views.bills.sheet import sheet_of

A_PAGE = 24


@portal_page
@require_safe
def bills(request: SignedInRequest) -> HttpResponse:
    """All closed months, the newest first."""
    if not request.access.sees_bills:
        raise NotVisible
    page = Paginator(visible_bills(request.access), A_PAGE).get_page(request.GET.get("page"))
    several = len(request.access.key_contact_of | frozenset(request.access.approving)) > 1
    lines = [_line(each) for each in page]
    return render(request, "tickets/portal/bills.html", {"lines": lines, "page": page, "several": several})


def _line(month: BilledMonth) -> dict[str, Any]:
    return {
        "id": month.pk,
        "number": month.number,
        "month": wording.month_name(month.year, month.month),
        "customer": month.customer.name,
        "issued_on": wording.day(month.issued_on),
        "due_on": wording.day(month.due_on),
        "total": wording.money(month.total),
    }


@portal_page
@require_safe
def bill(request: SignedInRequest, bill_id: int) -> HttpResponse:
    """One month: what is charged, what is not and why, and the files."""
    month = bill_for(request.access, bill_id)
    lines = lines_of(month)
    document = document_of(month, lines, hidden_tickets(request.access, (each.ticket_id for each in lines)))
    context = {
        "bill": _line(month),
        "net": wording.money(month.net),
        "sheet": sheet_of(document.bill, document.rounding),
        "kinds": [each.value for each in kinds_of(month)],
    }
    return render(request, "tickets/portal/bill.html", context)


@portal_page
@limited("export", "GET")
@require_safe
def download(request: SignedInRequest, bill_id: int, extension: str) -> FileResponse:
    """One of its files."""
    return bill_file(request, bill_for(request.access, bill_id), extension)
