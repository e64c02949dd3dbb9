"""Making an appointment (N4): a page with the form and the appointments so far."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, desk_page
from accounts.refusals import NotVisible, Refusal
from agreements import wording
from tickets.actions.make_appointment import is_by_appointment, make_appointment
from tickets.actions.write_path import Form
from tickets.enums import Status
from tickets.forms.desk_promises import AppointmentForm
from tickets.models import Ticket
from tickets.permissions import can
from tickets.queries.door import ticket_for
from tickets.state_machine import Action, refusal_sentence
from tickets.views.desk.sheet import sheet

TEMPLATE = "tickets/desk/appointment.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def appointment(request: SignedInRequest, reference: str) -> HttpResponse:
    """The form, and what becomes of it; a moment that cannot be is refused with everything typed in place."""
    ticket = ticket_for(request.access, reference)
    if request.method != "POST":
        return _show(request, ticket, AppointmentForm(initial={"version": ticket.version, **_guess(ticket)}))
    form = AppointmentForm(request.POST)
    if not form.is_valid():
        return _show(request, ticket, form)
    about = Form(reference, form.cleaned_data["version"])
    try:
        make_appointment(request.user, about, form.appointment(), now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _show(request, ticket_for(request.access, reference), form, refusal)
    said = _("The appointment was made: %(moment)s. The customer is told.")
    messages.success(request, said % {"moment": wording.moment(form.appointment().moment, now=request.now)})
    return redirect("desk:ticket", reference)


def _show(
    request: SignedInRequest, ticket: Ticket, form: AppointmentForm, refusal: Refusal | None = None
) -> HttpResponse:
    more = {"why_not": _why_not(request, ticket), "today": request.now.astimezone(wording.ZONE).date().isoformat()}
    return sheet(request, ticket, TEMPLATE, form, refusal=refusal, more=more)


def _why_not(request: SignedInRequest, ticket: Ticket) -> str:
    """Why no appointment can be made now; empty when it can."""
    if not can(request.access, ticket, Action.MAKE_APPOINTMENT):
        return refusal_sentence(Action.MAKE_APPOINTMENT, Status(ticket.status))
    if not is_by_appointment(ticket):
        return _("This ticket has norm times of its own. Only category 4 goes by appointment.")
    return ""


def _guess(ticket: Ticket) -> dict[str, str]:
    """With whom it most likely was."""
    return {"with_whom": ticket.reported_by}
