"""'Submitted Friday 16:50, category 2': every promise, under the present setup and under an edited one (H4, N)."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, administrator_page
from agreements import wording
from agreements.opening_hours import OpeningHours, OpeningHoursError
from agreements.queries import (
    agreement_version_for,
    hours_without_planned_weeks,
    in_force,
    opening_hours,
    planned_weeks,
    promises_under,
    terms,
)
from agreements.terms import Promises, Terms
from agreements.wording import ZONE
from tickets.forms.simulator import SimulatorForm
from tickets.sla.what_if import Edit


@dataclass(frozen=True, slots=True)
class Simulated:
    """The moments of one setup, in words; `sentence` when the calendar does not reach that far."""

    title: str
    moments: list[tuple[str, str]]
    sentence: str = ""


@administrator_page
@require_safe
def simulator(request: SignedInRequest) -> HttpResponse:
    """The page; without an answer it asks about now."""
    form = SimulatorForm(request.GET if "submitted_at" in request.GET else None, initial={"submitted_at": request.now})
    results = simulated(form, now=request.now) if form.is_bound and form.is_valid() else []
    context = {**_frame(request), "title": _("Simulator"), "simulator": form, "results": results}
    return render(request, "admin/edits/simulator.html", context, status=422 if form.errors else 200)


def simulated(form: SimulatorForm, *, now: datetime, edit: Edit | None = None) -> list[Simulated]:
    """The promises of what was asked, under the present setup, and beside it under the edited one.

    The edited one is what is being previewed; on the simulator's own page it is what is planned: the version in force
    at that moment, and the weekly hours that begin after today. Without either there is one setup.
    """
    category, at = form.asked()
    version_id, revision_id = in_force(None, at=max(at, now) if edit is not None else now)
    contract, hours = terms(version_id), opening_hours(revision_id)
    if edit is not None:
        edited = _one(_("With this change"), edit.terms or contract, edit.hours or hours, category, at)
        return [_one(_("Present setup"), contract, hours, category, at), edited]
    today, then = now.astimezone(ZONE).date(), terms(agreement_version_for(None, at=max(at, now)))
    weeks = planned_weeks(revision_id, today)
    present = _one(_("Present setup"), contract, hours_without_planned_weeks(revision_id, today), category, at)
    planned = [_("other weekly hours from %(date)s") % {"date": wording.day(week)} for week in weeks]
    if then.version_id != contract.version_id:
        planned.append(_("another agreement version from %(date)s") % {"date": wording.day(then.effective_from)})
    if not planned:
        return [present]
    title = _("With what is planned: %(what)s") % {"what": ", ".join(planned)}
    return [present, _one(title, then, hours, category, at)]


def _one(title: str, contract: Terms, hours: OpeningHours, category: int, at: datetime) -> Simulated:
    try:
        return Simulated(title, _moments(promises_under(contract, hours, category, at)))
    except OpeningHoursError:
        return Simulated(title, [], _("Our calendar does not reach that far yet. Choose an earlier moment."))


def _moments(promised: Promises) -> list[tuple[str, str]]:
    return [
        (_("Taken up from"), wording.full(promised.starts_at)),
        (_("Response before"), wording.full(promised.response_before)),
        (_("Recovery before"), _or_appointment(promised.recovery_before)),
        (_("First status report before"), _or_appointment(promised.first_report_before)),
    ]


def _or_appointment(at: datetime | None) -> str:
    return wording.full(at) if at is not None else _("by appointment")


def _frame(request: HttpRequest) -> dict[str, object]:
    """What every page of the administration shows around its own."""
    return dict(admin.site.each_context(request))
