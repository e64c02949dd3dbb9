"""Which tickets belong together: choosing another one, and taking a link back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, desk_page
from accounts.limits import limited
from accounts.refusals import NotVisible, Refusal
from tickets.actions.link import link as link_action
from tickets.actions.link import unlink as unlink_action
from tickets.actions.write_path import Form
from tickets.enums import Relation
from tickets.forms.aftermath import LinkForm, UnlinkForm
from tickets.models import Ticket
from tickets.queries.door import ticket_for
from tickets.queries.linkable import linkable
from tickets.views.desk.frame import frame_for
from tickets.views.desk.rows import shown_status

PAGE = "tickets/desk/link.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def link(request: SignedInRequest, reference: str) -> HttpResponse:
    """Search another ticket, and say what this one is to it."""
    ticket = ticket_for(request.access, reference)
    if request.method != "POST":
        return _page(
            request, ticket, LinkForm(initial={"q": request.GET.get("q", ""), "relation": Relation.SAME_CAUSE})
        )
    if "find" in request.POST:
        return _page(request, ticket, LinkForm(initial=request.POST.dict()))
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, form, status=422)
    other, relation = form.cleaned_data["other"], Relation(form.cleaned_data["relation"])
    try:
        link_action(request.user, Form(reference), other, relation, now=request.now)
    except NotVisible:
        return _page(request, ticket, form, refused=_("There is no ticket {other}.").format(other=other), status=422)
    except Refusal as refusal:
        return _page(request, ticket, form, refused=refusal.sentence, status=refusal.status)
    messages.success(request, _("This ticket is linked to {other}.").format(other=other))
    return redirect("desk:ticket", ticket.reference)


@require_safe
@desk_page
@limited("search", "GET")
def link_search(request: SignedInRequest, reference: str) -> HttpResponse:
    """The list of tickets to link to, as one types."""
    ticket = ticket_for(request.access, reference)
    found = _found(request, ticket, request.GET.get("q", ""), request.GET.get("other", ""))
    return render(request, f"{PAGE}#found", found)


@require_POST
@desk_page
def unlink(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take a link back; what isn't linked changes nothing."""
    ticket = ticket_for(request.access, reference)
    form = UnlinkForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("This form was not complete. Try it again."))
    other, relation = form.cleaned_data["other"], Relation(form.cleaned_data["relation"])
    unlink_action(request.user, Form(ticket.reference), other, relation, now=request.now)
    messages.success(request, _("The link to {other} is removed.").format(other=other))
    return redirect("desk:ticket", ticket.reference)


def _found(request: SignedInRequest, ticket: Ticket, words: str, chosen: str) -> dict[str, Any]:
    rows = [
        {
            "reference": each.reference,
            "subject": each.subject,
            "customer": each.customer,
            "status": shown_status(each.status, None, request.now),
            "checked": each.reference == chosen,
        }
        for each in linkable(request.access, ticket, words)
    ]
    return {"found": rows, "words": words.strip()}


def _page(
    request: SignedInRequest, ticket: Ticket, form: LinkForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = frame_for(request).context() | {
        "ticket": ticket,
        "form": form,
        "refused": refused,
        "relations": Relation.choices,
        **_found(request, ticket, form["q"].value() or "", form["other"].value() or ""),
    }
    return render(request, PAGE, context, status=status)
