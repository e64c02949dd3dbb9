"""What an agent does to a ticket without a message: take, assign, resume, close, and removing words."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, desk_page
from accounts.refusals import NotVisible, Refusal
from tickets.actions.assign import assign as assign_action
from tickets.actions.close import close as close_action
from tickets.actions.redact import redact as redact_action
from tickets.actions.resume import resume as resume_action
from tickets.actions.take import take as take_action
from tickets.actions.write_path import Form
from tickets.enums import Status
from tickets.forms.desk import AssignForm, RedactForm, VersionForm
from tickets.models import Ticket
from tickets.permissions import check_may_remove_words
from tickets.queries.breaches import breaches_of
from tickets.queries.door import ticket_for
from tickets.queries.timeline import timeline
from tickets.views.desk.case import Attempt, redact_form
from tickets.views.desk.frame import frame_for
from tickets.views.desk.ticket import show
from tickets.views.opened import note_opened

Said = str | Promise
Act = Callable[..., Ticket]


@require_POST
@desk_page
def take(request: SignedInRequest, reference: str) -> HttpResponse:
    """Make the ticket one's own."""
    return _step(request, reference, take_action, gettext_lazy("The ticket is yours."))


@require_POST
@desk_page
def resume(request: SignedInRequest, reference: str) -> HttpResponse:
    """Let the clocks run again without an answer."""
    return _step(request, reference, resume_action, gettext_lazy("The clocks run again."))


@require_POST
@desk_page
def close(request: SignedInRequest, reference: str) -> HttpResponse:
    """End a recovered ticket; a missed promise without a cause leads to where that is asked first."""
    ticket = ticket_for(request.access, reference)
    if ticket.status == Status.RECOVERED and not all(each.cause for each in breaches_of(ticket, now=request.now)):
        return redirect(f"{reverse('desk:causes', args=[reference])}?closing=1")
    return _step(request, reference, close_action, gettext_lazy("The ticket is closed."))


@require_POST
@desk_page
def assign(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give the ticket to a colleague."""
    form = AssignForm(request.POST)
    if not form.is_valid():
        return _refused(request, reference, Refusal(_("Choose an agent first.")))
    about = Form(reference, form.cleaned_data["version"])
    assignee_id = form.cleaned_data["assignee"]
    return _try(
        request,
        reference,
        lambda: assign_action(request.user, about, assignee_id, now=request.now),
        gettext_lazy("The ticket was assigned."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def redact(request: SignedInRequest, reference: str, message_id: int) -> HttpResponse:
    """Remove the words of a message: first a page that shows them and asks why, then for good."""
    ticket = ticket_for(request.access, reference)
    form = redact_form(ticket, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _confirm(request, ticket, message_id, form)
    about = Form(reference, form.cleaned_data["version"])
    redact_action(request.user, about, message_id, form.cleaned_data["reason"], now=request.now)
    messages.success(request, _("The text was removed. That it was there stays on record."))
    return redirect("desk:ticket", reference)


def _confirm(request: SignedInRequest, ticket: Ticket, message_id: int, form: RedactForm) -> HttpResponse:
    entries = timeline(request.access, ticket, now=request.now)
    found = [entry for entry in entries if entry.message is not None and entry.message.pk == message_id]
    if not found:
        raise NotVisible(_("This message does not exist."))
    check_may_remove_words(request.access, found[0].event.actor)
    note_opened(request, ticket)
    context = frame_for(request).context() | {"ticket": ticket, "entry": found[0], "form": form}
    return render(request, "tickets/desk/redact.html", context, status=422 if form.errors else 200)


def _step(request: SignedInRequest, reference: str, action: Act, said: Said) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _refused(request, reference, Refusal(_("This form was not complete. Try it again.")))
    about = Form(reference, form.cleaned_data["version"])
    return _try(request, reference, lambda: action(request.user, about, now=request.now), said)


def _try(request: SignedInRequest, reference: str, act: Callable[[], Ticket], said: Said) -> HttpResponse:
    try:
        ticket = act()
    except NotVisible:
        raise
    except Refusal as refusal:
        return _refused(request, reference, refusal)
    messages.success(request, str(said))
    return redirect("desk:ticket", ticket.reference)


def _refused(request: SignedInRequest, reference: str, refusal: Refusal) -> HttpResponse:
    """The page as it is now, with what was refused and what changed in between."""
    return show(request, ticket_for(request.access, reference), Attempt(refusal=refusal))
