"""What every page of the planner shares: its door, the frame of the administration around it, its window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.queries import access_for
from accounts.refusals import Refusal, Stale
from maintenance.models import MaintenanceWindow
from maintenance.models.window import REFERENCE_PREFIX
from maintenance.permissions import check_is_planner
from maintenance.queries.door import window_for
from maintenance.views.admin.calendar import address_of
from maintenance.views.admin.story import Line, lines_since

WINDOWS, EMERGENCIES = "admin:maintenance_maintenancewindow_", "admin:maintenance_emergencymaintenance_"
View = Callable[..., HttpResponse]


def planner_page(view: View) -> View:
    """For administrators; the administration itself has sent everybody else away already."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        edge = cast(SignedInRequest, request)
        edge.access = access_for(edge.user, now=edge.now)
        check_is_planner(edge.access)
        return view(edge, *args, **kwargs)

    return entered


def fetch(request: SignedInRequest, pk: int) -> MaintenanceWindow:
    """The window with this number, through the door; 404 when there is none."""
    return window_for(request.access, f"{REFERENCE_PREFIX}{pk}", now=request.now)


def page(
    request: SignedInRequest,
    template: str,
    title: str,
    context: Mapping[str, Any],
    *,
    window: MaintenanceWindow | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page in the frame of the administration; `window` puts its list and its name in the path above."""
    emergency = window is not None and window.is_emergency
    shown = {
        **admin.site.each_context(request),
        "title": title,
        "window": window,
        "window_url": address_of(window) if window else "",
        "listed": _("Emergency maintenance") if emergency else _("Maintenance windows"),
        "list_url": reverse(f"{EMERGENCIES if emergency else WINDOWS}changelist"),
        **context,
    }
    return render(request, f"admin/maintenance/{template}", shown, status=status)


def refused(form: forms.Form | None, refusal: Refusal | None, window: MaintenanceWindow | None) -> dict[str, Any]:
    """What a page says of a refusal; after a stale form also what changed, and the form goes on from there."""
    since: list[Line] = []
    if isinstance(refusal, Stale) and window is not None:
        since = lines_since(window, refusal.changed_since)
        renew(form, window.version)
    return {"refusal": refusal.sentence if refusal else "", "since": since}


def renew(form: forms.Form | None, version: int) -> None:
    """Let a form that was sent carry the window's present version from now on."""
    if form is not None and isinstance(form.data, QueryDict):
        data = form.data.copy()
        data["version"] = str(version)
        form.data = data


def status_of(form: forms.Form | None, refusal: Refusal | None) -> int:
    """The status of the answer that shows the form."""
    if refusal is not None:
        return refusal.status
    return 422 if form is not None and form.errors else 200
