"""'Why this moment?' of one promise: the words below it, or a page of its own without scripts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, portal_page
from tickets.views.ledger import explained
from tickets.views.portal.why import words_for


@portal_page
@require_safe
def clock(request: SignedInRequest, reference: str, kind: str, number: int) -> HttpResponse:
    """How we counted, in a few sentences."""
    of = explained(request.access, reference, kind, number, now=request.now)
    words = words_for(of, now=request.now)
    context = {"nav_current": "tickets", "ticket": of.ticket, "name": of.kind.label, "words": words}
    template = "tickets/portal/_why.html" if request.headers.get("HX-Request") else "tickets/portal/clock.html"
    return render(request, template, context)
