"""The administrators' pages of bills: which months are open, closing one after looking at it, and putting one right."""

from typing import Any

from django.contrib import admin, messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, administrator_page
from accounts.limits import limited
from accounts.refusals import NotVisible, Refusal
from tickets.actions.bills.close_month import close_month
from tickets.actions.bills.correct_line import correct_line
from tickets.billing import wording
from tickets.billing.document import document_of
from tickets.billing.months import Draft, draft_of, is_month, line_name
from tickets.forms.bills import CorrectionForm
from tickets.models import BilledMonth
from tickets.queries.bills import (
    bill_for,
    closed_month,
    corrections_of,
    customer,
    line_for,
    lines_of,
    open_months,
    visible_bills,
)
from tickets.views.bills.files import bill_file, kinds_of
from tickets.views.bills.sheet import sheet_of

MOST_CLOSED = 100


@require_safe
@administrator_page
def months(request: SignedInRequest) -> HttpResponse:
    """The open months, the oldest first, and the newest closed ones."""
    closed = [_closed_line(each) for each in visible_bills(request.access)[:MOST_CLOSED]]
    shown = [{"open": each, "name": wording.month_name(each.year, each.month)} for each in open_months()]
    return _page(request, "admin/bills/months.html", _("Bills"), {"open_months": shown, "closed": closed})


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_page
def month(request: SignedInRequest, customer_id: int, year: int, month: int) -> HttpResponseBase:
    """What closing would make, and what stands in its way; sent, the month is closed for good."""
    if not is_month(year, month):
        raise NotVisible
    whose = customer(customer_id)
    before = closed_month(customer_id, year, month)
    if before is not None:
        return redirect("bill_closed", before.pk)
    draft = draft_of(whose, year, month, now=request.now)
    if request.method != "POST":
        return _preview(request, draft)
    if request.POST.get("seen") != _seen(draft):
        return _preview(request, draft, sentence=_("The month changed since you looked. Look once more."), status=409)
    try:
        row = close_month(request.user, customer_id, year, month, now=request.now)
    except Refusal as refusal:
        return _preview(request, draft, sentence=refusal.sentence, status=refusal.status)
    messages.success(request, _("The month is closed."))
    return redirect("bill_closed", row.pk)


def _preview(request: SignedInRequest, draft: Draft, *, sentence: str = "", status: int = 200) -> HttpResponse:
    name = wording.month_name(draft.year, draft.month)
    context = {
        "draft": draft,
        "month_name": name,
        "sheet": sheet_of(draft.bill, draft.rounding),
        "seen": _seen(draft),
        "sentence": "" if draft.obstacles else sentence,
    }
    return _page(request, "admin/bills/month.html", f"{draft.customer.name}, {name}", context, status=status)


def _seen(draft: Draft) -> str:
    """What tells one state of the month from another."""
    return f"{len(draft.bill.lines)} {draft.bill.total}"


@require_safe
@administrator_page
def closed(request: SignedInRequest, bill_id: int) -> HttpResponse:
    """A closed month, with its files and a link to put each line right."""
    row = bill_for(request.access, bill_id)
    lines = lines_of(row)
    document = document_of(row, lines)
    bill = _closed_line(row)
    context = {
        "bill": bill,
        "row": row,
        "closed_at": wording.day(row.issued_on),
        "sheet": sheet_of(document.bill, document.rounding, [each.pk for each in lines]),
        "kinds": [each.value for each in kinds_of(row)],
    }
    return _page(request, "admin/bills/closed.html", f"{row.customer.name}, {bill['month']}", context)


def _closed_line(row: BilledMonth) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "month": wording.month_name(row.year, row.month),
        "customer": row.customer.name,
        "total": wording.money(row.total),
    }


@require_safe
@administrator_page
@limited("export", "GET")
def download(request: SignedInRequest, bill_id: int, extension: str) -> FileResponse:
    """One of its files."""
    return bill_file(request, bill_for(request.access, bill_id), extension)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_page
def correct(request: SignedInRequest, line_id: int) -> HttpResponseBase:
    """What a line should have been; the difference goes onto the next bill."""
    line = line_for(line_id)
    corrections = corrections_of(line)
    stands = corrections[-1].billed_minutes if corrections else line.billed_minutes
    form = CorrectionForm(request.POST or None, initial={"billed_minutes": stands})
    if request.method != "POST" or not form.is_valid():
        return _correct(request, line_id, form, status=422 if request.method == "POST" else 200)
    try:
        correct_line(request.user, line_id, **form.cleaned_data, now=request.now)
    except Refusal as refusal:
        return _correct(request, line_id, form, status=refusal.status, sentence=refusal.sentence)
    messages.success(request, _("The difference stands on the next bill of this customer."))
    return redirect("bill_closed", line.billed_month_id)


def _correct(
    request: SignedInRequest, line_id: int, form: CorrectionForm, *, status: int, sentence: str = ""
) -> HttpResponse:
    line = line_for(line_id)
    month = line.billed_month
    told = [
        {
            "minutes": wording.hours(each.billed_minutes),
            "reason": each.reason,
            "by": each.recorded_by.name,
            "in": each.billed_in,
        }
        for each in corrections_of(line)
    ]
    context = {
        "line": line,
        "name": line_name(month.number, month.year, month.month, line.position),
        "day": wording.day(line.day),
        "stood": wording.hours(line.billed_minutes),
        "corrections": told,
        "form": form,
        "sentence": sentence,
    }
    return _page(request, "admin/bills/correct.html", _("Correct a line"), context, status=status)


def _page(
    request: SignedInRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), "title": title, **context}, status=status)
