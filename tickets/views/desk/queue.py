"""The queue, the part of it that refreshes itself, and taking or assigning from its rows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, desk_page
from accounts.models import User
from accounts.queries import agents
from accounts.refusals import Refusal
from agreements import wording
from tickets.actions.assign import assign_one_of_several
from tickets.actions.take import take as take_action
from tickets.actions.write_path import Form
from tickets.forms.desk import FilterForm, RowsForm
from tickets.queries.desk import customer_name
from tickets.queries.queue import Filters, View, queue_rows
from tickets.views.desk.filters import filter_query
from tickets.views.desk.frame import TITLES, Frame, count_words, frame_for, navigation
from tickets.views.desk.rows import all_rows, grouped

TIME_HEADER = "X-Desk-Time"


@require_safe
@desk_page
def queue(request: SignedInRequest) -> HttpResponse:
    """The whole page."""
    filters = FilterForm(request.GET).filters()
    frame = frame_for(request, filters.view)
    context = frame.context() | _table(frame, filters) | _tools(filters)
    return render(request, "tickets/desk/queue.html", context)


@require_safe
@desk_page
def rows(request: SignedInRequest) -> HttpResponse:
    """The rows and counts as they are now; 204 as long as those on the page are still true. One small SQL then."""
    filters = FilterForm(request.GET).filters()
    frame = frame_for(request, filters.view)
    at = {TIME_HEADER: wording.time(request.now)}
    if request.GET.get("stamp") == frame.stamp():
        return HttpResponse(status=204, headers=at)
    context = _table(frame, filters) | {"nav": navigation(frame.counts, filters.view)}
    response = render(request, "tickets/desk/_rows_fragment.html", context)
    response.headers[TIME_HEADER] = at[TIME_HEADER]
    return response


@require_POST
@desk_page
def take_rows(request: SignedInRequest) -> HttpResponse:
    """Take the chosen rows; a row that a colleague was faster with is named, the others are taken."""
    chosen = RowsForm(request.POST).chosen()
    return _each(request, chosen, lambda user, form: take_action(user, form, now=request.now), _taken)


@require_POST
@desk_page
def assign_rows(request: SignedInRequest) -> HttpResponse:
    """Give the chosen rows to one agent; those of colleagues only when a lead agent says so."""
    form = RowsForm(request.POST)
    assignee_id = form.cleaned_data["assignee"] if form.is_valid() else None
    if assignee_id is None:
        messages.warning(request, _("Choose an agent first."))
        return _back(request)
    return _each(
        request,
        form.chosen(),
        lambda user, each: assign_one_of_several(user, each, assignee_id, now=request.now),
        _assigned,
    )


def _each(
    request: SignedInRequest,
    chosen: list[tuple[str, int]],
    act: Callable[[User, Form], object],
    said: Callable[[int], str],
) -> HttpResponse:
    done = 0
    for reference, version in chosen:
        try:
            act(request.user, Form(reference, version))
        except Refusal as refusal:
            messages.warning(request, f"{reference}: {refusal.sentence}")
        else:
            done += 1
    if done:
        messages.success(request, said(done))
    elif not chosen:
        messages.warning(request, _("Choose one or more tickets first."))
    return _back(request)


def _taken(number: int) -> str:
    return ngettext("You took %(number)s ticket.", "You took %(number)s tickets.", number) % {"number": number}


def _assigned(number: int) -> str:
    said = ngettext("%(number)s ticket was assigned.", "%(number)s tickets were assigned.", number)
    return said % {"number": number}


def _back(request: HttpRequest) -> HttpResponse:
    query = filter_query(FilterForm(request.GET).filters())
    return redirect(reverse("desk:queue") + query)


def _table(frame: Frame, filters: Filters) -> dict[str, Any]:
    """The groups of rows, with what the page needs to refresh them."""
    stored = queue_rows(frame.moment, filters)
    more = len(stored) > filters.cap
    groups = grouped(stored[: filters.cap], frame.moment, more=more)
    return {
        "groups": groups,
        "filters": filters,
        "title": TITLES[filters.view],
        "total": len(stored) if filters.is_narrowed else count_words(frame.counts, filters.view),
        "more": more,
        "shown": sum(1 for _row in all_rows(groups)),
        "more_url": "" if filters.more else reverse("desk:queue") + filter_query(replace(filters, more=True)),
        "query": filter_query(filters),
        "stamp": frame.stamp(),
        "updated_at": wording.time(frame.moment.now),
        "held": frame.counts.by_view[View.QUEUED],
    }


def _tools(filters: Filters) -> dict[str, Any]:
    everybody = list(agents().values_list("pk", "name"))
    return {
        "agents": everybody,
        "chips": _chips(filters, dict(everybody)),
        "categories": (1, 2, 3, 4),
        "clear_url": reverse("desk:queue") + filter_query(Filters(view=filters.view)),
    }


def _chips(filters: Filters, names: dict[int, str]) -> list[dict[str, str]]:
    chips = []
    if filters.category:
        chips.append(("category", _("Category"), str(filters.category)))
    if filters.organisation_id:
        chips.append(("customer", _("Customer"), customer_name(filters.organisation_id)))
    if filters.assignee_id:
        chips.append(("who", _("Agent"), names.get(filters.assignee_id, "?")))
    return [
        {"label": label, "value": value, "clear_url": reverse("desk:queue") + filter_query(filters, without=name)}
        for name, label, value in chips
    ]
