"""The part of the rail about time and money: how long was worked, whether it is charged, and the stopwatch."""

from datetime import datetime, timedelta
from typing import Any

from accounts.http import SignedInRequest
from agreements import wording
from agreements.models import Activity
from tickets.models import Ticket
from tickets.queries.time import time_beside
from tickets.views.desk.remembered import remembered


def time_in_rail(request: SignedInRequest, ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """What `_time.html` and the composer draw; one SQL."""
    beside = time_beside(ticket, request.user.pk)
    since = beside.watch_since
    return {
        "time": {
            "spent": minutes_words(beside.minutes) if beside.minutes else "",
            "ruled": beside.ruled,
            "watch_since": wording.short(since, now=now) if since else "",
        },
        "activities": Activity.choices,
        "activity": remembered(request),
    }


def minutes_words(minutes: int) -> str:
    """So many minutes, short: "25 min", "1 u 30"."""
    return wording.duration_short(timedelta(minutes=minutes))
