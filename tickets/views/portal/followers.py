"""Who follows a ticket, on its page and on one of its own: adding somebody, and stopping."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, portal_page
from accounts.refusals import NotVisible, Refusal
from tickets.actions.add_follower import add_follower
from tickets.actions.remove_follower import remove_follower
from tickets.actions.write_path import Form
from tickets.forms.followers import FollowerForm
from tickets.models import Ticket
from tickets.queries.door import ticket_for
from tickets.queries.followers import readers_of
from tickets.views.audience import audience_of, to_add

PAGE = "tickets/portal/followers.html"


@portal_page
@require_http_methods(["GET", "HEAD", "POST"])
def followers(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everybody who follows, by name; sent, somebody more."""
    found = ticket_for(request.access, reference)
    if request.method != "POST":
        return _page(request, found, FollowerForm())
    form = FollowerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    person = form.cleaned_data["person"]
    try:
        add_follower(request.user, Form(reference), person, now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _page(request, found, form, status=refusal.status, sentence=refusal.sentence)
    messages.success(request, _said(request, found, person))
    return redirect("portal:ticket", reference)


@portal_page
@require_POST
def unfollow(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take somebody off the list; who only saw the ticket by following it goes back to the others."""
    found = ticket_for(request.access, reference)
    form = FollowerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, FollowerForm(), status=422, sentence=_("Choose somebody first."))
    person = form.cleaned_data["person"]
    audience = audience_of(request.access, found, now=request.now)
    remove_follower(request.user, Form(reference), person, now=request.now)
    if person != request.user.pk:
        messages.success(
            request, _("{name} does not follow this ticket any more.").format(name=audience.name_of(person))
        )
        return redirect("portal:ticket", reference)
    messages.success(request, _("You do not follow {reference} any more.").format(reference=reference))
    keeps = audience.sees_anyway or found.reporter_id == person
    return redirect("portal:ticket", reference) if keeps else redirect("portal:tickets")


def _said(request: SignedInRequest, found: Ticket, person: int) -> str:
    if person == request.user.pk:
        return _("You follow {reference} from now on.").format(reference=found.reference)
    names = {each.id: each.words for each in readers_of(found, now=request.now)}
    return _("{name} follows this ticket from now on.").format(name=names.get(person, ""))


def _page(
    request: SignedInRequest, found: Ticket, form: FollowerForm, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    audience = audience_of(request.access, found, now=request.now)
    context = {
        "nav_current": "tickets",
        "ticket": found,
        "audience": audience,
        "people": to_add(audience, found, now=request.now),
        "form": form,
        "sentence": sentence,
    }
    return render(request, PAGE, context, status=status)
