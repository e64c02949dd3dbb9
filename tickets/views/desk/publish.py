"""Making an internal note public: first a page that says who then gets it, then for good."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, desk_page
from accounts.refusals import NotVisible, Refusal
from tickets.actions.publish_note import publish_note
from tickets.actions.write_path import Form
from tickets.enums import EventKind, Status
from tickets.forms.desk import VersionForm
from tickets.models import Ticket
from tickets.permissions import can
from tickets.queries.door import ticket_for
from tickets.queries.timeline import Entry, timeline
from tickets.state_machine import Action, refusal_sentence
from tickets.views.audience import audience_of
from tickets.views.desk.sheet import sheet
from tickets.views.opened import note_opened

TEMPLATE = "tickets/desk/publish.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def publish(request: SignedInRequest, reference: str, message_id: int) -> HttpResponse:
    """The question with the note and the names; sent, the note is a message to the customer."""
    ticket = ticket_for(request.access, reference)
    entry = _note(request, ticket, message_id)
    if request.method != "POST":
        return _page(request, ticket, entry, VersionForm(initial={"version": ticket.version}))
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("This form was not complete. Try it again."))
    try:
        publish_note(request.user, Form(reference, form.cleaned_data["version"]), message_id, now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _page(request, ticket_for(request.access, reference), entry, form, refusal)
    messages.success(request, _("The note is public now."))
    return redirect("desk:ticket", ticket.reference)


def _note(request: SignedInRequest, ticket: Ticket, message_id: int) -> Entry:
    for entry in timeline(request.access, ticket, now=request.now):
        is_note = entry.event.kind == EventKind.NOTED
        if is_note and entry.message is not None and entry.message.pk == message_id:
            return entry
    raise NotVisible(_("This message does not exist."))


def _page(
    request: SignedInRequest, ticket: Ticket, entry: Entry, form: VersionForm, refusal: Refusal | None = None
) -> HttpResponse:
    note_opened(request, ticket)
    more = {
        "entry": entry,
        "audience": audience_of(request.access, ticket, now=request.now),
        "why_not": _why_not(request, ticket, entry),
    }
    return sheet(request, ticket, TEMPLATE, form, refusal=refusal, more=more)


def _why_not(request: SignedInRequest, ticket: Ticket, entry: Entry) -> str:
    """What keeps this note from being made public; "" when it can be."""
    if entry.message is None or entry.message.redacted_at is not None:
        return _("The text of this note was removed, so there is nothing to make public.")
    if entry.message.published_id is not None:
        return _("This note is public already.")
    can_be = can(request.access, ticket, Action.PUBLISH_NOTE)
    return "" if can_be else refusal_sentence(Action.PUBLISH_NOTE, Status(ticket.status))
