"""What every page of the desk says while maintenance goes on: quietly, and as an alarm when it runs too long."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, desk_page
from agreements import wording
from maintenance.models import MaintenanceWindow
from maintenance.queries.overrun import under_way as windows_under_way


@require_safe
@desk_page
def under_way(request: SignedInRequest) -> HttpResponse:
    """The windows that run now, in one SQL statement; empty when there are none."""
    lines = [_line(request, each) for each in windows_under_way(now=request.now)]
    return render(request, "maintenance/desk/under_way.html", {"lines": lines})


def _line(request: SignedInRequest, window: MaintenanceWindow) -> dict[str, object]:
    ends = wording.short(window.ends_at, now=request.now)
    words = _("until {end}").format(end=ends)
    if window.overran_at:
        words = _("since {end} in opening hours").format(end=wording.short(window.overran_at, now=request.now))
    elif window.holds_open:
        words = _("longer than planned ({end})").format(end=ends)
    return {
        "late": window.overran_at is not None,
        "reference": window.reference,
        "words": words,
        "title": window.title,
        "url": _address(request, window),
    }


def _address(request: SignedInRequest, window: MaintenanceWindow) -> str:
    """The planner for an administrator, the page to read for an agent."""
    if request.access.is_administrator:
        return reverse("admin:maintenance_maintenancewindow_change", args=[window.pk])
    return reverse("maintenance:window", args=[window.reference])
