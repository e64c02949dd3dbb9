"""Maintenance for everybody, without signing in: announced and running windows, without a name of a customer."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.refusals import NotVisible
from agreements import wording
from maintenance.enums import Kind, Status
from maintenance.queries.portal import PublicWindow, public_windows
from maintenance.views.portal.words import Line, mark_of


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """The page; switched off (DESK_PUBLIC_MAINTENANCE=0) only those who sign in read about maintenance."""
    if not settings.PUBLIC_MAINTENANCE:
        if request.user.is_authenticated:
            return redirect("maintenance:windows")
        raise NotVisible(_("This page does not exist."))
    found = public_windows(now=request.now)  # type: ignore[attr-defined]
    context = {
        "nav_current": "maintenance",
        "running": [_line(each) for each in found if each.is_running],
        "announced": [_line(each) for each in found if not each.is_running],
    }
    return render(request, "maintenance/portal/public.html", context)


def _line(each: PublicWindow) -> Line:
    status = Status.RUNNING if each.is_running else Status.ANNOUNCED
    return Line(
        reference=each.reference,
        title=each.title,
        effect=each.effect,
        mark=mark_of(status, is_emergency=each.is_emergency),
        when=wording.full_stretch(each.starts_at, each.ends_at),
        customers="",
        kind=str(Kind.EMERGENCY.label) if each.is_emergency else "",
        told=_("It takes longer than planned.") if each.is_running and each.holds_open else "",
    )
