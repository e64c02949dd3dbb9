"""Reclassifying (C1, C2): every promise before and after is shown first, and only what was shown can be confirmed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, desk_page
from accounts.refusals import NotVisible, Refusal
from tickets.actions.reclassify import reclassify as reclassify_action
from tickets.actions.write_path import Form
from tickets.enums import Status
from tickets.forms.desk_promises import ReclassifyForm, present_answers
from tickets.models import Ticket
from tickets.permissions import can
from tickets.queries.door import ticket_for
from tickets.state_machine import Action, refusal_sentence
from tickets.views.desk.reclassified import cells_of, shown_preview
from tickets.views.desk.sheet import sheet, status_of

TEMPLATE = "tickets/desk/reclassify.html"
IN_PAGE, IN_RAIL = "tickets/desk/_reclassify_preview.html", "tickets/desk/_reclassify_rail.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def reclassify(request: SignedInRequest, reference: str) -> HttpResponse:
    """The questions, then what the answers would do, then the change itself with its reason."""
    ticket = ticket_for(request.access, reference)
    if request.method != "POST":
        return _show(request, ticket, _asked_for(request, ticket), part=IN_RAIL)
    form = ReclassifyForm(request.POST)
    if not form.is_valid() or not _is_confirmed(request, form):
        return _show(request, ticket, form)
    if not form.cleaned_data["reason"]:
        form.add_error("reason", _("Say why it changes."))
        return _show(request, ticket, form)
    return _change(request, reference, form)


def _change(request: SignedInRequest, reference: str, form: ReclassifyForm) -> HttpResponse:
    about, reason = Form(reference, form.cleaned_data["version"]), form.cleaned_data["reason"]
    try:
        reclassify_action(request.user, about, form.answers(), reason, now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _show(request, ticket_for(request.access, reference), form, refusal)
    messages.success(request, _("The classification was changed. The customer is told."))
    return redirect("desk:ticket", reference)


def _asked_for(request: SignedInRequest, ticket: Ticket) -> ReclassifyForm:
    """The ticket as it is, with what the address asks for; an address that makes no sense asks for nothing."""
    present = present_answers(ticket)
    form = ReclassifyForm(present | {name: request.GET[name] for name in ("what", "cell") if name in request.GET})
    if form.is_valid():
        return form
    return ReclassifyForm(present)


def _is_confirmed(request: SignedInRequest, form: ReclassifyForm) -> bool:
    """Whether what is sent was shown with its promises before."""
    return request.POST.get("step") == "confirm" and form.cleaned_data["previewed"] == form.fingerprint


def _show(
    request: SignedInRequest,
    ticket: Ticket,
    form: ReclassifyForm,
    refusal: Refusal | None = None,
    *,
    part: str = IN_PAGE,
) -> HttpResponse:
    more: dict[str, Any] = {
        "why_not": _why_not(request, ticket),
        "preview": None if {"what", "cell"} & form.errors.keys() else shown_preview(ticket, form, now=request.now),
        "cells": cells_of(ticket, str(form["cell"].value() or "")),
    }
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") in (
        "reclassify-preview",
        "reclassify-rail",
    ):
        return render(request, part, more | {"ticket": ticket, "form": form}, status=status_of(form, refusal))
    return sheet(request, ticket, TEMPLATE, form, refusal=refusal, more=more)


def _why_not(request: SignedInRequest, ticket: Ticket) -> str:
    if can(request.access, ticket, Action.RECLASSIFY):
        return ""
    return refusal_sentence(Action.RECLASSIFY, Status(ticket.status))
