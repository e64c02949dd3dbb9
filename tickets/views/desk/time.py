"""Time on a ticket: what was recorded, adding to it, and putting it right."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, desk_page
from accounts.limits import limited
from accounts.refusals import NotVisible, Refusal
from agreements import wording
from agreements.money import euro
from tickets.actions.time.correct import correct_time, void_time
from tickets.actions.time.record import record_time
from tickets.forms.time import CorrectionForm, NewEntryForm, VoidForm
from tickets.models import Ticket, TimeEntry
from tickets.queries.door import ticket_for
from tickets.queries.time import chains_of, entry_of, ruled_of
from tickets.views.desk.remembered import remember, remembered
from tickets.views.desk.sheet import sheet
from tickets.views.desk.time_rail import minutes_words

PAGE, ENTRY = "tickets/desk/time.html", "tickets/desk/time_entry.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
@limited("reply")
def time(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everything recorded on a ticket, with what was corrected, and a form for more."""
    ticket = ticket_for(request.access, reference)
    if request.method != "POST":
        return _page(request, ticket, NewEntryForm(initial=_initial(request)))
    form = NewEntryForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, form)
    try:
        entry = record_time(request.user, reference, form.work(), now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _page(request, ticket, form, refusal)
    remember(request, entry.activity)
    messages.success(request, _("{time} recorded.").format(time=minutes_words(entry.minutes)))
    if entry.rate is None:
        messages.warning(request, no_rate_words(entry))
    return redirect("desk:time", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
@limited("reply")
def entry(request: SignedInRequest, reference: str, entry_id: int) -> HttpResponse:
    """One entry: correct it, or let it lapse; what it said before stays to be read."""
    ticket = ticket_for(request.access, reference)
    chain = entry_of(ticket, entry_id)
    if not chain:
        raise NotVisible(_("This entry does not exist."))
    if request.method != "POST":
        return _entry_page(request, ticket, chain, CorrectionForm(initial=_of(chain[0])))
    voids = "void" in request.POST
    form = VoidForm(request.POST, auto_id="void-%s") if voids else CorrectionForm(request.POST)
    if not form.is_valid():
        return _entry_page(request, ticket, chain, form)
    try:
        _put_right(request, reference, entry_id, form)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _entry_page(request, ticket, entry_of(ticket, entry_id), form, refusal)
    messages.success(request, _("The entry no longer counts.") if voids else _("The entry was corrected."))
    return redirect("desk:time", reference)


def _put_right(request: SignedInRequest, reference: str, entry_id: int, form: VoidForm | CorrectionForm) -> None:
    reason = form.cleaned_data["reason"]
    if isinstance(form, CorrectionForm):
        correct_time(request.user, reference, entry_id, form.work(), reason, now=request.now)
    else:
        void_time(request.user, reference, entry_id, reason, now=request.now)


def _page(request: SignedInRequest, ticket: Ticket, form: NewEntryForm, refusal: Refusal | None = None) -> HttpResponse:
    chains = chains_of(ticket)
    counting = [chain[0] for chain in chains if not chain[0].voided]
    more = {
        "ruled": ruled_of(ticket),
        "rows": [row_of(chain, request) for chain in chains],
        "total": minutes_words(sum(each.minutes for each in counting)) if counting else "",
        "today": today_of(request).isoformat(),
    }
    return sheet(request, ticket, PAGE, form, refusal=refusal, more=more)


def _entry_page(
    request: SignedInRequest,
    ticket: Ticket,
    chain: list[TimeEntry],
    form: CorrectionForm | VoidForm,
    refusal: Refusal | None = None,
) -> HttpResponse:
    voids = isinstance(form, VoidForm)
    more = {
        "row": row_of(chain, request),
        "correction": CorrectionForm(initial=_of(chain[0])) if voids else form,
        "void": form if voids else VoidForm(auto_id="void-%s"),
        "today": today_of(request).isoformat(),
    }
    return sheet(request, ticket, ENTRY, form, refusal=refusal, more=more)


def _initial(request: SignedInRequest) -> dict[str, Any]:
    return {"day": today_of(request).isoformat(), "activity": remembered(request), "person": request.user.pk}


def _of(current: TimeEntry) -> dict[str, Any]:
    said = {name: getattr(current, name) for name in ("minutes", "activity", "note")}
    return {**said, "day": current.day.isoformat()}


def today_of(request: SignedInRequest) -> date:
    """The date at the helpdesk."""
    return request.now.astimezone(wording.ZONE).date()


def row_of(chain: list[TimeEntry], request: SignedInRequest) -> dict[str, Any]:
    """An entry as the table shows it, with what it said before."""
    current = chain[0]
    return {
        "entry": current,
        "day": wording.day(current.day, now=request.now),
        "iso": current.day.isoformat(),
        "time": minutes_words(current.minutes),
        "activity": current.get_activity_display(),
        "rate": rate_words(current.rate),
        "was": [
            {
                "said": _said(older, newer),
                "who": newer.recorded_by.name,
                "when": wording.short(newer.recorded_at, now=request.now),
                "reason": newer.reason,
            }
            for newer, older in pairwise(chain)
        ],
    }


def _said(older: TimeEntry, newer: TimeEntry) -> str:
    """What the correction changed, as it was before; "" when it only counts no more."""
    said = (
        (older.minutes != newer.minutes, minutes_words(older.minutes)),
        (older.day != newer.day, wording.day(older.day)),
        (older.activity != newer.activity, str(older.get_activity_display())),
        (older.rate != newer.rate, rate_words(older.rate)),
        (older.note != newer.note, f"“{older.note}”" if older.note else _("without a description")),
    )
    return ", ".join(words for differs, words in said if differs)


def rate_words(rate: Decimal | None) -> str:
    """A rate as people read it."""
    return _("no rate") if rate is None else euro(rate, get_language() or "nl")


def no_rate_words(current: TimeEntry) -> str:
    """What is said of an entry for which no rate was in force."""
    sentence = _(
        "There is no rate for {activity} on {day}. The time is kept; the month cannot be closed before an "
        "administrator has added the rate."
    )
    return sentence.format(activity=current.get_activity_display(), day=wording.day(current.day))
