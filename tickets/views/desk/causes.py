"""Naming the cause of a missed promise: on its own page, also on the way to closing the ticket."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, desk_page
from accounts.refusals import Refusal
from tickets.actions.close import close
from tickets.actions.explain_breach import explain_breach
from tickets.actions.write_path import Form
from tickets.enums import BreachCause, Status
from tickets.forms.aftermath import CauseForm
from tickets.models import Ticket
from tickets.queries.door import ticket_for
from tickets.queries.timeline import timeline
from tickets.views.desk.aftermath import Missed, missed_promises
from tickets.views.desk.frame import frame_for


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def causes(request: SignedInRequest, reference: str) -> HttpResponse:
    """Each missed promise with a form of its own; the last one can close the ticket as well."""
    ticket = ticket_for(request.access, reference)
    if request.method != "POST":
        return _page(request, ticket)
    form = CauseForm(request.POST, auto_id=f"{request.POST.get('kind')}-{request.POST.get('round')}-%s")
    if not form.is_valid():
        return _page(request, ticket, form)
    try:
        return _explain(request, ticket, form)
    except Refusal as refusal:
        return _page(request, ticket_for(request.access, reference), form, refusal)


def _explain(request: SignedInRequest, ticket: Ticket, form: CauseForm) -> HttpResponse:
    seen = form.cleaned_data["version"]
    explained = explain_breach(request.user, Form(ticket.reference), form.explanation(), now=request.now)
    if "close" in request.POST:
        # Naming the cause moved the version by one; anything more than that is somebody else's doing.
        version = seen + explained.version - ticket.version
        close(request.user, Form(ticket.reference, version), now=request.now)
        messages.success(request, _("The cause is kept and the ticket is closed."))
        return redirect("desk:ticket", ticket.reference)
    messages.success(request, _("The cause is kept."))
    left = [each for each in missed_promises(explained, (), now=request.now) if not each.cause]
    return redirect("desk:causes" if left else "desk:ticket", ticket.reference)


def _page(
    request: SignedInRequest, ticket: Ticket, attempt: CauseForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    missed = missed_promises(ticket, timeline(request.access, ticket, now=request.now), now=request.now)
    context = frame_for(request).context() | {
        "ticket": ticket,
        "rows": [_row(ticket, each, missed, attempt) for each in missed],
        "causes": BreachCause.choices,
        "attempt": attempt,
        "closing": "closing" in request.GET,
        "refused": refusal.sentence if refusal else "",
    }
    status = refusal.status if refusal else 422 if attempt is not None else 200
    return render(request, "tickets/desk/causes.html", context, status=status)


def _row(ticket: Ticket, each: Missed, missed: Sequence[Missed], attempt: CauseForm | None) -> dict[str, Any]:
    others = [other for other in missed if other.key != each.key]
    form = CauseForm(initial={"cause": each.cause, "note": each.note}, auto_id=f"{each.key}-%s")
    if attempt is not None and attempt.auto_id == form.auto_id:
        form = attempt
    can_close = ticket.status == Status.RECOVERED and all(other.cause for other in others)
    return {"missed": each, "form": form, "can_close": can_close}
