"""The page of one window: a form that is checked while it is filled in, and saved as a draft or as a move."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.refusals import NotVisible, Refusal
from maintenance.actions.draft_window import draft_window
from maintenance.actions.edit_draft import edit_draft
from maintenance.actions.move_window import move_window
from maintenance.actions.write_path import Form
from maintenance.enums import Status
from maintenance.forms.acts import MoveForm
from maintenance.forms.window import WindowForm, initial_of, is_id, times_of
from maintenance.models import Environment, MaintenanceWindow
from maintenance.queries.proposals import Proposal, proposal_of
from maintenance.queries.rules import changes_what_was_asked
from maintenance.queries.situation import affected_ids
from maintenance.queries.years import environments
from maintenance.state_machine import Action, refusal_sentence
from maintenance.views.admin.actions_row import url_of
from maintenance.views.admin.calendar import address_of
from maintenance.views.admin.frame import fetch, page, planner_page, refused, status_of
from maintenance.views.admin.moved import confirm_move
from maintenance.views.admin.plan import context_of, is_changeable, live
from maintenance.views.admin.suggested import span_asked, span_asked_of

TEMPLATE = "window/form.html"


@planner_page
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """A new window; `begin` and `end` in the address fill in a free moment that was suggested elsewhere."""
    if request.method != "POST":
        return _show(request, None, WindowForm(environments=environments(), initial=_suggested(request)))
    form = WindowForm(request.POST, environments=environments())
    if not form.is_valid():
        return _show(request, None, form)
    try:
        window = draft_window(request.user, form.proposal(), now=request.now)
    except Refusal as refusal:
        return _show(request, None, form, refusal)
    return _saved(request, window)


@planner_page
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """A window that is there; what can no longer be changed is shown only."""
    window = fetch(request, pk)
    if not is_changeable(window, request.now):
        return _read_only(request, window)
    if request.method != "POST":
        return _show(request, window, _stored(window))
    form = WindowForm(request.POST, environments=_choices(window))
    if not form.is_valid():
        return _show(request, window, form)
    return _save(request, window, form)


@planner_page
@require_POST
def live_view(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """What the form means as it is now: checks, year, calendar and buttons. Nothing is stored."""
    window = fetch(request, pk) if pk is not None else None
    form = WindowForm(request.POST, environments=_choices(window))
    form.is_valid()
    context = live(request, window, form, form.sketch() or _of(window), request.POST)
    other = str(context["who"].environment_id or "") != request.POST.get("listed", "")
    return render(request, "admin/maintenance/window/_live.html", {**context, "other_environment": other})


def _save(request: SignedInRequest, window: MaintenanceWindow, form: WindowForm) -> HttpResponse:
    """A draft is edited; of what customers were asked or told, a change is a move, which is confirmed first."""
    proposal, about = form.proposal(), Form(window.reference, form.cleaned_data["version"])
    try:
        if window.status == Status.DRAFT:
            edit_draft(request.user, about, proposal, now=request.now)
        elif changes_what_was_asked(window, proposal, frozenset(affected_ids(window))):
            return confirm_move(request, window, form, MoveForm())
        else:
            move_window(request.user, about, proposal, "", now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _show(request, fetch(request, window.pk), form, refusal)
    return _saved(request, window)


def _saved(request: SignedInRequest, window: MaintenanceWindow) -> HttpResponse:
    if request.POST.get("do") == "open" and window.status == Status.DRAFT:
        return redirect(url_of(window, "open"))
    messages.success(request, _("{reference} was saved.").format(reference=window.reference))
    return redirect(address_of(window))


def _show(
    request: SignedInRequest, window: MaintenanceWindow | None, form: WindowForm, refusal: Refusal | None = None
) -> HttpResponse:
    title = _("Change maintenance window") if window else _("Add maintenance window")
    proposal = form.sketch() if form.is_bound else _of(window) or _filled_in(form)
    context = context_of(request, window, form, proposal, {**request.GET.dict(), **request.POST.dict()})
    more = refused(form, refusal, window)
    return page(request, TEMPLATE, title, {**context, **more}, window=window, status=status_of(form, refusal))


def _read_only(request: SignedInRequest, window: MaintenanceWindow) -> HttpResponse:
    title = _("Emergency maintenance") if window.is_emergency else _("Maintenance window")
    context = context_of(request, window, _stored(window), _of(window), request.GET.dict())
    # A form that was open while the window began, or was cancelled, is told so.
    late = refusal_sentence(Action.MOVE, window.status_at(request.now)) if request.method == "POST" else ""
    shown = {**context, "refusal": late, "since": []}
    return page(request, TEMPLATE, title, shown, window=window, status=422 if late else 200)


def _stored(window: MaintenanceWindow) -> WindowForm:
    return WindowForm(environments=_choices(window), initial=initial_of(window, affected_ids(window)))


def _choices(window: MaintenanceWindow | None) -> list[Environment]:
    """A draft can go elsewhere; who was asked or told about a window was asked about its own environment."""
    return environments() if window is None or window.status == Status.DRAFT else [window.environment]


def _of(window: MaintenanceWindow | None) -> Proposal | None:
    return proposal_of(window, affected_ids(window)) if window is not None else None


def _suggested(request: SignedInRequest) -> dict[str, object]:
    """What the address of a new window fills in: a free moment that was suggested elsewhere."""
    span, environment = span_asked(request.GET), request.GET.get("environment", "")
    chosen: dict[str, object] = {"environment": int(environment)} if is_id(environment) else {}
    return chosen | (times_of(span.starts_at, span.ends_at) if span else {})


def _filled_in(form: WindowForm) -> Proposal | None:
    """A new form with a moment in it, as the rules see it."""
    span, environment = span_asked_of(form), form["environment"].value()
    if span is None or not is_id(environment):
        return None
    return Proposal(form["key"].value(), int(environment), "", "", span.starts_at, span.ends_at)
