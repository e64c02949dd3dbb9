"""The page of one window: what will be noticed and when, the answer, the conversation, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import Form as DjangoForm
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in_page, take_draft
from accounts.refusals import NotVisible
from agreements import wording
from maintenance.enums import Result, Status
from maintenance.forms.portal import ANSWERS, AnswerForm, QuestionForm
from maintenance.models import MaintenanceWindow
from maintenance.notices.entries import entry_of, status_of
from maintenance.notices.ics import file_of, method_of
from maintenance.permissions import can
from maintenance.queries.consultation import CustomerStanding
from maintenance.queries.door import window_for
from maintenance.queries.exchange import answers_in, messages_in
from maintenance.queries.history import events_of
from maintenance.queries.portal import PortalWindow, window_page
from maintenance.state_machine import Action
from maintenance.views.portal import story
from maintenance.views.portal.words import mark_of, names, running_words

PAGE = "maintenance/portal/window.html"


@dataclass(slots=True)
class Sent:
    """A form that came back: as it was typed, with the sentence of its refusal."""

    answer: AnswerForm | None = None
    question: QuestionForm | None = None
    sentence: str = ""
    status: int = 200


@dataclass(slots=True)
class Loaded:
    """A window through the door, with the customers that this person may speak for (M2, P1)."""

    window: MaintenanceWindow
    shown: PortalWindow
    speaks_for: tuple[CustomerStanding, ...]

    @property
    def answers_for(self) -> dict[int, str]:
        """The customers that an answer can be given for now."""
        return {each.customer.pk: each.customer.name for each in self.shown.may_answer_for}

    @property
    def asks_for(self) -> dict[int, str]:
        """The customers that a question can be asked for."""
        return {each.customer.pk: each.customer.name for each in self.speaks_for}


@signed_in_page
@require_safe
def window(request: SignedInRequest, reference: str) -> HttpResponse:
    """The page, with what was typed on it before the session ended."""
    loaded = load(request, reference)
    sent = Sent(answer=_drafted(request, loaded), question=_drafted_question(request, loaded))
    return page(request, loaded, sent)


@signed_in_page
@require_safe
def calendar_file(request: SignedInRequest, reference: str) -> HttpResponse:
    """The window as a file for a calendar, once it was announced: the same entry as the one with the mail (M4)."""
    found = window_for(request.access, reference, now=request.now)
    if not found.is_in_calendars:
        raise NotVisible(_("This maintenance has not been announced yet."))
    changed = max((each.at for each in events_of(found)), default=found.status_since)
    entry = entry_of(found, status_of(found), changed)
    headers = {"Content-Disposition": f'attachment; filename="{found.reference}.ics"'}
    kind = f'text/calendar; charset=utf-8; method="{method_of(entry)}"'
    return HttpResponse(file_of(entry), content_type=kind, headers=headers)


def load(request: SignedInRequest, reference: str) -> Loaded:
    """The window as this person sees it; a stranger gets the same 404 as for no window at all."""
    access = request.access
    found = window_for(access, reference, now=request.now)
    shown = window_page(found, access, now=request.now)
    mine = tuple(each for each in shown.customers if not each.has_left and access.may_answer_for(each.customer.pk))
    return Loaded(found, shown, mine)


def page(request: SignedInRequest, loaded: Loaded, sent: Sent) -> HttpResponse:
    """The whole page."""
    return render(request, PAGE, _context(request, loaded, sent), status=sent.status)


def answer_form(loaded: Loaded, data: Any = None, **options: Any) -> AnswerForm:
    """The answer form for the round that the page shows."""
    initial = {"round": loaded.window.round, "customer": _first(loaded), **options.pop("initial", {})}
    return AnswerForm(data, customers=loaded.answers_for, initial=initial, auto_id="answer_%s", **options)


def question_form(loaded: Loaded, data: Any = None, **options: Any) -> QuestionForm:
    """The form of the conversation."""
    initial = {"customer": _first(loaded), **options.pop("initial", {})}
    return QuestionForm(data, customers=loaded.asks_for, initial=initial, auto_id="question_%s", **options)


def _first(loaded: Loaded) -> int | None:
    """The only one that still has to answer; of several the person chooses."""
    waiting = loaded.shown.to_answer or loaded.speaks_for
    return waiting[0].customer.pk if len(waiting) == 1 else None


def _drafted(request: SignedInRequest, loaded: Loaded) -> AnswerForm | None:
    path = reverse("maintenance:answer", args=[loaded.window.reference])
    draft = take_draft(request, path=path)
    kept = {name: draft[name] for name in ("customer", "words", "answer", "key") if draft.get(name)} if draft else {}
    return answer_form(loaded, initial=kept) if kept else None


def _drafted_question(request: SignedInRequest, loaded: Loaded) -> QuestionForm | None:
    draft = take_draft(request, path=reverse("maintenance:ask", args=[loaded.window.reference]))
    kept = {name: draft[name] for name in ("customer", "body", "key") if draft.get(name)} if draft else {}
    return question_form(loaded, initial=kept) if kept else None


def _context(request: SignedInRequest, loaded: Loaded, sent: Sent) -> dict[str, Any]:
    found, shown = loaded.window, loaded.shown
    mine = [each.consultation_id for each in loaded.speaks_for]
    customers = {each.consultation_id: each.customer.name for each in shown.customers}
    answers = answers_in(mine) if mine else []
    spoken = messages_in(mine) if mine else []
    events = events_of(found)
    asks = bool(shown.to_answer)
    return {
        "nav_current": "maintenance",
        "window": found,
        "mark": mark_of(shown.status, asks=asks, is_emergency=found.is_emergency),
        "is_off": shown.status is Status.CANCELLED,
        "times": wording.full_stretch(found.starts_at, found.ends_at),
        "former": story.former_times(found, events),
        "really": story.really(found),
        "result": str(Result(found.result).label) if found.result else "",
        "running": running_words(found) if shown.status is Status.RUNNING else "",
        "customers": names(each for each in shown.customers if not each.has_left),
        "left": names(each for each in shown.customers if each.has_left),
        "until": wording.full_before(shown.answer_before) if shown.answer_before and loaded.answers_for else "",
        "standings": [story.standing(each, now=request.now) for each in shown.may_answer_for],
        "form": (sent.answer or answer_form(loaded)) if loaded.answers_for else None,
        "question": (sent.question or question_form(loaded)) if _may_ask(request, loaded) else None,
        "options": ANSWERS,
        "through": _through(request, loaded),
        "sentence": "" if sent.question else sent.sentence,
        "question_sentence": sent.sentence if sent.question else "",
        "typed_texts": _typed(loaded, sent),
        "said": [story.said(each, customers, found.round, now=request.now) for each in answers],
        "thread": [story.message(each, now=request.now, several=len(mine) > 1) for each in spoken],
        "history": story.history(events, now=request.now),
        "planner": _planner(request, found),
        "has_file": found.is_in_calendars,
    }


def _may_ask(request: SignedInRequest, loaded: Loaded) -> bool:
    return bool(loaded.speaks_for) and can(request.access, loaded.window, Action.ASK)


def _through(request: SignedInRequest, loaded: Loaded) -> str:
    """That somebody answers as ICT partner, and for whom (P1); nothing for the customer's own people."""
    by_mandate = [each for each in loaded.speaks_for if request.access.answers_as(each.customer.pk)]
    if not by_mandate:
        return ""
    partners = {request.access.answers_as(each.customer.pk) for each in by_mandate}
    partner = [each.organisation_name for each in request.access.memberships if each.organisation_id in partners]
    sentence = _("You answer as ICT partner {partner}, on behalf of {customers}.")
    return sentence.format(partner=", ".join(partner), customers=names(by_mandate))


def _typed(loaded: Loaded, sent: Sent) -> list[str]:
    """What was typed in a form that the page no longer has."""
    lost: list[tuple[DjangoForm | None, str]] = []
    if not loaded.answers_for:
        lost.append((sent.answer, "words"))
    if not loaded.speaks_for:
        lost.append((sent.question, "body"))
    return [text for form, name in lost if form is not None and (text := str(form[name].value() or "").strip())]


def _planner(request: SignedInRequest, found: MaintenanceWindow) -> str:
    """The window in the planner, for administrators."""
    if not request.access.is_administrator:
        return ""
    return reverse("admin:maintenance_maintenancewindow_change", args=[found.pk])
