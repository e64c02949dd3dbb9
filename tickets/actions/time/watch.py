"""The stopwatch of an agent: one at a time, which ends as recorded time (W3).

Locks go tickets, then the person, as everywhere where time is recorded.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import access_for
from accounts.refusals import Refusal, Stale
from agreements import wording
from agreements.models import Activity
from tickets.actions.time.record import Work, keep_time
from tickets.models import Stopwatch, Ticket, TimeEntry
from tickets.permissions import check_is_agent
from tickets.queries.door import tickets_for_update
from tickets.stopwatch import is_forgotten, minutes_by_day


class WatchRunsElsewhere(Refusal):
    """The stopwatch runs on another ticket already; the page asks whether it is to be stopped first."""

    status = 409


def start_watch(
    user: User, reference: str, activity: str, *, now: datetime, stop_first: bool = False
) -> tuple[Stopwatch, list[TimeEntry]]:
    """Start the stopwatch on a ticket; answers what was recorded of the one that `stop_first` stopped.

    On the same ticket it just runs on. Refused: anybody but an agent (403), a stopwatch that runs on another ticket,
    an activity that does not exist (422).
    """
    with transaction.atomic():
        running, tickets = _locked(user, reference, now=now)
        ticket = tickets[-1]
        if running is not None and running.ticket_id == ticket.pk:
            return running, []
        if running is not None and not stop_first:
            raise WatchRunsElsewhere(
                _("Your stopwatch runs on {ticket} since {when}. There is one stopwatch at a time.").format(
                    ticket=running.ticket.reference, when=wording.short(running.started_at, now=now)
                )
            )
        if activity not in Activity.values:
            raise Refusal(_("Choose an activity from the list."))
        entries = _record(tickets[0], user, running, now=now) if running is not None else []
        return Stopwatch.objects.create(person=user, ticket=ticket, activity=activity, started_at=now), entries


def stop_watch(user: User, *, now: datetime, note: str = "", activity: str = "") -> list[TimeEntry]:
    """Stop it and record what it says, by date when it ran past midnight; none when none ran (twice is once).

    Refused: one that ran for more than 24 hours, and what `record_time` refuses (422).
    """
    with transaction.atomic():
        running, tickets = _locked(user, now=now)
        if running is None:
            return []
        return _record(tickets[0], user, running, now=now, note=note, activity=activity)


def stop_into(user: User, work: Work, *, now: datetime) -> list[TimeEntry]:
    """Stop it, and record instead what the agent says; none when none ran. Refused: as `record_time` does."""
    with transaction.atomic():
        running, tickets = _locked(user, now=now)
        if running is None:
            return []
        running.delete()
        return [keep_time(tickets[0], user, work, now=now)]


def discard_watch(user: User, *, now: datetime) -> bool:
    """Stop it and record nothing; whether one ran."""
    with transaction.atomic():
        check_is_agent(access_for(user, now=now))
        removed, _rows = Stopwatch.objects.filter(person=user).delete()
        return bool(removed)


def keep_watch(ticket: Ticket, user: User, *, now: datetime, note: str = "", activity: str = "") -> list[TimeEntry]:
    """Stop the watch that runs on this ticket, in the transaction of the caller, who locked the ticket."""
    _lock_person(user)
    running = _running(user)
    if running is None or running.ticket_id != ticket.pk:
        raise Refusal(_("Your stopwatch does not run on this ticket any more. Give the minutes yourself."))
    return _record(ticket, user, running, now=now, note=note, activity=activity)


def _record(
    ticket: Ticket, user: User, running: Stopwatch, *, now: datetime, note: str = "", activity: str = ""
) -> list[TimeEntry]:
    if is_forgotten(running.started_at, now):
        raise Refusal(
            _(
                "The stopwatch on {ticket} has run for more than 24 hours. Say yourself how long you worked, or throw "
                "it away."
            ).format(ticket=ticket.reference)
        )
    kind, began = activity or running.activity, running.started_at
    running.delete()
    return [
        keep_time(ticket, user, Work(minutes, day, kind, note), now=now) for day, minutes in minutes_by_day(began, now)
    ]


def _locked(user: User, *others: str, now: datetime) -> tuple[Stopwatch | None, list[Ticket]]:
    """The watch that runs, and the tickets: its own first, then the others; all locked."""
    access = access_for(user, now=now)
    check_is_agent(access)
    seen = _running(user)
    references = ([seen.ticket.reference] if seen is not None else []) + list(others)
    tickets = tickets_for_update(access, references)
    _lock_person(user)
    running = _running(user)
    if (running.pk if running else None) != (seen.pk if seen else None):
        raise Stale(_("Your stopwatch was changed just now, in another window. Look at it again."), changed_since=0)
    return running, tickets


def _running(user: User) -> Stopwatch | None:
    return Stopwatch.objects.select_related("ticket").filter(person=user).first()


def _lock_person(user: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
