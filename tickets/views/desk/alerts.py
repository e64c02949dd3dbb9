"""What every open page of the desk hears at once: a new ticket of category 1."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, desk_page
from agreements import wording
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.desk import newly_announced
from tickets.views.desk.numbers import whole_number


@require_safe
@desk_page
def alerts(request: SignedInRequest) -> HttpResponse:
    """The tickets of category 1 since the event that the page knows; 204 when there are none. One SQL statement."""
    known = whole_number(request.GET.get("since", ""))
    found = newly_announced(request.access, since=known) if known is not None else []
    if not found:
        return HttpResponse(status=204)
    announced = [
        {
            "reference": f"{REFERENCE_PREFIX}{each.ticket_id}",
            "subject": each.subject,
            "customer": each.customer,
            "held": wording.short(each.held_until, now=request.now) if each.held_until else "",
        }
        for each in (row.at(request.now) for row in reversed(found))
    ]
    context = {"announced": announced, "newest_event": found[0].event_id}
    return render(request, "tickets/desk/_announced.html", context)
