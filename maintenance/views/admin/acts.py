"""What a planner does to a window beside its form: each on a page that says first what will happen, or at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.refusals import NotVisible, Refusal
from agreements import wording
from agreements.wording import ZONE
from maintenance.actions.announce import announce
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.complete_window import Outcome, complete_window
from maintenance.actions.hold_open import hold_open
from maintenance.actions.open_consultation import open_consultation
from maintenance.actions.remind import remind_customers
from maintenance.actions.renew_reservation import renew_reservation
from maintenance.actions.start_window import start_window
from maintenance.actions.write_path import Form
from maintenance.enums import Status
from maintenance.forms.acts import ReasonForm, ResultForm
from maintenance.forms.fields import VersionedForm
from maintenance.models import MaintenanceWindow
from maintenance.queries.consultation import standing
from maintenance.queries.proposals import proposal_of
from maintenance.queries.situation import affected_ids, situation_of
from maintenance.queries.words import names
from maintenance.state_machine import Action, Who, transition
from maintenance.views.admin.calendar import address_of
from maintenance.views.admin.frame import fetch, page, planner_page, refused, status_of
from maintenance.views.admin.plan import facts_of

Do = Callable[[SignedInRequest, Form, Any], object]
Says = Callable[[SignedInRequest, MaintenanceWindow], list[str]]


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing to do: `form` is what is asked for it, `says` what will happen."""

    action: Action
    title: str | Promise
    button: str | Promise
    icon: str
    done: str | Promise
    do: Do
    says: Says
    form: type[VersionedForm] = VersionedForm
    danger: bool = False


def _asks(request: SignedInRequest, window: MaintenanceWindow) -> list[str]:
    situation = situation_of(proposal_of(window, affected_ids(window)), window, now=request.now)
    number = len(situation.affected)
    text = ngettext("{n} customer is asked by mail: {names}.", "{n} customers are asked by mail: {names}.", number)
    days = situation.strictest.reservation_days
    kept = ngettext("The place of the year is kept for {n} day.", "The place of the year is kept for {n} days.", days)
    return [text.format(n=number, names=names(situation.affected.values())), kept.format(n=days)]


def _tells(_request: SignedInRequest, window: MaintenanceWindow) -> list[str]:
    customers = [each.customer for each in standing(window).customers]
    text = ngettext("The people of {n} customer are told by mail: {names}.",
                    "The people of {n} customers are told by mail: {names}.", len(customers))  # fmt: skip
    anew = _("From then on other times, customers or effects need consultation and notice anew.")
    return [text.format(n=len(customers), names=names(customers)), anew]


def _frees(request: SignedInRequest, window: MaintenanceWindow) -> list[str]:
    status = window.status_at(request.now)
    if status is Status.RUNNING:
        return [_("It has begun, so it keeps its place of the year.")]
    said = [_("Its place of the year is free again.")] if window.place else []
    if window.announced_at or window.round:
        said.append(_("Everybody who was asked or told gets a mail with this reason."))
    return [*said, _("This cannot be undone; the window stays on record.")]


def _ends(_request: SignedInRequest, window: MaintenanceWindow) -> list[str]:
    began = wording.full(window.started_at or window.starts_at)
    return [_("It began {moment}. Without an end it ends now.").format(moment=began)]


def _nothing(_request: SignedInRequest, _window: MaintenanceWindow) -> list[str]:
    return []


def _complete(request: SignedInRequest, about: Form, form: ResultForm) -> object:
    fields = form.cleaned_data
    outcome = Outcome(fields["result"], fields["words"], form.ended_at())
    return complete_window(request.user, about, outcome, now=request.now)


