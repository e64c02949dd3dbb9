"""A page of its own for one step that needs more than a button: what is refused is shown with everything typed."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import SignedInRequest
from accounts.refusals import Refusal, Stale
from tickets.models import Ticket
from tickets.queries.timeline import timeline
from tickets.views.desk.case import news_lines
from tickets.views.desk.frame import frame_for
from tickets.views.desk.words import renew_version


def sheet(
    request: SignedInRequest,
    ticket: Ticket,
    template: str,
    form: Form | None,
    *,
    refusal: Refusal | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page; after a stale form with what changed, and with the ticket's present version."""
    changed = []
    if isinstance(refusal, Stale):
        entries = timeline(request.access, ticket, now=request.now)
        changed = news_lines(entries, seen=refusal.changed_since, now=request.now)
    renew_version(form, ticket.version)
    context = frame_for(request).context() | {
        "ticket": ticket,
        "form": form,
        "refused": refusal.sentence if refusal else "",
        "changed": changed,
    }
    return render(request, template, context | dict(more or {}), status=status_of(form, refusal))


def status_of(form: Form | None, refusal: Refusal | None) -> int:
    """The status of the answer that shows the form."""
    if refusal is not None:
        return refusal.status
    return 422 if form is not None and form.errors else 200
