"""Making a ticket confidential, or not any more, from either side."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest, desk_page, portal_page
from accounts.refusals import Refusal
from tickets.actions.set_confidential import set_confidential
from tickets.actions.write_path import Form
from tickets.forms.confidential import ConfidentialForm


@portal_page
@require_POST
def by_customer(request: SignedInRequest, reference: str) -> HttpResponse:
    """A key contact says so, and is back at the ticket."""
    return _change(request, reference, back="portal:ticket")


@require_POST
@desk_page
def by_desk(request: SignedInRequest, reference: str) -> HttpResponse:
    """An agent says so, and is back at the ticket."""
    return _change(request, reference, back="desk:ticket")


def _change(request: SignedInRequest, reference: str, *, back: str) -> HttpResponse:
    form = ConfidentialForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("This form was not complete. Try it again."))
    ticket = set_confidential(request.user, Form(reference), confidential=form.is_confidential(), now=request.now)
    said = _("{ticket} is confidential.") if ticket.confidential else _("{ticket} is no longer confidential.")
    messages.success(request, said.format(ticket=ticket.reference))
    return redirect(back, ticket.reference)
