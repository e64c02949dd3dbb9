"""Merging (N): choose the ticket that stays, see what becomes of every promise, confirm; and undo it for an hour."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, desk_page
from accounts.limits import limited
from accounts.refusals import NotVisible, Refusal, Stale
from tickets.actions.merge import merge as merge_action
from tickets.actions.unmerge import unmerge
from tickets.actions.write_path import Form
from tickets.forms.aftermath import MergeChoiceForm, MergeForm
from tickets.models import Ticket
from tickets.queries.door import ticket_for
from tickets.queries.followers import readers_of
from tickets.queries.linkable import mergeable
from tickets.queries.timeline import timeline
from tickets.views.desk.case import news_lines
from tickets.views.desk.frame import frame_for
from tickets.views.desk.merged import shown_merge
from tickets.views.desk.rows import shown_status

CHOOSE, CONFIRM = "tickets/desk/merge.html", "tickets/desk/merge_confirm.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def merge(request: SignedInRequest, reference: str) -> HttpResponse:
    """The ticket that stays is in the address once it was chosen; only what was shown can be confirmed."""
    ticket = ticket_for(request.access, reference)
    if request.method == "POST":
        return _merge(request, ticket)
    form = MergeChoiceForm(request.GET if "into" in request.GET or "q" in request.GET else None)
    if not form.is_bound or "find" in request.GET or not form.is_valid():
        return _choose(request, ticket, form, status=422 if _is_wrong(request, form) else 200)
    return _confirm(request, ticket, form.cleaned_data["into"])


@require_safe
@desk_page
@limited("search", "GET")
def merge_search(request: SignedInRequest, reference: str) -> HttpResponse:
    """The list of tickets to merge into, as one types."""
    ticket = ticket_for(request.access, reference)
    found = _found(request, ticket, request.GET.get("q", ""), request.GET.get("into", ""))
    return render(request, f"{CHOOSE}#found", found)


@require_POST
@desk_page
def undo_merge(request: SignedInRequest, reference: str) -> HttpResponse:
    """The duplicate goes on by itself again, while the hour lasts; what is not merged changes nothing."""
    ticket = unmerge(request.user, reference, now=request.now)
    text = _("The merge is undone: {ticket} goes on by itself.")
    messages.success(request, text.format(ticket=ticket.reference))
    return redirect("desk:ticket", ticket.reference)


def _is_wrong(request: HttpRequest, form: MergeChoiceForm) -> bool:
    return form.is_bound and "find" not in request.GET and bool(form.errors)


def _merge(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    form = MergeForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("This form was not complete. Try it again."))
    sent = form.cleaned_data
    about, into = Form(ticket.reference, sent["version"]), Form(sent["into"], sent["into_version"])
    try:
        survivor = merge_action(request.user, about, into, now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _confirm(request, ticket_for(request.access, ticket.reference), sent["into"], refusal)
    text = _("{ticket} is merged into this ticket. You can undo it for an hour.")
    messages.success(request, text.format(ticket=ticket.reference))
    return redirect("desk:ticket", survivor.reference)


def _confirm(request: SignedInRequest, ticket: Ticket, into: str, refusal: Refusal | None = None) -> HttpResponse:
    """Both tickets with every promise before and after; the sentence instead when they cannot become one."""
    try:
        survivor = ticket_for(request.access, into)
    except NotVisible:
        form = MergeChoiceForm({"q": into, "into": into})
        return _choose(request, ticket, form, refused=_("There is no ticket {other}.").format(other=into), status=422)
    shown = shown_merge(ticket, survivor, now=request.now)
    context = frame_for(request).context() | {
        "ticket": ticket,
        "survivor": survivor,
        "shown": shown,
        "refused": refusal.sentence if refusal else shown.sentence,
        "changed": _changed(request, (ticket, survivor), refusal),
        "told": ", ".join(each.words for each in readers_of(ticket, now=request.now)),
    }
    status = refusal.status if refusal else 422 if shown.sentence else 200
    return render(request, CONFIRM, context, status=status)


def _changed(request: SignedInRequest, pair: tuple[Ticket, Ticket], refusal: Refusal | None) -> list[dict[str, str]]:
    """What happened since the preview was drawn, on the ticket that was changed by somebody else."""
    if not isinstance(refusal, Stale):
        return []
    seen = (request.POST.get("version", ""), request.POST.get("into_version", ""))
    return [
        line
        for each, version in zip(pair, seen, strict=True)
        for line in news_lines(timeline(request.access, each, now=request.now), seen=int(version or 0), now=request.now)
    ]


def _found(request: SignedInRequest, ticket: Ticket, words: str, chosen: str) -> dict[str, Any]:
    rows = [
        {
            "reference": each.reference,
            "subject": each.subject,
            "reporter": each.reporter,
            "status": shown_status(each.status, None, request.now),
            "checked": each.reference == chosen,
        }
        for each in mergeable(request.access, ticket, words)
    ]
    return {"found": rows, "words": words.strip()}


def _choose(
    request: SignedInRequest, ticket: Ticket, form: MergeChoiceForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = frame_for(request).context() | {
        "ticket": ticket,
        "form": form,
        "refused": refused,
        **_found(request, ticket, form["q"].value() or "", form["into"].value() or ""),
    }
    return render(request, CHOOSE, context, status=status)
