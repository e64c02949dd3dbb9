"""What the customer does to a ticket: answer, say that it works again, withdraw."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, portal_page
from accounts.limits import limited
from accounts.refusals import NotVisible, Refusal
from tickets.actions.confirm_working import confirm_working
from tickets.actions.customer_reply import customer_reply
from tickets.actions.withdraw import withdraw as withdraw_action
from tickets.actions.write_path import Form
from tickets.permissions import can
from tickets.queries.door import ticket_for
from tickets.state_machine import Action
from tickets.views.portal.ticket import load, page, reply_form


@portal_page
@limited("reply")
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: SignedInRequest, reference: str) -> HttpResponse:
    """Send an answer; when it cannot be sent the page comes back with everything that was typed."""
    if request.method != "POST":
        return redirect("portal:ticket", reference)
    loaded = load(request, reference)
    form = reply_form(request, loaded.ticket, data=request.POST, files=request.FILES)
    if not form.is_valid():
        return page(request, loaded, form, status=422)
    try:
        customer_reply(request.user, Form(reference), form.words(), now=request.now, still_broken=form.still())
    except NotVisible:
        raise
    except Refusal as refusal:
        # The ticket may have changed since it was read: the page shows it as it is now, with the words kept.
        return page(request, load(request, reference), form, status=refusal.status, sentence=refusal.sentence)
    messages.success(request, _("Your answer has been sent."))
    return redirect("portal:ticket", reference)


@portal_page
@limited("reply")
@require_POST
def works_again(request: SignedInRequest, reference: str) -> HttpResponse:
    """The customer says that it works: that is recovery (N)."""
    confirm_working(request.user, Form(reference), now=request.now)
    messages.success(request, _("Good to hear. We have recorded that it works again."))
    return redirect("portal:ticket", reference)


@portal_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    """Asks whether it is meant, because there is no way back; then ends the ticket."""
    found = ticket_for(request.access, reference)
    if request.method != "POST":
        possible = can(request.access, found, Action.WITHDRAW)
        return render(
            request, "tickets/portal/withdraw.html", {"ticket": found, "possible": possible, "nav_current": "tickets"}
        )
    withdraw_action(request.user, Form(reference), now=request.now)
    messages.success(request, _("{reference} is withdrawn. We do nothing more with it.").format(reference=reference))
    return redirect("portal:ticket", reference)
