"""Everything that an agent writes, each kind with an address of its own: a note can never become a reply."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form as DjangoForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest, desk_page
from accounts.limits import limited
from accounts.refusals import NotVisible, Refusal
from tickets.actions.ask_customer import ask_customer
from tickets.actions.changes.deliver import deliver as deliver_action
from tickets.actions.note import note as note_action
from tickets.actions.post_status_report import Report, post_status_report
from tickets.actions.recover import recover as recover_action
from tickets.actions.reopen import reopen as reopen_action
from tickets.actions.reply import reply as reply_action
from tickets.actions.write_path import Form, Words
from tickets.forms.desk import MessageForm, NoteForm, ReportForm
from tickets.forms.desk_promises import AskForm
from tickets.forms.fields import key_of
from tickets.forms.spent import SpentFields
from tickets.models import Ticket
from tickets.queries.door import ticket_for
from tickets.queries.notes import noted_since
from tickets.views.audience import in_words
from tickets.views.desk.case import Attempt
from tickets.views.desk.remembered import remember
from tickets.views.desk.ticket import show

Said = str | Promise
Send = Callable[[MessageForm, Form], Ticket]


@require_POST
@desk_page
@limited("reply")
def reply(request: SignedInRequest, reference: str) -> HttpResponse:
    """Send a message to the customer."""
    return _message(request, reference, reply_action, _("Your reply was sent."))


@require_POST
@desk_page
@limited("reply")
def ask(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask the customer something and wait for the answer, which is expected on a day."""
    form = AskForm(request.POST, request.FILES, user_id=request.user.pk, auto_id="reply-%s")
    if not form.is_valid():
        return _again(request, reference, Attempt("reply", form))
    about, expected_on = Form(reference, form.cleaned_data["version"]), form.cleaned_data["expected_on"]
    words = _words(request, form, reference, "ask")
    return _send(
        request,
        reference,
        Attempt("reply", form),
        lambda: ask_customer(request.user, about, words, now=request.now, expected_on=expected_on, spent=form.spent()),
        _("Your question was sent. We wait for the customer."),
    )


@require_POST
@desk_page
@limited("reply")
def recover(request: SignedInRequest, reference: str) -> HttpResponse:
    """Tell the customer that it works again."""
    return _message(request, reference, recover_action, _("The ticket is recovered and the customer was told."))


@require_POST
@desk_page
@limited("reply")
def deliver(request: SignedInRequest, reference: str) -> HttpResponse:
    """Tell the customer that the change works, with the evidence."""
    return _message(request, reference, deliver_action, _("The change is delivered and the customer was told."))


@require_POST
@desk_page
@limited("reply")
def reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    """Go on with a recovered ticket, saying why."""
    return _message(request, reference, reopen_action, _("The ticket was reopened."))


@require_POST
@desk_page
@limited("reply")
def note(request: SignedInRequest, reference: str) -> HttpResponse:
    """Write something for colleagues only."""
    form = NoteForm(request.POST, request.FILES, user_id=request.user.pk, auto_id="note-%s")
    if not form.is_valid():
        return _again(request, reference, Attempt("note", form))
    return _send(
        request,
        reference,
        Attempt("note", form),
        lambda: note_action(request.user, Form(reference), _words(request, form, reference, "note"), now=request.now),
        _("Your note was kept."),
    )


@require_POST
@desk_page
@limited("reply")
def report(request: SignedInRequest, reference: str) -> HttpResponse:
    """Send a status report."""
    form = ReportForm(request.POST, request.FILES, user_id=request.user.pk, auto_id="report-%s")
    if not form.is_valid():
        return _again(request, reference, Attempt("report", form))
    chosen = form.cleaned_data
    parts = (chosen["known"], chosen["doing"], chosen["asked"])
    told = Report(*parts, key_of(chosen["key"], request.user.pk, reference, *parts), form.stored_files)
    return _send(
        request,
        reference,
        Attempt("report", form),
        lambda: post_status_report(
            request.user, Form(reference, chosen["version"]), told, now=request.now, spent=form.spent()
        ),
        _("Your status report was sent."),
    )


def _message(request: SignedInRequest, reference: str, action: Callable[..., Ticket], said: Said) -> HttpResponse:
    form = MessageForm(request.POST, request.FILES, user_id=request.user.pk, auto_id="reply-%s")
    if not form.is_valid():
        return _again(request, reference, Attempt("reply", form))
    about = Form(reference, form.cleaned_data["version"])
    return _send(
        request,
        reference,
        Attempt("reply", form),
        lambda: action(
            request.user,
            about,
            _words(request, form, reference, action.__name__),
            now=request.now,
            spent=form.spent(),
        ),
        said,
    )


def _send(
    request: SignedInRequest, reference: str, attempt: Attempt, act: Callable[[], Ticket], said: Said
) -> HttpResponse:
    try:
        ticket = act()
    except NotVisible:
        raise
    except Refusal as refusal:
        return _again(request, reference, Attempt(attempt.composer, attempt.form, refusal))
    messages.success(request, str(said))
    if isinstance(attempt.form, SpentFields):
        remember(request, attempt.form.cleaned_data["spent_activity"])
    _mention_notes(request, ticket, attempt)
    return redirect("desk:ticket", ticket.reference)


def _mention_notes(request: SignedInRequest, ticket: Ticket, attempt: Attempt) -> None:
    """A colleague's note does not hold up what is sent, but is not to be missed either."""
    version = attempt.form.cleaned_data.get("version") if attempt.form is not None else None
    # One event is the message itself: nothing came in between.
    if version is None or ticket.version <= version + 1:
        return
    names = noted_since(ticket, version, but_not_by=request.user.pk)
    if names:
        text = _("{names} left an internal note while you were writing. Read it in the conversation.")
        messages.warning(request, text.format(names=in_words(names)))


def _again(request: SignedInRequest, reference: str, attempt: Attempt) -> HttpResponse:
    """The page as it is now with everything typed in place; its version is new, so that sending again is a choice."""
    ticket = ticket_for(request.access, reference)
    renew_version(attempt.form, ticket.version)
    return show(request, ticket, attempt)


def renew_version(form: DjangoForm | None, version: int) -> None:
    """Let a form that is shown again speak of the ticket as it is now."""
    if form is not None and "version" in form.fields and isinstance(form.data, QueryDict):
        renewed = form.data.copy()
        renewed["version"] = str(version)
        form.data = renewed


def _words(request: SignedInRequest, form: MessageForm | NoteForm, reference: str, verb: str) -> Words:
    body = form.cleaned_data["body"]
    return Words(body, key_of(form.cleaned_data["key"], request.user.pk, reference, verb, body), form.stored_files)
