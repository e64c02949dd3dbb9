"""What every open page of the desk hears at once: a new ticket of category 1."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, desk_page
from agreements import wording
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.desk import Announced, newly_announced


@require_safe
@desk_page
def alerts(request: SignedInRequest) -> HttpResponse:
    """The tickets of category 1 since the event that the page knows; 204 when there are none. One SQL statement."""
    since = request.GET.get("since", "")
    known = int(since) if since.isascii() and since.isdigit() and len(since) < 19 else None
    found = newly_announced(request.access, since=known) if known is not None else []
    if not found:
        return HttpResponse(status=204)
    announced = [
        {
            "reference": f"{REFERENCE_PREFIX}{each.ticket_id}",
            "subject": each.subject,
            "customer": each.customer,
            "held": wording.short(each.release_at, now=request.now) if _held(each, request) else "",
        }
        for each in reversed(found)
    ]
    context = {"announced": announced, "newest_event": found[0].event_id}
    return render(request, "tickets/desk/_announced.html", context)


def _held(each: Announced, request: SignedInRequest) -> bool:
    return each.is_held(request.now)
