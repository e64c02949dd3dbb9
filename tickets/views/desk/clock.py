"""The ledger of one clock: as a piece of the rail, as a page of its own without scripts, and as JSON."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, desk_page
from agreements.ledger import as_json
from tickets.queries.desk import reading
from tickets.views.desk.frame import frame_for
from tickets.views.desk.why import sheet
from tickets.views.ledger import explained


@require_safe
@desk_page
def clock(request: SignedInRequest, reference: str, kind: str, number: int) -> HttpResponse:
    """Why this promise is due when it is."""
    of = explained(request.access, reference, kind, number, now=request.now)
    state = reading(of.clock, now=request.now).state
    context = {"ticket": of.ticket, "clock": of.clock, "sheet": sheet(of, state=state, now=request.now)}
    if request.headers.get("HX-Request"):
        return render(request, "tickets/desk/_ledger.html", context)
    before = reverse("desk:clock", args=(reference, kind, number - 1)) if number > 1 else ""
    context |= {"before": before, "number": number, **frame_for(request).context()}
    return render(request, "tickets/desk/clock.html", context)


@require_safe
@desk_page
def clock_json(request: SignedInRequest, reference: str, kind: str, number: int) -> JsonResponse:
    """The same as data: moments with their offset, durations in seconds."""
    of = explained(request.access, reference, kind, number, now=request.now)
    about = {"ticket": of.ticket.reference, "clock": of.clock.kind, "round": of.clock.round}
    pinned = {
        "agreement_version": of.clock.agreement_version_id,
        "calendar_revision": of.clock.calendar_revision_id,
    }
    if of.taken_from:
        about["taken_over_from"] = of.taken_from
    return JsonResponse(about | pinned | as_json(of.ledger, clause=of.clock.clause))
