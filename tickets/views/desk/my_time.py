"""An agent's own time: a week, day by day."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, desk_page
from agreements import wording
from tickets.models import TimeEntry
from tickets.queries.time import entries_of_person, ruled_for
from tickets.views.desk.frame import frame_for
from tickets.views.desk.time import rate_words, today_of
from tickets.views.desk.time_rail import minutes_words

WEEK = re.compile(r"(20\d\d)-W(\d\d)", re.ASCII)
DAYS = 7


@require_safe
@desk_page
def my_time(request: SignedInRequest) -> HttpResponse:
    """The week that was asked for (2026-W48), else this one: each day with its entries and its sum."""
    begins = _monday(request.GET.get("week", ""), today_of(request))
    entries = entries_of_person(request.user.pk, begins, begins + timedelta(days=DAYS))
    billed = {pk for pk, ruled in ruled_for(entry.ticket for entry in entries).items() if ruled.billable}
    days = [_day(begins + timedelta(days=n), entries, billed, request) for n in range(DAYS)]
    context = frame_for(request).context() | {
        "title": _("Week {week} of {year}").format(week=begins.isocalendar().week, year=begins.isocalendar().year),
        "days": [each for each in days if each["rows"] or _is_worked(each["date"], request)],
        "total": minutes_words(_sum(entries)),
        "billed": minutes_words(sum(each.minutes for each in entries if each.ticket_id in billed)),
        "before": _address(begins - timedelta(days=DAYS)),
        "after": _address(begins + timedelta(days=DAYS)) if begins + timedelta(days=DAYS) <= today_of(request) else "",
    }
    return render(request, "tickets/desk/my_time.html", context)


def _is_worked(day: date, request: SignedInRequest) -> bool:
    """Whether somebody would look for time on it: a weekday that has come."""
    return day.weekday() < DAYS - 2 and day <= today_of(request)


def _monday(asked: str, today: date) -> date:
    """The first day of the week that was asked for; of this week when that is none."""
    found = WEEK.fullmatch(asked)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else today - timedelta(today.weekday())
    except ValueError:
        return today - timedelta(today.weekday())


def _address(monday: date) -> str:
    year, week, _weekday = monday.isocalendar()
    return f"{reverse('desk:my_time')}?week={year}-W{week:02}"


def _day(day: date, entries: Sequence[TimeEntry], billed: set[int], request: SignedInRequest) -> dict[str, Any]:
    theirs = [each for each in entries if each.day == day]
    return {
        "date": day,
        "name": wording.day(day, now=request.now),
        "iso": day.isoformat(),
        "total": minutes_words(_sum(theirs)) if theirs else "",
        "rows": [_row(each, each.ticket_id in billed) for each in theirs],
    }


def _row(entry: TimeEntry, billed: bool) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "ticket": entry.ticket,
        "customer": entry.ticket.organisation.name,
        "activity": entry.get_activity_display(),
        "note": entry.note,
        "time": minutes_words(entry.minutes),
        "billed": billed,
        "no_rate": rate_words(None) if entry.rate is None else "",
    }


def _sum(entries: Sequence[TimeEntry]) -> int:
    return sum(each.minutes for each in entries)
