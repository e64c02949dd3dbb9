"""The overview: three ways to start, the open tickets with their promises, and what was recovered lately."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, portal_page
from agreements.wording import ZONE
from tickets.models import Ticket
from tickets.queries.portal import OPEN_SHOWN, open_tickets, recently_recovered
from tickets.queries.promises import counting_clocks_of, latest_promises
from tickets.views.portal.sentences import Line, line

MORNING, AFTERNOON, EVENING = 6, 12, 18


@portal_page
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What somebody sees first after signing in."""
    now = request.now
    found, recovered = open_tickets(request.access), recently_recovered(request.access, now=now)
    shown = found[:OPEN_SHOWN]
    lines = lines_for(request, [*shown, *recovered])
    context = {
        "nav_current": "home",
        "greeting": greeting(now),
        "open_lines": lines[: len(shown)],
        "open_count": f"{OPEN_SHOWN}+" if len(found) > OPEN_SHOWN else str(len(shown)),
        "more_open": len(found) > OPEN_SHOWN,
        "recovered_lines": lines[len(shown) :],
    }
    return render(request, "tickets/portal/home.html", context)


def greeting(now: datetime) -> str:
    """By the clock of the helpdesk."""
    hour = now.astimezone(ZONE).hour
    if MORNING <= hour < AFTERNOON:
        return _("Good morning")
    return _("Good afternoon") if AFTERNOON <= hour < EVENING else _("Good evening")


def lines_for(request: SignedInRequest, tickets: list[Ticket]) -> list[Line]:
    """The tickets as lines, their clocks read in one statement."""
    now, clocks = request.now, counting_clocks_of(ticket.pk for ticket in tickets)
    access = request.access
    several = len(access.own_customers | access.mandated.keys()) > 1
    return [
        line(
            ticket,
            latest_promises(clocks.get(ticket.pk, ()), now=now),
            now=now,
            reader=request.user.pk,
            several=several,
        )
        for ticket in tickets
    ]
