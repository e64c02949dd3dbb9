"""An agent's side of the costs: an estimate, taking it back, a decision by phone, and beginning without one (W3)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, desk_page
from accounts.limits import limited
from accounts.refusals import NotVisible, Refusal
from agreements import wording
from agreements.models import Activity
from agreements.money import euro
from agreements.queries import rate_for
from tickets.actions.changes.decide_estimate import approve_estimate, refuse_estimate
from tickets.actions.changes.deliver import tick_check
from tickets.actions.changes.propose_estimate import propose_estimate, waive_approval, withdraw_estimate
from tickets.actions.write_path import Form
from tickets.enums import Status
from tickets.forms.costs import APPROVE, CheckForm, EstimateForm, PhoneForm, TakeBackForm
from tickets.models import Ticket
from tickets.permissions import can
from tickets.queries.door import ticket_for
from tickets.queries.estimates import approvers_of, estimate_to_decide, estimates_of, is_billed
from tickets.state_machine import Action, refusal_sentence
from tickets.views.desk.case import Attempt
from tickets.views.desk.sheet import sheet
from tickets.views.desk.ticket import show
from tickets.views.portal.cost_card import may_cost, sum_of

ESTIMATE, PHONE = "tickets/desk/estimate.html", "tickets/desk/phone_approval.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
@limited("reply")
def estimate(request: SignedInRequest, reference: str) -> HttpResponse:
    """The form of a new estimate; what is refused comes back with everything typed."""
    ticket = ticket_for(request.access, reference)
    if request.method != "POST":
        return _estimate_page(request, ticket, EstimateForm(initial={"version": ticket.version}))
    form = EstimateForm(request.POST)
    if not form.is_valid():
        return _estimate_page(request, ticket, form)
    about = Form(reference, form.cleaned_data["version"])
    return _done(
        request,
        lambda: propose_estimate(request.user, about, form.figures(), form.told(), now=request.now),
        gettext_lazy("The estimate is kept, and the customer is told."),
        lambda refusal: _estimate_page(request, ticket_for(request.access, reference), form, refusal),
    )


@require_POST
@desk_page
def take_back(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take the open estimate back, with a reason."""
    form = TakeBackForm(request.POST)
    ticket = ticket_for(request.access, reference)
    blank = EstimateForm(initial={"version": ticket.version})
    if not form.is_valid():
        sentence = next(iter(form.errors.values()))[0]
        return _estimate_page(request, ticket, blank, Refusal(str(sentence)))
    number, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
    return _done(
        request,
        lambda: withdraw_estimate(request.user, Form(reference), number, reason, now=request.now),
        gettext_lazy("The estimate is taken back."),
        lambda refusal: _estimate_page(request, ticket_for(request.access, reference), blank, refusal),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
@limited("reply")
def by_phone(request: SignedInRequest, reference: str) -> HttpResponse:
    """Write down what somebody who may approve said by phone."""
    ticket = ticket_for(request.access, reference)
    if request.method != "POST":
        return _phone_page(request, ticket, None)
    form = PhoneForm(request.POST, people=_people(request, ticket))
    if not form.is_valid():
        return _phone_page(request, ticket, form)
    number, words, phone = form.cleaned_data["number"], form.cleaned_data["reason"], form.phone()

    def decide() -> Ticket:
        about = Form(reference)
        if form.is_refusal:
            return refuse_estimate(request.user, about, number, words, now=request.now, phone=phone)
        return approve_estimate(request.user, about, number, now=request.now, words=words, phone=phone)

    return _done(
        request,
        decide,
        gettext_lazy("What was said is kept, and the customer is told."),
        lambda refusal: _phone_page(request, ticket_for(request.access, reference), form, refusal),
    )


@require_POST
@desk_page
def begin(request: SignedInRequest, reference: str) -> HttpResponse:
    """Let a change that needs no approval any more begin."""
    return _done(
        request,
        lambda: waive_approval(request.user, Form(reference), now=request.now),
        gettext_lazy("The change has begun: its clock runs."),
        lambda refusal: _on_ticket(request, reference, refusal),
    )


@require_POST
@desk_page
def check(request: SignedInRequest, reference: str) -> HttpResponse:
    """Tick one check of the delivery, or take the tick away."""
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _on_ticket(request, reference, Refusal(_("This form was not complete. Try it again.")))
    key, done = form.cleaned_data["check"], form.cleaned_data["done"]
    return _done(
        request,
        lambda: tick_check(request.user, Form(reference), key, done=done, now=request.now),
        None,
        lambda refusal: _on_ticket(request, reference, refusal),
        anchor="#delivery",
    )


def _done(
    request: SignedInRequest,
    act: Callable[[], Ticket],
    said: str | Promise | None,
    refused: Callable[[Refusal], HttpResponse],
    *,
    anchor: str = "",
) -> HttpResponse:
    try:
        ticket = act()
    except NotVisible:
        raise
    except Refusal as refusal:
        return refused(refusal)
    if said is not None:
        messages.success(request, str(said))
    response = redirect("desk:ticket", ticket.reference)
    response["Location"] += anchor
    return response


def _on_ticket(request: SignedInRequest, reference: str, refusal: Refusal) -> HttpResponse:
    return show(request, ticket_for(request.access, reference), Attempt(refusal=refusal))


def _estimate_page(
    request: SignedInRequest, ticket: Ticket, form: EstimateForm, refusal: Refusal | None = None
) -> HttpResponse:
    asked = estimate_to_decide(estimates_of(ticket))
    rate = rate_for(ticket.organisation_id, Activity.REMOTE, request.now.astimezone(wording.ZONE).date())
    more: dict[str, Any] = {
        "why_not": _why_not_estimated(request, ticket),
        "asked": sum_of(ticket, asked, now=request.now) if asked else None,
        "rate": euro(rate, request.LANGUAGE_CODE) if rate is not None else "",
    }
    return sheet(request, ticket, ESTIMATE, form, refusal=refusal, more=more)


def _why_not_estimated(request: SignedInRequest, ticket: Ticket) -> str:
    """Why nothing can be estimated now; empty when it can."""
    if not can(request.access, ticket, Action.PROPOSE_ESTIMATE):
        return refusal_sentence(Action.PROPOSE_ESTIMATE, Status(ticket.status))
    if not may_cost(ticket) or not is_billed(ticket):
        return _("The customer does not pay for this ticket, so there is nothing to estimate.")
    return ""


def _phone_page(
    request: SignedInRequest, ticket: Ticket, form: PhoneForm | None, refusal: Refusal | None = None
) -> HttpResponse:
    asked = estimate_to_decide(estimates_of(ticket))
    people = _people(request, ticket)
    if form is None:
        now = wording.time_tag_iso(request.now)[:16]
        initial = {"number": asked.number if asked else None, "decision": APPROVE, "said_at": now}
        form = PhoneForm(initial=initial, people=people)
    more = {
        "asked": sum_of(ticket, asked, now=request.now) if asked else None,
        "people": people,
        "why_not": _why_not_decided(request, ticket, is_asked=asked is not None, is_anybody=bool(people)),
    }
    return sheet(request, ticket, PHONE, form, refusal=refusal, more=more)


def _why_not_decided(request: SignedInRequest, ticket: Ticket, *, is_asked: bool, is_anybody: bool) -> str:
    if not can(request.access, ticket, Action.APPROVE_ESTIMATE):
        return refusal_sentence(Action.APPROVE_ESTIMATE, Status(ticket.status))
    if not is_asked:
        return _("There is no estimate to decide on.")
    return "" if is_anybody else _("Nobody of this customer may approve costs yet. Give somebody that role first.")


def _people(request: SignedInRequest, ticket: Ticket) -> list[tuple[int, str]]:
    """Who may approve, to choose from."""
    return [(each.pk, each.name) for each in approvers_of(ticket, now=request.now)]
