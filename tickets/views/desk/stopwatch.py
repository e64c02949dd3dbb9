"""The stopwatch: started on a ticket, seen on every page of the desk, and stopped into recorded time."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form as DjangoForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, desk_page
from accounts.refusals import NotVisible, Refusal
from agreements import wording
from tickets.actions.time.watch import WatchRunsElsewhere, discard_watch, start_watch, stop_into, stop_watch
from tickets.forms.time import EntryForm, WatchForm
from tickets.models import Stopwatch, TimeEntry
from tickets.queries.door import ticket_for
from tickets.queries.time import stopwatch_of
from tickets.stopwatch import is_forgotten, minutes_by_day
from tickets.views.desk.frame import frame_for
from tickets.views.desk.remembered import remember
from tickets.views.desk.sheet import status_of
from tickets.views.desk.time import no_rate_words, today_of
from tickets.views.desk.time_rail import minutes_words

PAGE, SWAP = "tickets/desk/stopwatch.html", "tickets/desk/stopwatch_swap.html"


@require_POST
@desk_page
def start(request: SignedInRequest, reference: str) -> HttpResponse:
    """Start on this ticket; when one runs on another, ask first whether to stop that."""
    ticket = ticket_for(request.access, reference)
    activity, stop_first = request.POST.get("activity", ""), "stop_first" in request.POST
    try:
        _watch, entries = start_watch(request.user, reference, activity, now=request.now, stop_first=stop_first)
    except NotVisible:
        raise
    except WatchRunsElsewhere as refusal:
        context = {"ticket": ticket, "activity": activity, "refused": refusal.sentence, **_running(request)}
        return render(request, SWAP, frame_for(request).context() | context, status=refusal.status)
    except Refusal as refusal:
        return _page(request, None, refusal)
    remember(request, activity)
    _say(request, entries)
    messages.success(request, _("Your stopwatch runs on {ticket}.").format(ticket=reference))
    return redirect("desk:ticket", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def stopwatch(request: SignedInRequest) -> HttpResponse:
    """The watch that runs, and three ways to end it: as what it says, as something else, or as nothing."""
    if request.method != "POST":
        return _page(request)
    if "discard" in request.POST:
        discard_watch(request.user, now=request.now)
        messages.success(request, _("The stopwatch was thrown away; nothing was recorded."))
        return redirect("desk:stopwatch")
    running = stopwatch_of(request.user.pk)
    form = EntryForm(request.POST, auto_id="own-%s") if "own" in request.POST else WatchForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        entries = _stop(request, form)
    except Refusal as refusal:
        return _page(request, form, refusal)
    _say(request, entries)
    return redirect("desk:time", running.ticket.reference) if running and entries else redirect("desk:stopwatch")


@require_safe
@desk_page
def now(request: SignedInRequest) -> HttpResponse:
    """One line beside the queues; empty when no watch runs. One SQL."""
    return render(request, "tickets/desk/_stopwatch.html", _running(request))


def _stop(request: SignedInRequest, form: EntryForm | WatchForm) -> list[TimeEntry]:
    remember(request, form.cleaned_data["activity"])
    if isinstance(form, EntryForm):
        return stop_into(request.user, form.work(), now=request.now)
    given = form.cleaned_data
    return stop_watch(request.user, now=request.now, note=given["note"], activity=given["activity"])


def _say(request: SignedInRequest, entries: Sequence[TimeEntry]) -> None:
    """What was recorded, by day when it was more than one; and that a rate is missing."""
    if not entries:
        return
    said = [f"{minutes_words(each.minutes)} ({wording.day(each.day, now=request.now)})" for each in entries]
    sentence = _("Recorded on {ticket}: {time}.")
    if len(entries) > 1:
        sentence = _("The stopwatch ran past midnight. Recorded on {ticket}: {time}.")
    messages.success(request, sentence.format(ticket=entries[0].ticket.reference, time=", ".join(said)))
    for each in entries:
        if each.rate is None:
            messages.warning(request, no_rate_words(each))


def _page(
    request: SignedInRequest, form: EntryForm | WatchForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    shown = _running(request)
    watch = shown["watch"]
    initial = {"activity": watch.activity} if watch else {}
    own: DjangoForm = EntryForm(initial={**initial, "day": today_of(request).isoformat()}, auto_id="own-%s")
    context = frame_for(request).context() | shown
    context |= {
        "form": form,
        "refused": refusal.sentence if refusal else "",
        "end": form if isinstance(form, WatchForm) else WatchForm(initial=initial),
        "own": form if isinstance(form, EntryForm) else own,
        "today": today_of(request).isoformat(),
    }
    return render(request, PAGE, context, status=status_of(form, refusal))


def _running(request: SignedInRequest) -> dict[str, Any]:
    """The watch in words; None when none runs."""
    watch = stopwatch_of(request.user.pk)
    return {"watch": watch, **_said(watch, request)} if watch is not None else {"watch": None}


def _said(watch: Stopwatch, request: SignedInRequest) -> dict[str, Any]:
    pieces = minutes_by_day(watch.started_at, request.now)
    return {
        "reference": watch.ticket.reference,
        "since": wording.short(watch.started_at, now=request.now),
        "iso": wording.time_tag_iso(watch.started_at),
        "spent": minutes_words(sum(minutes for _day, minutes in pieces)),
        "pieces": [(wording.day(day, now=request.now), minutes_words(minutes)) for day, minutes in pieces],
        "is_forgotten": is_forgotten(watch.started_at, request.now),
    }
