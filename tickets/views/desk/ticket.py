"""The ticket page, and the part of it that refreshes itself without touching what is being typed."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, desk_page
from agreements import wording
from tickets.models import Ticket
from tickets.queries.desk import clock_readings
from tickets.queries.door import ticket_for
from tickets.views.desk.case import Attempt, Case, news_lines, stamp
from tickets.views.desk.numbers import whole_number
from tickets.views.desk.queue import TIME_HEADER
from tickets.views.opened import note_opened


@require_safe
@desk_page
def ticket(request: SignedInRequest, reference: str) -> HttpResponse:
    """The whole page."""
    return show(request, ticket_for(request.access, reference))


@require_safe
@desk_page
def news(request: SignedInRequest, reference: str) -> HttpResponse:
    """Conversation, clocks and buttons as they are now; 204 as long as those on the page are still true."""
    found = ticket_for(request.access, reference)
    at = {TIME_HEADER: wording.time(request.now)}
    if request.GET.get("stamp") == stamp(found, clock_readings(found, now=request.now), now=request.now):
        return HttpResponse(status=204, headers=at)
    note_opened(request, found)
    context = Case(request, found).parts()
    context["news"] = news_lines(context["entries"], seen=whole_number(request.GET.get("seen", "")), now=request.now)
    # A preview that is being read is not swept away: the matrix is drawn anew only when the classification changed.
    drawn = whole_number(request.GET.get("stamp", "").partition("-")[0])
    context["is_reclassified"] = drawn is None or context["reclassified_at"] > drawn
    response = render(request, "tickets/desk/_news.html", context)
    response.headers[TIME_HEADER] = at[TIME_HEADER]
    if context["news"]:
        said = ". ".join(line["text"] for line in context["news"])
        response.headers["HX-Trigger"] = json.dumps({"oz:say": f"{reference}: {said}"})
    return response


def show(request: SignedInRequest, found: Ticket, attempt: Attempt | None = None) -> HttpResponse:
    """The page of a ticket; with an attempt that was refused, its words and its status."""
    attempt = attempt or Attempt()
    note_opened(request, found)
    return render(request, "tickets/desk/ticket.html", Case(request, found, attempt).context(), status=attempt.status)
