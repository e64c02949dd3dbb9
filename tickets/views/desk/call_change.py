"""The form of a standard change filled in for somebody on the phone, with its promise and costs beside it (W1)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, desk_page
from accounts.limits import limited
from accounts.refusals import NotVisible, Refusal
from agreements import wording
from agreements.opening_hours import OpeningHoursError
from agreements.queries import NothingInForceError, current_calendar_id
from tickets.actions.log_change import log_change
from tickets.forms.calls import MOMENT, chosen_caller
from tickets.forms.changes import CalledChangeForm, DeliveryForm, SearchForm
from tickets.models import CatalogueVersion
from tickets.queries.changes import version_with_key, versions_in_use
from tickets.queries.linkable import incidents_of
from tickets.queries.working_days import days_at
from tickets.views.change_cards import cards
from tickets.views.change_promised import Wish, change_promise
from tickets.views.desk.calls import closed_words, found_callers
from tickets.views.desk.frame import frame_for

PAGE = "tickets/desk/call_change.html"
DRAWN_FROM = ("wished_date", "incident", "caller")


@require_safe
@desk_page
@limited("search", "GET")
def call_changes(request: SignedInRequest) -> HttpResponse:
    """Which change it is, searched by words."""
    words = SearchForm(request.GET).words()
    context = {"q": words, "cards": cards(list(versions_in_use()), (), words, now=request.now)}
    return render(request, "tickets/desk/call_changes.html", frame_for(request).context() | context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
@limited("submit")
def call_change(request: SignedInRequest, item: str) -> HttpResponse:
    """The form; sent well, it becomes a ticket. Searching, one more row and "show" send nothing."""
    version = version_with_key(item)
    if request.method != "POST":
        initial = {"q": request.GET.get("q", ""), "called_at": request.now.astimezone(wording.ZONE).strftime(MOMENT)}
        return _page(request, _form(request, version, initial=initial))
    form = _form(request, version, data=request.POST, files=request.FILES)
    if {"find", "show", "more"} & request.POST.keys():
        return _page(request, _again(request, form))
    if form.is_outdated:
        outdated = _("This form was changed in the meantime. Look at it once more, and send it.")
        return _page(request, _again(request, form), sentence=outdated, status=409)
    return _log(request, form) if form.is_valid() else _page(request, form, status=422)


@require_safe
@desk_page
@limited("search", "GET")
def delivery(request: SignedInRequest, item: str) -> HttpResponse:
    """The promise and the costs for the answers so far: a part of the page."""
    answers = DeliveryForm(request.GET)
    context = {"chosen": answers.value("incident"), **_promise(request, version_with_key(item), answers)}
    return render(request, f"{PAGE}#panel", context)


def _form(request: SignedInRequest, version: CatalogueVersion, **kwargs: Any) -> CalledChangeForm:
    days = days_at(current_calendar_id(), now=request.now)
    more = request.POST.get("more", "")
    return CalledChangeForm(
        user_id=request.user.pk, now=request.now, catalogue=version, days=days, more=more, auto_id="id_%s", **kwargs
    )


def _again(request: SignedInRequest, form: CalledChangeForm) -> CalledChangeForm:
    """The same form without its errors: what is missing may still be missing."""
    form.is_valid()
    initial = {name: text for name, text in request.POST.items() if name != "version"}
    again = _form(request, form.catalogue, initial=initial)
    again.stored_files = form.stored_files
    return again


def _log(request: SignedInRequest, form: CalledChangeForm) -> HttpResponse:
    try:
        ticket = log_change(request.user, form.call(), form.asked_change(), now=request.now)
    except NotVisible:
        return _page(request, form, sentence=_("This change is not offered to the customer who calls."), status=422)
    except Refusal as refusal:
        return _page(request, form, sentence=refusal.sentence, status=refusal.status)
    messages.success(request, _("The change is logged as {reference}.").format(reference=ticket.reference))
    return redirect("desk:ticket", ticket.reference)


def _promise(request: SignedInRequest, version: CatalogueVersion, answers: DeliveryForm) -> dict[str, Any]:
    """Nothing as long as nobody was chosen, or the moment is one that nothing was agreed for."""
    chosen = chosen_caller(answers.value("caller") or "")
    if chosen is None:
        return {"rows": None, "incidents": []}
    incidents = incidents_of(request.access, [chosen[1]])
    called_at: datetime = min(answers.value("called_at") or request.now, request.now)
    wish = Wish(chosen[1], called_at, answers.value("wished_date"), answers.value("incident") or "")
    try:
        promised = change_promise(request.access, version, wish, now=request.now)
    except (NothingInForceError, OpeningHoursError):
        return {"rows": None, "incidents": incidents}
    return {"rows": promised.rows, "incidents": incidents}


def _page(request: SignedInRequest, form: CalledChangeForm, *, status: int = 200, sentence: str = "") -> HttpResponse:
    frame = frame_for(request)
    answers = DeliveryForm({name: form[name].value() for name in (*DRAWN_FROM, "called_at")})
    context = frame.context() | {
        "form": form,
        "version": form.catalogue,
        "refusal": sentence,
        "closed": closed_words(frame.hours, now=request.now),
        **found_callers(request, form["q"].value() or "", form["caller"].value() or ""),
        **_promise(request, form.catalogue, answers),
    }
    return render(request, PAGE, context, status=status)
