"""What a customer's side sends about a window: an answer to the consultation, a question (M2)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, portal_page
from accounts.refusals import NotAllowed, NotVisible, Refusal, Stale
from maintenance.actions.answer_consultation import Given, answer_consultation
from maintenance.actions.ask_about import ask_about
from maintenance.actions.write_path import Form
from maintenance.enums import Answer
from maintenance.forms.portal import AnswerForm
from maintenance.state_machine import Action, refusal_sentence
from maintenance.views.portal.window import Loaded, Sent, answer_form, load, page, question_form


@portal_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedInRequest, reference: str) -> HttpResponse:
    """Answer for one customer. When it cannot be, the page comes back with the sentence and everything typed."""
    loaded = load(request, reference)
    if request.method != "POST":
        return redirect("maintenance:window", loaded.window.reference)
    _check_speaks(loaded)
    form = answer_form(loaded, request.POST)
    if not loaded.answers_for:
        why = refusal_sentence(Action.ANSWER, loaded.shown.status)
        return page(request, loaded, Sent(answer=form, sentence=why, status=422))
    if not form.is_valid():
        return page(request, loaded, Sent(answer=form, status=422))
    try:
        answer_consultation(request.user, Form(reference), *_given(form), now=request.now)
    except (NotVisible, NotAllowed):
        raise
    except Refusal as refusal:
        return _refused(request, reference, form, refusal)
    messages.success(request, _("We have your answer. You can change it until we announce the maintenance."))
    return redirect("maintenance:window", loaded.window.reference)


@portal_page
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask the planner something."""
    loaded = load(request, reference)
    if request.method != "POST":
        return redirect("maintenance:window", loaded.window.reference)
    _check_speaks(loaded)
    form = question_form(loaded, request.POST)
    if not form.is_valid():
        return page(request, loaded, Sent(question=form, status=422))
    fields = form.cleaned_data
    try:
        ask_about(
            request.user, Form(reference), fields["customer"], fields["body"], fields["key"], now=request.now
        )  # fmt: skip
    except (NotVisible, NotAllowed):
        raise
    except Refusal as refusal:
        return page(request, loaded, Sent(question=form, sentence=refusal.sentence, status=refusal.status))
    messages.success(request, _("We have your question. You read our reply here, and by e-mail."))
    return redirect("maintenance:window", loaded.window.reference)


def _check_speaks(loaded: Loaded) -> None:
    """Contacts read; key contacts and partners with a mandate for it speak (M2)."""
    if not loaded.speaks_for:
        raise NotAllowed(_("A key contact answers this, or an ICT partner with a mandate for it."))


def _given(form: AnswerForm) -> tuple[int, Given]:
    """The customer and the answer."""
    fields = form.cleaned_data
    given = Given(Answer(fields["answer"]), fields["words"], fields["round"], fields["key"])
    return fields["customer"], given


def _refused(request: SignedInRequest, reference: str, form: AnswerForm, refusal: Refusal) -> HttpResponse:
    """The page as it is now. After a change of the times the words stay, and the choice is made anew (M2)."""
    loaded = load(request, reference)
    kept = form
    if isinstance(refusal, Stale):
        words = {"words": form["words"].value(), "customer": form["customer"].value()}
        kept = answer_form(loaded, initial=words)
    return page(request, loaded, Sent(answer=kept, sentence=refusal.sentence, status=refusal.status))
