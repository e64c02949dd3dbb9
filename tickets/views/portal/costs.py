"""The page of the costs: what is estimated, who may say yes, and saying it; and the customer's yes to a delivery."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, portal_page
from accounts.limits import limited
from accounts.refusals import NotAllowed, NotVisible, Refusal
from agreements import wording
from tickets.actions.changes.decide_estimate import approve_estimate, refuse_estimate
from tickets.actions.changes.deliver import confirm_delivery
from tickets.actions.write_path import Form
from tickets.enums import Status
from tickets.forms.costs import DecisionForm
from tickets.models import Ticket
from tickets.queries.door import ticket_for
from tickets.queries.estimates import ends_at, estimate_to_decide, estimates_of, explanations_of
from tickets.views.portal.cost_card import (
    is_decidable,
    may_cost,
    promise_when_approved,
    sum_of,
    sums_of,
    who_may_approve,
)

PAGE = "tickets/portal/costs.html"


@portal_page
@limited("reply")
@require_http_methods(["GET", "HEAD", "POST"])
def costs(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everybody who sees the ticket reads it; who may approve, decides."""
    ticket = ticket_for(request.access, reference)
    if request.method != "POST":
        return _page(request, ticket, DecisionForm())
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, form, status=422)
    try:
        return _decide(request, ticket, form)
    except (NotAllowed, NotVisible):
        raise
    except Refusal as refusal:
        ticket = ticket_for(request.access, reference)
        return _page(request, ticket, form, status=refusal.status, sentence=refusal.sentence)


@portal_page
@limited("reply")
@require_POST
def confirm(request: SignedInRequest, reference: str) -> HttpResponse:
    """The customer says that the delivered change works: that ends it."""
    confirm_delivery(request.user, Form(reference), now=request.now)
    messages.success(request, _("Good to hear. We have recorded that the change works."))
    return redirect("portal:ticket", reference)


def _decide(request: SignedInRequest, ticket: Ticket, form: DecisionForm) -> HttpResponse:
    number, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
    about = Form(ticket.reference)
    if form.is_refusal:
        decided = refuse_estimate(request.user, about, number, reason, now=request.now)
        said = _("The costs are refused. We do nothing more with this request.")
        is_over = decided.status == Status.WITHDRAWN
        messages.success(request, said if is_over else _("The costs are refused. We go on within what was approved."))
    else:
        approve_estimate(request.user, about, number, now=request.now, words=reason)
        messages.success(request, _("The costs are approved. We go on with it."))
    return redirect("portal:ticket", ticket.reference)


def _page(
    request: SignedInRequest, ticket: Ticket, form: DecisionForm, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    now = request.now
    estimates = estimates_of(ticket) if may_cost(ticket) else []
    words = explanations_of(ticket) if estimates else {}
    asked = estimate_to_decide(estimates) if is_decidable(ticket) else None
    waits = ticket.status == Status.AWAITING_APPROVAL
    context: dict[str, Any] = {
        "nav_current": "tickets",
        "ticket": ticket,
        "asked": sum_of(ticket, asked, now=now, words=words.get(asked.number, "")) if asked else None,
        "earlier": sums_of(ticket, (each for each in estimates if each is not asked), words, now=now),
        "waits": waits,
        "promise": promise_when_approved(ticket, now=now) if asked and waits else None,
        "may_decide": request.access.may_approve_for(ticket.organisation_id),
        "who": who_may_approve(ticket, now=now) if asked else "",
        "form": form,
        "sentence": sentence,
    }
    if context["promise"]:
        context["delivered_before"] = wording.before(context["promise"].due_at, now=now)
    if waits and asked:
        context["silence"] = wording.moment(ends_at(ticket, asked), now=now)
    return render(request, PAGE, context, status=status)
