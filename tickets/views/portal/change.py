"""Requesting a standard change: the catalogue, its forms with live promise and costs, and the ticket (W1-W3)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, portal_page
from accounts.limits import limited
from accounts.models import Organisation
from accounts.refusals import NotVisible, Refusal
from agreements.queries import current_calendar_id, desk_hours
from tickets.actions.request_change import request_change
from tickets.forms.catalogue import is_answer
from tickets.forms.changes import ChangeForm, DeliveryForm, SearchForm
from tickets.models import CatalogueVersion
from tickets.queries.changes import customers_offered, offered_to, offered_version
from tickets.queries.door import ticket_for
from tickets.queries.linkable import incidents_of
from tickets.queries.working_days import days_at
from tickets.views.change_cards import cards
from tickets.views.change_promised import Wish, change_promise
from tickets.views.portal import forms_shown

PAGE = "tickets/portal/change.html"
MANY = 2
KEPT = ("remarks", "wished_date", "incident", "phone", "organisation", "key")


@portal_page
@limited("search", "GET")
@require_safe
def changes(request: SignedInRequest) -> HttpResponse:
    """What can be requested, searched by words."""
    organisations = forms_shown.organisations_for(request)
    if not organisations:
        return forms_shown.no_organisation(request)
    words = SearchForm(request.GET).words()
    ids = [each.pk for each in organisations]
    context = {
        "q": words,
        "cards": cards(offered_to(ids), ids, words, now=request.now),
        "incident": _for_incident(request).get("incident", ""),
    }
    return render(request, "tickets/portal/changes.html", context)


@portal_page
@limited("submit")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, item: str) -> HttpResponse:
    """The form of one change; sent well, it becomes a ticket. Another row, and "show", send nothing."""
    organisations = forms_shown.organisations_for(request)
    if not organisations:
        return forms_shown.no_organisation(request)
    try:
        version, theirs = _offered(item, organisations)
    except NotVisible:
        return _gone(request)
    if request.method != "POST":
        return _first(request, version, theirs)
    form = _form(request, version, theirs, data=request.POST)
    if "show" in request.POST or "more" in request.POST:
        return _page(request, _again(request, form))
    if form.is_outdated:
        outdated = _("This form was changed in the meantime. Look at it once more, and send it.")
        return _page(request, _again(request, form), sentence=outdated, status=409)
    return _send(request, form) if form.is_valid() else _page(request, form, status=422)


@portal_page
@limited("search", "GET")
@require_safe
def delivery(request: SignedInRequest, item: str) -> HttpResponse:
    """The promise and the costs for the answers so far, and the incidents of the customer: parts of the page."""
    version, theirs = _offered(item, forms_shown.organisations_for(request))
    answers = DeliveryForm(request.GET)
    context = _promise(request, version, theirs, answers) | _incidents(request, theirs, answers)
    return render(request, f"{PAGE}#panel", context)


def _incidents(request: SignedInRequest, organisations: list[Organisation], answers: DeliveryForm) -> dict[str, Any]:
    """Those of the chosen customer, for somebody who acts for several; else they stand there from the start."""
    chosen = answers.value("organisation")
    if len(organisations) < MANY or chosen not in {each.pk for each in organisations}:
        return {}
    incidents = incidents_of(request.access, [chosen])
    return {"narrowed": True, "incidents": incidents, "chosen": answers.value("incident") or ""}


def _offered(key: str, organisations: list[Organisation]) -> tuple[CatalogueVersion, list[Organisation]]:
    """The form in use, and the organisations that it is offered to; else 404."""
    ids = [each.pk for each in organisations]
    version = offered_version(key, ids)
    offered = customers_offered(version.item, ids)
    return version, [each for each in organisations if each.pk in offered]


def _first(request: SignedInRequest, version: CatalogueVersion, organisations: list[Organisation]) -> HttpResponse:
    """The empty form, with what was typed before signing in again, or the incident that somebody came from."""
    draft = forms_shown.draft_of(request)
    initial: dict[str, Any] = {"phone": request.user.phone, **_for_incident(request)}
    if draft is not None:
        initial |= {name: text for name, text in draft.items() if text and (name in KEPT or is_answer(name))}
    return _page(request, _form(request, version, organisations, initial=initial), drafted=draft is not None)


def _for_incident(request: SignedInRequest) -> dict[str, Any]:
    """`?storing=OZ-4187`: the incident that the change is for, through the door; else 404."""
    reference = request.GET.get("storing", "")
    if not reference:
        return {}
    about = ticket_for(request.access, reference)
    return {"incident": about.reference, "organisation": about.organisation_id}


def _form(
    request: SignedInRequest, version: CatalogueVersion, organisations: list[Organisation], **kwargs: Any
) -> ChangeForm:
    days = days_at(current_calendar_id(), now=request.now)
    files = {"files": request.FILES} if "data" in kwargs else {}
    more = request.POST.get("more", "")
    return ChangeForm(
        user_id=request.user.pk, organisations=organisations, catalogue=version, days=days, more=more, **files, **kwargs
    )


def _again(request: SignedInRequest, form: ChangeForm) -> ChangeForm:
    """The same form without its errors: what is missing may still be missing."""
    form.is_valid()
    initial = {name: text for name, text in request.POST.items() if name != "version"}
    again = _form(request, form.catalogue, list(form.organisations), initial=initial)
    again.stored_files = form.stored_files
    return again


def _send(request: SignedInRequest, form: ChangeForm) -> HttpResponse:
    try:
        ticket = request_change(request.user, form.requester(), form.asked_change(), now=request.now)
    except Refusal as refusal:
        return _page(request, form, sentence=refusal.sentence, status=refusal.status)
    return redirect("portal:ticket", ticket.reference)


def _gone(request: SignedInRequest) -> HttpResponse:
    """Not offered, or not any more: what was typed is given back."""
    if request.method != "POST":
        raise NotVisible
    typed = [str(text) for name, text in request.POST.items() if text and (is_answer(name) or name == "remarks")]
    return render(request, "tickets/portal/change_gone.html", {"typed_texts": typed}, status=404)


def _promise(
    request: SignedInRequest, version: CatalogueVersion, organisations: list[Organisation], answers: DeliveryForm
) -> dict[str, Any]:
    """The panel for the chosen organisation; for the first one as long as none was chosen."""
    ids = [each.pk for each in organisations]
    chosen = answers.value("organisation")
    customer_id = chosen if chosen in ids else ids[0]
    wish = Wish(customer_id, request.now, answers.value("wished_date"), answers.value("incident") or "")
    promised = change_promise(request.access, version, wish, now=request.now)
    return {"rows": promised.rows, "held": promised.held}


def _page(
    request: SignedInRequest,
    form: ChangeForm,
    *,
    status: int = 200,
    drafted: bool = False,
    sentence: str = "",
) -> HttpResponse:
    organisations, version = list(form.organisations), form.catalogue
    answers = DeliveryForm({name: form[name].value() for name in ("organisation", "wished_date", "incident")})
    hours = desk_hours(now=request.now)
    context = {
        "desk_hours": hours,
        "form": form,
        "version": version,
        "drafted": drafted,
        "refusal": sentence,
        "partner_line": forms_shown.partner_line(request, organisations),
        "incidents": incidents_of(request.access, [each.pk for each in organisations]),
        **_promise(request, version, organisations, answers),
    }
    return render(request, PAGE, context, status=status)
