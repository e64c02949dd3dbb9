"""What the customer does with an appointment: put it in a calendar, ask for another moment."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, portal_page, signed_in_page, take_draft
from accounts.limits import limited
from accounts.refusals import NotVisible, Refusal
from tickets.actions.ask_other_moment import ask_other_moment
from tickets.actions.write_path import Form
from tickets.forms.moment import OtherMomentForm
from tickets.queries.door import ticket_for
from tickets.queries.promises import clocks_of_tickets, latest_promises
from tickets.views.portal.agreed import Agreed, agreed_of, calendar_of
from tickets.views.portal.ticket import Loaded, load


@signed_in_page
@require_safe
def calendar_file(request: SignedInRequest, reference: str) -> HttpResponse:
    """The appointments that hold, as a file for a calendar; both sides may fetch it."""
    found = ticket_for(request.access, reference)
    promises = latest_promises(clocks_of_tickets([found.pk]).get(found.pk, []), now=request.now)
    content = calendar_of(found, _or_missing(agreed_of(found, promises)))
    name = f"{found.reference}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type='text/calendar; charset=utf-8; method="PUBLISH"', headers=headers)


@portal_page
@limited("reply")
@require_http_methods(["GET", "HEAD", "POST"])
def other_moment(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask for another moment; when that cannot be, the form comes back with the sentence and everything typed."""
    loaded = load(request, reference)
    if request.method != "POST":
        draft = take_draft(request)
        initial = {name: draft[name] for name in ("moment", "body", "key") if draft.get(name)} if draft else {}
        form = OtherMomentForm(user_id=request.user.pk, reference=loaded.ticket.reference, initial=initial)
        return _page(request, loaded, form, drafted=draft is not None)
    form = OtherMomentForm(request.POST, user_id=request.user.pk, reference=loaded.ticket.reference)
    if not form.is_valid():
        return _page(request, loaded, form, status=422)
    try:
        ask_other_moment(request.user, Form(reference), form.wished(), form.words(), now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _page(request, loaded, form, status=refusal.status, sentence=refusal.sentence)
    messages.success(request, _("We have your wish. The appointment stands until we agree on another moment."))
    return redirect("portal:ticket", reference)


def _page(
    request: SignedInRequest,
    loaded: Loaded,
    form: OtherMomentForm,
    *,
    status: int = 200,
    sentence: str = "",
    drafted: bool = False,
) -> HttpResponse:
    context = {
        "nav_current": "tickets",
        "ticket": loaded.ticket,
        "agreed": agreed_of(loaded.ticket, loaded.promises),
        "form": form,
        "sentence": sentence,
        "drafted": drafted,
    }
    return render(request, "tickets/portal/other_moment.html", context, status=status)


def _or_missing(agreed: list[Agreed]) -> list[Agreed]:
    if not agreed:
        raise NotVisible(_("There is no appointment on this ticket any more."))
    return agreed
