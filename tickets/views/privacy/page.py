"""What is kept of people and why, in plain words, for everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Nobody has to be signed in to read it."""
    return render(request, "tickets/privacy/page.html", {"goes_by_itself": settings.RETENTION})
