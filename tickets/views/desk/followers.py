"""Who follows a ticket, from the desk: somebody more, or somebody less."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, desk_page
from accounts.refusals import NotVisible, Refusal
from tickets.actions.add_follower import add_follower
from tickets.actions.remove_follower import remove_follower
from tickets.actions.write_path import Form
from tickets.forms.followers import FollowerForm
from tickets.models import Ticket
from tickets.queries.door import ticket_for
from tickets.views.audience import audience_of, to_add
from tickets.views.desk.sheet import sheet

TEMPLATE = "tickets/desk/followers.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def followers(request: SignedInRequest, reference: str) -> HttpResponse:
    """Choose somebody of the customer or of its ICT partners."""
    ticket = ticket_for(request.access, reference)
    if request.method != "POST":
        return _page(request, ticket, FollowerForm())
    form = FollowerForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, form)
    person = form.cleaned_data["person"]
    try:
        add_follower(request.user, Form(reference), person, now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _page(request, ticket, form, refusal)
    name = audience_of(request.access, ticket, now=request.now).name_of(person)
    messages.success(request, _("{name} follows this ticket from now on.").format(name=name))
    return redirect("desk:ticket", ticket.reference)


@require_POST
@desk_page
def unfollow(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take somebody off the list."""
    ticket = ticket_for(request.access, reference)
    form = FollowerForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("This form was not complete. Try it again."))
    person = form.cleaned_data["person"]
    name = audience_of(request.access, ticket, now=request.now).name_of(person)
    remove_follower(request.user, Form(reference), person, now=request.now)
    messages.success(request, _("{name} does not follow this ticket any more.").format(name=name))
    return redirect("desk:ticket", ticket.reference)


def _page(request: SignedInRequest, ticket: Ticket, form: FollowerForm, refusal: Refusal | None = None) -> HttpResponse:
    audience = audience_of(request.access, ticket, now=request.now)
    more = {"audience": audience, "people": to_add(audience, ticket, now=request.now)}
    return sheet(request, ticket, TEMPLATE, form, refusal=refusal, more=more)
