"""Emergency maintenance: recorded with its reason and who decided, and announced at once (under M)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.refusals import NotAllowed, NotVisible, Refusal
from maintenance.actions.record_emergency import record_emergency
from maintenance.forms.planning import EmergencyForm, soon
from maintenance.forms.window import is_id
from maintenance.queries.situation import users_of
from maintenance.queries.years import environments
from maintenance.views.admin.calendar import address_of
from maintenance.views.admin.frame import page, planner_page, refused, status_of
from maintenance.views.admin.plan import weekdays_of
from maintenance.views.admin.who import who_of


@planner_page
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """The form, and what becomes of it."""
    known = environments()
    if request.method != "POST":
        return _show(request, EmergencyForm(environments=known, initial=dict(soon(request.now))))
    form = EmergencyForm(request.POST, environments=known)
    if not form.is_valid():
        return _show(request, form)
    try:
        window = record_emergency(request.user, form.emergency(), now=request.now)
    except (NotAllowed, NotVisible):
        raise
    except Refusal as refusal:
        return _show(request, form, refusal)
    messages.success(request, _("{reference} was recorded and announced.").format(reference=window.reference))
    return redirect(address_of(window))


def _show(request: SignedInRequest, form: EmergencyForm, refusal: Refusal | None = None) -> HttpResponse:
    given = form["environment"].value()
    environment_id = int(given) if is_id(given) else None
    users = users_of(environment_id, now=request.now) if environment_id else {}
    context = {
        "form": form,
        "who": who_of(environment_id, users, str(form["scope"].value()), form.ids_given()),
        "weekdays": weekdays_of(form.moments()),
        **refused(form, refusal, None),
    }
    title, status = _("Record emergency maintenance"), status_of(form, refusal)
    return page(request, "pages/emergency.html", title, context, status=status)
