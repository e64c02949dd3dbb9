"""Plain search: a number goes straight to its ticket, other words give a list."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, desk_page
from accounts.limits import limited
from agreements import wording
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.desk import LONGEST_SEARCH, SEARCH_CAP, Found, search_tickets, ticket_exists, ticket_number
from tickets.views.desk.frame import frame_for
from tickets.views.desk.rows import category_key, shown_status


@require_safe
@desk_page
@limited("search", "GET")
def search(request: SignedInRequest) -> HttpResponse:
    """The tickets that the words find, newest first."""
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    number = ticket_number(words)
    if number is not None and ticket_exists(request.access, number):
        return redirect("desk:ticket", f"{REFERENCE_PREFIX}{number}")
    found = search_tickets(request.access, words)
    context = frame_for(request).context() | {
        "words": words,
        "query": f"?{urlencode({'q': words})}",
        "found": [_row(each, request) for each in found[:SEARCH_CAP]],
        "more": len(found) > SEARCH_CAP,
        "cap": SEARCH_CAP,
    }
    return render(request, "tickets/desk/search.html", context)


def _row(found: Found, request: SignedInRequest) -> dict[str, Any]:
    return {
        "reference": f"{REFERENCE_PREFIX}{found.id}",
        "id": found.id,
        "subject": found.subject,
        "category": category_key(found.category, found.kind, found.ground),
        "customer": found.customer,
        "reporter": found.reporter,
        "who": (found.assignee or "").partition(" ")[0],
        "status": shown_status(found.status, found.release_at, request.now, found.kind),
        "when": wording.short(found.submitted_at, now=request.now),
        "iso": wording.time_tag_iso(found.submitted_at),
    }
