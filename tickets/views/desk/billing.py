"""Whether work on a ticket is charged: what the rule says, what was decided, and deciding otherwise (W3)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, desk_page
from accounts.limits import limited
from accounts.refusals import NotVisible, Refusal
from agreements import wording
from tickets.actions.rule_billing import rule_billing
from tickets.actions.write_path import Form
from tickets.forms.time import BILLED, BY_RULE, FREE, BillingForm
from tickets.models import BillableRuling, Ticket
from tickets.queries.door import ticket_for
from tickets.queries.time import ruled_of, rulings_of
from tickets.views.desk.sheet import sheet

PAGE = "tickets/desk/billing.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
@limited("reply")
def billing(request: SignedInRequest, reference: str) -> HttpResponse:
    """The answer with its reason, and a decision with one."""
    ticket = ticket_for(request.access, reference)
    if request.method != "POST":
        rulings = rulings_of(ticket)
        return _show(request, ticket, BillingForm(initial={"version": ticket.version, "billed": _chosen(rulings)}))
    form = BillingForm(request.POST)
    if not form.is_valid():
        return _show(request, ticket, form)
    about = Form(reference, form.cleaned_data["version"])
    try:
        rule_billing(request.user, about, billable=form.billable(), reason=form.cleaned_data["reason"], now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _show(request, ticket_for(request.access, reference), form, refusal)
    messages.success(request, _("Your decision is kept, and the customer is told."))
    return redirect("desk:ticket", reference)


def _show(request: SignedInRequest, ticket: Ticket, form: BillingForm, refusal: Refusal | None = None) -> HttpResponse:
    more = {"ruled": ruled_of(ticket), "rulings": [_line(each, request) for each in rulings_of(ticket)]}
    return sheet(request, ticket, PAGE, form, refusal=refusal, more=more)


def _chosen(rulings: list[BillableRuling]) -> str:
    """What holds now."""
    return _choice(rulings[0]) if rulings else BY_RULE


def _choice(ruling: BillableRuling) -> str:
    return {None: BY_RULE, True: BILLED, False: FREE}[ruling.billable]


def _line(ruling: BillableRuling, request: SignedInRequest) -> dict[str, object]:
    words = {None: _("by the rule"), True: _("is charged"), False: _("is not charged")}[ruling.billable]
    return {
        "words": words,
        "who": ruling.by.name,
        "when": wording.short(ruling.at, now=request.now),
        "reason": ruling.reason,
    }
