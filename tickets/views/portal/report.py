"""Reporting an incident: two questions, live promises, and the ticket."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, portal_page
from accounts.limits import limited
from accounts.models import Organisation
from accounts.refusals import NotVisible, Refusal
from agreements.matrix import Impact, Severity, category
from agreements.queries import desk_hours, in_force, promises, terms
from agreements.terms import DeskHours
from tickets.actions.report_incident import report_incident as report_incident_action
from tickets.forms.portal import IncidentForm, PromiseForm
from tickets.views.around import before_reporting
from tickets.views.portal import forms_shown
from tickets.views.portal.choices import impact_choices, severity_choices
from tickets.views.portal.matrix import matrix_columns, matrix_rows
from tickets.views.portal.promised import rows_before

PAGE = "tickets/portal/report.html"


@portal_page
@limited("submit")
@require_http_methods(["GET", "HEAD", "POST"])
def report_incident(request: SignedInRequest) -> HttpResponse:
    """The form; sent well, it becomes a ticket. "Show the times" shows the promises without sending anything."""
    organisations = forms_shown.organisations_for(request)
    if not organisations:
        return forms_shown.no_organisation(request)
    if request.method != "POST":
        draft = forms_shown.draft_of(request)
        form = IncidentForm(
            user_id=request.user.pk, organisations=organisations, initial=forms_shown.first_values(request, draft)
        )
        return _page(request, form, drafted=draft is not None)
    form = IncidentForm(request.POST, request.FILES, user_id=request.user.pk, organisations=organisations)
    if "show" in request.POST:
        return _page(request, _shown_again(request, form))
    if not form.is_valid():
        return _page(request, form, status=422)
    return _send(request, form)


def _send(request: SignedInRequest, form: IncidentForm) -> HttpResponse:
    impact, severity = Impact(form.cleaned_data["impact"]), Severity(form.cleaned_data["severity"])
    try:
        ticket = report_incident_action(request.user, form.submission(), impact, severity, now=request.now)
    except Refusal as refusal:
        return _page(request, form, refusal=refusal)
    return redirect("portal:ticket", ticket.reference)


def _shown_again(request: SignedInRequest, form: IncidentForm) -> IncidentForm:
    """The same form without its errors: what is missing may still be missing."""
    form.is_valid()
    again = IncidentForm(user_id=request.user.pk, organisations=form.organisations, initial={**request.POST.dict()})
    again.stored_files = form.stored_files
    return again


@portal_page
@limited("search", "GET")
@require_safe
def promise(request: SignedInRequest) -> HttpResponse:
    """The promises for the answers so far: a part of the report page."""
    organisations = forms_shown.organisations_for(request)
    form = PromiseForm(request.GET)
    panel = panel_for(request, organisations, form)
    return render(request, "tickets/portal/report.html#panel", panel)


def panel_for(
    request: SignedInRequest, organisations: list[Organisation], form: PromiseForm, hours: DeskHours | None = None
) -> dict[str, Any]:
    """What the panel shows: category, moments, the matrix with the answers marked, and maintenance that goes on."""
    customer_id = _customer(organisations, form.organisation_id())
    answers = form.answers()
    version_id, revision_id = in_force(customer_id, at=request.now)
    matrix = terms(version_id).matrix
    context: dict[str, Any] = {"matrix_rows": matrix_rows(matrix, answers), "matrix_columns": matrix_columns()}
    context["around"] = before_reporting(customer_id, now=request.now)
    if answers is None:
        return context
    number = category(matrix, *answers)
    promised = promises(version_id, revision_id, number, request.now)
    held = forms_shown.is_held_until_opening(request, promised)
    context |= {"category": number, "held": held, "rows": rows_before(promised, now=request.now)}
    if held and answers[1] is Severity.NO_CALLS:
        context["call_now"] = forms_shown.call_now(hours or desk_hours(now=request.now))
    return context


def _customer(organisations: list[Organisation], chosen: int | None) -> int:
    """The chosen organisation when it may be chosen, else the first: most agreements are one and the same."""
    ids = [each.pk for each in organisations]
    if not ids:
        raise NotVisible
    return chosen if chosen in ids else ids[0]


def _page(
    request: SignedInRequest,
    form: IncidentForm,
    *,
    status: int = 200,
    drafted: bool = False,
    refusal: Refusal | None = None,
) -> HttpResponse:
    organisations = list(form.organisations)
    answered = PromiseForm({name: form[name].value() for name in ("impact", "severity", "organisation")})
    hours = desk_hours(now=request.now)
    context = {
        "desk_hours": hours,
        "form": form,
        "drafted": drafted,
        "refusal": refusal.sentence if refusal else "",
        "urgent": forms_shown.urgent_notice(hours, now=request.now),
        "partner_line": forms_shown.partner_line(request, organisations),
        "impacts": impact_choices(form["impact"].value()),
        "severities": severity_choices(form["severity"].value()),
        **panel_for(request, organisations, answered, hours),
    }
    return render(request, PAGE, context, status=refusal.status if refusal else status)
