"""The list of maintenance: what is asked, what goes on, what is announced, what is over."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in_page
from maintenance.queries.portal import PortalWindows, windows_of
from maintenance.views.portal.words import Line, line_of


@signed_in_page
@require_safe
def windows(request: SignedInRequest) -> HttpResponse:
    """Every window of the customers that somebody belongs to or acts for; the desk looks at those of all."""
    found = windows_of(request.access, now=request.now)
    groups = [group for group in _groups(request, found) if group["lines"]]
    context = {"nav_current": "maintenance", "groups": groups, "may_subscribe": bool(request.access.memberships)}
    return render(request, "maintenance/portal/windows.html", context)


def _groups(request: SignedInRequest, found: PortalWindows) -> list[dict[str, Any]]:
    asked = [each for each in found.asked if each.to_answer]
    answered = [each for each in found.asked if not each.to_answer]
    lines = {
        "asked": (_("Does this suit you?"), asked),
        "running": (_("Going on now"), found.running),
        "announced": (_("What is announced"), found.announced),
        "consulted": (_("What we are still consulting about"), answered),
        "over": (_("What is over"), found.over),
    }
    return [{"key": key, "title": title, "lines": _lines(request, windows)} for key, (title, windows) in lines.items()]


def _lines(request: SignedInRequest, windows: Any) -> list[Line]:
    return [line_of(each, now=request.now) for each in windows]
