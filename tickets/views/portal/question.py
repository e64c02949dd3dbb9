"""Asking a question: nothing is broken, so there is nothing to classify (C1: category 4)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, portal_page
from accounts.limits import limited
from accounts.refusals import Refusal
from agreements.matrix import QUESTION_CATEGORY
from agreements.queries import desk_hours, in_force, promises
from tickets.actions.ask_question import ask_question as ask_question_action
from tickets.forms.portal import QuestionForm
from tickets.views.portal import forms_shown
from tickets.views.portal.promised import rows_before


@portal_page
@limited("submit")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_question(request: SignedInRequest) -> HttpResponse:
    """The form; sent well, it becomes a ticket."""
    organisations = forms_shown.organisations_for(request)
    if not organisations:
        return forms_shown.no_organisation(request)
    if request.method != "POST":
        draft = forms_shown.draft_of(request)
        form = QuestionForm(
            user_id=request.user.pk, organisations=organisations, initial=forms_shown.first_values(request, draft)
        )
        return _page(request, form, drafted=draft is not None)
    form = QuestionForm(request.POST, request.FILES, user_id=request.user.pk, organisations=organisations)
    return _send(request, form) if form.is_valid() else _page(request, form, status=422)


def _send(request: SignedInRequest, form: QuestionForm) -> HttpResponse:
    try:
        ticket = ask_question_action(request.user, form.submission(), now=request.now)
    except Refusal as refusal:
        return _page(request, form, refusal=refusal)
    return redirect("portal:ticket", ticket.reference)


def _page(
    request: SignedInRequest,
    form: QuestionForm,
    *,
    status: int = 200,
    drafted: bool = False,
    refusal: Refusal | None = None,
) -> HttpResponse:
    organisations = list(form.organisations)
    pins = in_force(organisations[0].pk, at=request.now)
    promised = promises(*pins, QUESTION_CATEGORY, request.now)
    hours = desk_hours(now=request.now)
    context = {
        "desk_hours": hours,
        "form": form,
        "drafted": drafted,
        "refusal": refusal.sentence if refusal else "",
        "urgent": forms_shown.urgent_notice(hours, now=request.now, is_question=True),
        "partner_line": forms_shown.partner_line(request, organisations),
        "rows": rows_before(promised, now=request.now, is_question=True),
        "held": forms_shown.is_held_until_opening(request, promised),
    }
    return render(request, "tickets/portal/question.html", context, status=refusal.status if refusal else status)
