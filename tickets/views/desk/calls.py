"""Logging a phone call: who calls, what it is and what was said, with the promises beside it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, desk_page
from accounts.limits import limited
from accounts.refusals import Refusal
from agreements import wording
from agreements.opening_hours import OpeningHoursError
from agreements.queries import NothingInForceError, in_force
from agreements.terms import DeskHours
from tickets.actions.log_call import log_call
from tickets.actions.submit import Pins
from tickets.enums import ImpactChoice, SeverityChoice
from tickets.forms.calls import GROUNDS, KINDS, MOMENT, AnswersForm, CallForm, chosen_caller, earlier_caller
from tickets.queries.callers import Caller, caller_named, find_callers
from tickets.views.around import Around, reported_around
from tickets.views.desk.call_promises import call_promises
from tickets.views.desk.frame import frame_for

PAGE = "tickets/desk/call.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
@limited("submit")
def call(request: SignedInRequest) -> HttpResponse:
    """The form; sent well, it becomes a ticket. Searching and "show the times" send nothing."""
    if request.method != "POST":
        initial = {"q": request.GET.get("q", ""), "called_at": request.now.astimezone(wording.ZONE).strftime(MOMENT)}
        return _page(request, CallForm(user_id=request.user.pk, now=request.now, initial=initial))
    form = CallForm(request.POST, request.FILES, user_id=request.user.pk, now=request.now)
    if "find" in request.POST or "show" in request.POST or form.is_only_a_search():
        values = request.POST.dict()
        return _page(request, CallForm(user_id=request.user.pk, now=request.now, initial=values))
    if not form.is_valid():
        return _page(request, form, status=422)
    return _log(request, form)


def _log(request: SignedInRequest, form: CallForm) -> HttpResponse:
    try:
        ticket = log_call(request.user, form.call(), form.answers(), now=request.now)
    except Refusal as refusal:
        return _page(request, form, refusal=refusal)
    messages.success(request, _("The call is logged as {reference}.").format(reference=ticket.reference))
    return redirect("desk:ticket", ticket.reference)


@require_safe
@desk_page
@limited("search", "GET")
def callers(request: SignedInRequest) -> HttpResponse:
    """The list of who may be calling, as one types."""
    found = found_callers(request, request.GET.get("q", ""), request.GET.get("caller", ""))
    return render(request, "tickets/desk/call.html#callers", found)


@require_safe
@desk_page
@limited("search", "GET")
def call_promise(request: SignedInRequest) -> HttpResponse:
    """The promises for the answers so far: a part of the page."""
    return render(request, "tickets/desk/call.html#promise", _promise(request, AnswersForm(request.GET)))


def found_callers(request: SignedInRequest, words: str, value: str) -> dict[str, Any]:
    """Who the words find, and who was chosen before; that one stays in the list."""
    found = find_callers(words, now=request.now)
    chosen = chosen_caller(value)
    if chosen and value not in {each.value for each in found}:
        before = earlier_caller(value) or caller_named(*chosen, now=request.now)
        found = [*found, before] if before else found
    return {"callers": [_choice(each, value) for each in found], "words": words.strip()}


def _choice(caller: Caller, value: str) -> dict[str, object]:
    unknown = caller.person_id is None and caller.earlier is None
    how = caller.partner and _("through {partner}").format(partner=caller.partner)
    told = (caller.organisation, _("called before, no account") if caller.earlier else how, caller.phone)
    return {
        "value": caller.value,
        "name": _("Somebody else at {name}").format(name=caller.organisation) if unknown else caller.name,
        "told": " · ".join(filter(None, told[1:] if unknown else told)),
        "unknown": unknown,
        "checked": caller.value == value,
    }


def _promise(request: SignedInRequest, form: AnswersForm) -> dict[str, Any]:
    """Nothing as long as the answers are not complete, or the moment is one that nothing was agreed for."""
    answers = form.answers()
    called_at: datetime = form.cleaned_data.get("called_at") or request.now
    around = _around(request, form.organisation_id(), called_at)
    if answers is None or called_at > request.now:
        return {"promised": None, "around": around}
    try:
        pins = Pins(*in_force(form.organisation_id(), at=called_at))
        return {"promised": call_promises(answers, pins, called_at, now=request.now), "around": around}
    except (NothingInForceError, OpeningHoursError):
        return {"promised": None, "around": around}


def _around(request: SignedInRequest, customer_id: int | None, called_at: datetime) -> list[Around]:
    """Maintenance that the chosen caller may be noticing."""
    return reported_around(request.access, customer_id, called_at, now=request.now) if customer_id else []


def _page(
    request: SignedInRequest, form: CallForm, *, status: int = 200, refusal: Refusal | None = None
) -> HttpResponse:
    frame = frame_for(request)
    answered = AnswersForm({name: form[name].value() for name in AnswersForm.base_fields})
    context = frame.context() | {
        "form": form,
        "refusal": refusal.sentence if refusal else "",
        "closed": closed_words(frame.hours, now=request.now),
        "kinds": KINDS,
        "grounds": GROUNDS,
        "impacts": ImpactChoice.choices,
        "severities": SeverityChoice.choices,
        **found_callers(request, form["q"].value() or "", form["caller"].value() or ""),
        **_promise(request, answered),
    }
    return render(request, PAGE, context, status=refusal.status if refusal else status)


def closed_words(hours: DeskHours, *, now: datetime) -> str:
    """What being closed means for a call (H3): nothing for the queue, everything for the clocks."""
    if hours.is_open:
        return ""
    return _(
        "The helpdesk is closed. The ticket comes into the queue at once, but its clocks count opening hours only: "
        "they run from {start}."
    ).format(start=wording.moment(hours.next_opening_at, now=now))
