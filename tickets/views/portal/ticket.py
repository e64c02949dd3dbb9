"""The ticket page: progress, promises, conversation, answering; and the part of it that keeps the page true."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, portal_page, take_draft
from agreements import wording
from tickets.actions.reopen import reopening_ends_at
from tickets.enums import ImpactChoice, Kind, SeverityChoice, Status
from tickets.forms.portal import ReplyForm
from tickets.models import SlaClock, Ticket
from tickets.permissions import can, may_set_confidential
from tickets.queries.door import ticket_for
from tickets.queries.promises import Promise, clocks_of_tickets, latest_promises
from tickets.queries.time import ruled_of
from tickets.queries.timeline import last_change_seen, timeline
from tickets.state_machine import Action
from tickets.views.audience import audience_of
from tickets.views.change_asked import asked_of
from tickets.views.opened import note_opened
from tickets.views.portal import kept, sentences, steps
from tickets.views.portal.again import again_of
from tickets.views.portal.agreed import agreed_of
from tickets.views.portal.cost_card import cost_card
from tickets.views.portal.merged import goes_on_in
from tickets.views.portal.pause import pause_of
from tickets.views.portal.promised import confirmation, is_just_sent

PAGE = "tickets/portal/ticket.html"


@dataclass(slots=True)
class Loaded:
    """A ticket with its clocks as they stand now; `changed` is the last event whose effect this reader can see."""

    ticket: Ticket
    changed: int
    clocks: list[SlaClock]
    promises: dict[Any, Promise]

    def mark(self, request: SignedInRequest) -> str:
        """Changes whenever the page would look different: an event, a promise that turns late, midnight, a language."""
        standings = "".join(f"{kind[:2]}{each.standing[:2]}" for kind, each in sorted(self.promises.items()))
        today = request.now.astimezone(wording.ZONE).date().toordinal()
        held = "h" if self.ticket.is_held(request.now) else ""
        return f"{self.changed}-{standings}{held}-{today}-{get_language()}"


@portal_page
@require_safe
def ticket(request: SignedInRequest, reference: str) -> HttpResponse:
    """The page of one ticket, with what was typed here before the session ended."""
    loaded = load(request, reference)
    draft = take_draft(request, path=reverse("portal:reply", args=(reference,)))
    initial = {name: draft[name] for name in ("body", "key", "still_broken") if draft.get(name)} if draft else {}
    form = reply_form(request, loaded.ticket, initial=initial)
    if is_just_sent(loaded.ticket, request.user.pk, now=request.now):
        # Drawn by this very page, so that it is kept nowhere.
        messages.success(request, confirmation(loaded.ticket, now=request.now))
    return page(request, loaded, form, drafted=draft is not None)


@portal_page
@require_safe
def news(request: SignedInRequest, reference: str) -> HttpResponse:
    """What the page has to replace of itself; nothing (204) when it is still true."""
    loaded = load(request, reference)
    mark, before = loaded.mark(request), request.GET.get("mark", "")
    headers = {"X-Desk-Time": wording.time(request.now)}
    if mark == before:
        return HttpResponse(status=204, headers=headers)
    note_opened(request, loaded.ticket)
    if before.partition("-")[0] != mark.partition("-")[0]:
        headers["HX-Trigger"] = json.dumps({"oz:say": _("This ticket has been updated.")})
    content = render_to_string(f"{PAGE}#news", {**page_context(request, loaded), "part": True}, request)
    return HttpResponse(content, headers=headers)


def load(request: SignedInRequest, reference: str) -> Loaded:
    """The ticket through the door, with its clocks: three statements."""
    found = ticket_for(request.access, reference)
    clocks = clocks_of_tickets([found.pk]).get(found.pk, [])
    changed = last_change_seen(request.access, found)
    return Loaded(found, changed, clocks, dict(latest_promises(clocks, now=request.now)))


def reply_form(request: SignedInRequest, found: Ticket, **kwargs: Any) -> ReplyForm:
    """The answer form for the ticket as it is now: a recovered one asks whether it is still broken."""
    asks = found.status == Status.RECOVERED
    return ReplyForm(user_id=request.user.pk, reference=found.reference, asks_still_broken=asks, **kwargs)


def page(
    request: SignedInRequest,
    loaded: Loaded,
    form: ReplyForm,
    *,
    status: int = 200,
    sentence: str = "",
    drafted: bool = False,
) -> HttpResponse:
    """The whole page, with the answer form as it was left."""
    note_opened(request, loaded.ticket)
    typed = [form.data["body"]] if form.data.get("body") else []
    context = {**page_context(request, loaded), "form": form, "sentence": sentence, "drafted": drafted}
    context["typed_texts"] = typed
    return render(request, PAGE, context, status=status)


def page_context(request: SignedInRequest, loaded: Loaded) -> dict[str, Any]:
    """Everything but the form."""
    found, now, access = loaded.ticket, request.now, request.access
    audience = audience_of(access, found, now=now)
    entries = timeline(access, found, now=now, known=audience.names, clocks=loaded.clocks)
    without = kept.undone(entries)
    return {
        "nav_current": "tickets",
        "ticket": found,
        "meta": _meta(found),
        "mark": loaded.mark(request),
        "steps": steps.steps_of(found, loaded.promises, loaded.clocks, without, now=now),
        "rows": kept.rows_of(found, loaded.promises, loaded.clocks, without, now=now),
        "entries": entries,
        "audience": audience,
        "may_set_confidential": may_set_confidential(access, found, confidential=not found.confidential),
        "details": _details(found),
        "costs": ruled_of(found),
        "asked": asked_of(found, now=now),
        "asks_still_broken": found.status == Status.RECOVERED,
        "agreed": agreed_of(found, loaded.promises),
        "pause": pause_of(found, entries, loaded.clocks, now=now),
        "again": again_of(found, now=now),
        "goes_on": goes_on_in(access, found, now=now),
        "reopen_before": _reopen_before(found, now),
        "can_reply": can(access, found, Action.CUSTOMER_REPLY),
        "is_change": found.kind == Kind.STANDARD_CHANGE,
        "cost_card": cost_card(access, found, now=now),
        "can_confirm": found.kind != Kind.STANDARD_CHANGE and can(access, found, Action.CONFIRM_WORKING),
        "can_accept": found.kind == Kind.STANDARD_CHANGE and can(access, found, Action.CONFIRM_DELIVERY),
        "can_withdraw": can(access, found, Action.WITHDRAW),
    }


def _reopen_before(found: Ticket, now: datetime) -> str:
    """Until when it can be said that it is still broken, as the mail says it (N); "" when it cannot (any more)."""
    if found.status != Status.RECOVERED or found.recovered_at is None:
        return ""
    until = reopening_ends_at(found, found.recovered_at)
    return wording.before(until, now=now) if now < until else ""


def _meta(found: Ticket) -> dict[str, str]:
    return {
        "reference": found.reference,
        "what": sentences.what(found),
        "reporter": found.reported_by,
        "organisation": found.organisation.name,
        "partner": found.partner.name if found.partner else "",
    }


def _details(found: Ticket) -> dict[str, str]:
    return {
        "impact": str(ImpactChoice(found.impact).label) if found.impact else "",
        "severity": str(SeverityChoice(found.severity).label) if found.severity else "",
        "assignee": found.assignee.name if found.assignee else "",
        "phone": found.phone,
    }