VERBS: Mapping[str, Verb] = MappingProxyType(
    {
        "open": Verb(
            Action.OPEN_CONSULTATION, gettext_lazy("Open the consultation"), gettext_lazy("Open the consultation"),
            "messages-square", gettext_lazy("The consultation about {reference} is open."),
            lambda request, about, _form: open_consultation(request.user, about, now=request.now), _asks,
        ),
        "announce": Verb(
            Action.ANNOUNCE, gettext_lazy("Announce the maintenance"), gettext_lazy("Announce"), "megaphone",
            gettext_lazy("{reference} was announced."),
            lambda request, about, _form: announce(request.user, about, now=request.now), _tells,
        ),
        "cancel": Verb(
            Action.CANCEL, gettext_lazy("Cancel the maintenance"), gettext_lazy("Cancel the maintenance"), "ban",
            gettext_lazy("{reference} was cancelled."),
            lambda request, about, form: cancel_window(
                request.user, about, form.cleaned_data["reason"], now=request.now
            ), _frees, ReasonForm, danger=True,
        ),
        "complete": Verb(
            Action.COMPLETE, gettext_lazy("Complete the maintenance"), pgettext_lazy("maintenance", "Complete"),
            "check", gettext_lazy("{reference} was completed."), _complete, _ends, ResultForm,
        ),
        "result": Verb(
            Action.RECORD_RESULT, gettext_lazy("Record the result"), gettext_lazy("Record the result"), "pencil",
            gettext_lazy("The result of {reference} is on record."), _complete, _nothing, ResultForm,
        ),
    }
)  # fmt: skip

AT_ONCE: Mapping[str, tuple[Do, str | Promise]] = MappingProxyType(
    {
        "start": (
            lambda request, about, _form: start_window(request.user, about, now=request.now),
            gettext_lazy("{reference} was started; it is completed by hand."),
        ),
        "hold": (
            lambda request, about, _form: hold_open(request.user, about, now=request.now),
            gettext_lazy("{reference} goes on until it is completed by hand."),
        ),
        "renew": (
            lambda request, about, _form: renew_reservation(request.user, about, now=request.now),
            gettext_lazy("The place of {reference} is kept for another period."),
        ),
        "remind": (
            lambda request, about, _form: remind_customers(request.user, about, None, now=request.now),
            gettext_lazy("Whoever has not answered about {reference} was reminded."),
        ),
    }
)


@planner_page
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """The page of one verb, and what becomes of it; refused it stays with what was typed."""
    window, what = fetch(request, pk), VERBS[verb]
    if request.method != "POST":
        transition(what.action, window.status_at(request.now), Who.PLANNER)
        return _show(request, window, what, what.form(initial=_initial(request, window)))
    form = what.form(request.POST)
    if not form.is_valid():
        return _show(request, window, what, form)
    try:
        what.do(request, Form(window.reference, form.cleaned_data["version"]), form)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _show(request, fetch(request, pk), what, form, refusal)
    messages.success(request, str(what.done).format(reference=window.reference))
    return redirect(address_of(window))


@planner_page
@require_POST
def at_once(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """What needs no page of its own; a refusal is said on the window's page."""
    window, (do, done) = fetch(request, pk), AT_ONCE[verb]
    form = VersionedForm(request.POST)
    form.is_valid()
    try:
        do(request, Form(window.reference, form.cleaned_data.get("version")), form)
    except NotVisible:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, str(done).format(reference=window.reference))
    return redirect(address_of(window))


def _show(
    request: SignedInRequest,
    window: MaintenanceWindow,
    verb: Verb,
    form: VersionedForm,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = {
        "verb": verb,
        "form": form,
        "fields": [field for field in form if not field.is_hidden],
        "facts": facts_of(window),
        "says": verb.says(request, window),
        **refused(form, refusal, window),
    }
    status = status_of(form, refusal)
    return page(request, "pages/act.html", str(verb.title), context, window=window, status=status)


def _initial(request: SignedInRequest, window: MaintenanceWindow) -> dict[str, object]:
    """The version; and for a result the end that the clock gave."""
    ended = (window.ended_at or request.now).astimezone(ZONE)
    moment = {"ended_date": ended.date(), "ended_time": ended.time()} if window.ended_at else {}
    return {"version": window.version, **moment}
