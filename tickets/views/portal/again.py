"""What a customer can do when it is broken again: reopen within the period, report a follow-up after it (N)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.form_key import KeyField
from accounts.http import SignedInRequest, portal_page
from accounts.limits import limited
from agreements import wording
from tickets.actions.customer_reply import customer_reply
from tickets.actions.reopen import reopening_ends_at
from tickets.actions.write_path import Form, Words
from tickets.enums import ENDED_STATUSES, Kind, Status
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Again:
    """The one that is possible: a button with the end of the period in words, or the address of the report form."""

    before: str = ""
    key: str = ""
    follow_up: str = ""


def again_of(ticket: Ticket, *, now: datetime) -> Again | None:
    """What a recovered or ended ticket offers; None while it is open."""
    if ticket.status == Status.RECOVERED and ticket.recovered_at is not None:
        until = reopening_ends_at(ticket, ticket.recovered_at)
        if now < until:
            return Again(before=wording.before(until, now=now), key=str(uuid4()))
    elif ticket.status not in ENDED_STATUSES or ticket.status == Status.MERGED:
        return None
    page = "portal:ask_question" if ticket.is_question else "portal:report_incident"
    return Again(follow_up=f"{reverse(page)}?vervolg={ticket.reference}")


@portal_page
@limited("reply")
@require_POST
def still_broken(request: SignedInRequest, reference: str) -> HttpResponse:
    """The customer says that it is still broken: the ticket goes on. The same button twice says it once."""
    words = Words(_("It is still not right."), KeyField().clean(request.POST.get("key")))
    ticket = customer_reply(request.user, Form(reference), words, now=request.now, still_broken=True)
    # A page drawn before somebody else reopened it: then there is no new promise to tell of.
    was_recovered = ticket.status_since == request.now
    if not was_recovered:
        said = _("We are working on {reference}.")
    elif ticket.kind == Kind.STANDARD_CHANGE:
        said = _("We go on with {reference}, with the time that was left.")
    else:
        said = _("We go on with {reference}, and respond again.")
    messages.success(request, said.format(reference=reference))
    return redirect("portal:ticket", reference)
