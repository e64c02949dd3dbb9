"""Where each promise of a ticket stands at a moment: read from the stored clocks, never from a job's remark (N)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet

from agreements.queries import opening_hours
from tickets.enums import ClockKind
from tickets.models import SlaClock


class Standing(StrEnum):
    """What can be said of one clock now."""

    RUNNING = "running"
    LATE = "late"  # runs on, past its due moment
    STILL = "still"
    KEPT = "kept"
    KEPT_LATE = "kept_late"  # done, after the due moment
    ENDED = "ended"  # neither: the ticket ended before it was due


@dataclass(frozen=True, slots=True)
class Promise:
    """One clock with its standing at the moment of asking."""

    clock: SlaClock
    standing: Standing

    @property
    def is_open(self) -> bool:
        """Whether it is still to be kept."""
        return self.standing in (Standing.RUNNING, Standing.LATE, Standing.STILL)


Promises = Mapping[ClockKind, Promise]


def norm_time(clock: SlaClock) -> timedelta:
    """The opening time that a clock has in all: its norm, or what lies between its start and the moment it is due."""
    if clock.target is not None:
        return clock.target
    hours = opening_hours(clock.calendar_revision_id)
    if clock.agreed_at is not None:
        return max(hours.between(clock.started_at, clock.agreed_at), timedelta())
    assert clock.target_days is not None  # exactly one of the three is given
    return hours.between(clock.started_at, hours.add_working_days(clock.started_at, clock.target_days))


def time_left(clock: SlaClock) -> timedelta:
    """The opening time that was left at the clock's last mark; negative when it was late."""
    return norm_time(clock) - clock.elapsed


def standing_of(clock: SlaClock, *, now: datetime) -> Standing:
    """The standing of a stored clock at `now` (aware); "before" is strict: at the due moment it is late (N)."""
    if clock.stopped_at is not None:
        if clock.met_at is not None:
            return Standing.KEPT
        return Standing.KEPT_LATE if clock.breached_at is not None else Standing.ENDED
    if clock.paused_at is not None:
        return Standing.STILL
    return Standing.LATE if clock.due_at is not None and clock.due_at <= now else Standing.RUNNING


def latest_promises(clocks: Iterable[SlaClock], *, now: datetime) -> dict[ClockKind, Promise]:
    """Of each kind the last round: the promise that counts now."""
    last: dict[ClockKind, SlaClock] = {}
    for clock in clocks:
        kind = ClockKind(clock.kind)
        if kind not in last or clock.round > last[kind].round:
            last[kind] = clock
    return {kind: Promise(clock, standing_of(clock, now=now)) for kind, clock in last.items()}


def clocks_of_tickets(ticket_ids: Iterable[int]) -> dict[int, list[SlaClock]]:
    """All clocks of these tickets, by ticket, rounds in order. One SQL statement."""
    return _by_ticket(SlaClock.objects.filter(ticket_id__in=list(ticket_ids)))


def counting_clocks_of(ticket_ids: Iterable[int]) -> dict[int, list[SlaClock]]:
    """What a list has to say of these tickets: the clocks that still run, and how recovery or delivery went.

    One SQL statement, whose size doesn't grow with the reports that were sent.
    """
    counting = Q(stopped_at__isnull=True) | Q(kind__in=(ClockKind.RECOVERY, ClockKind.DELIVERY))
    return _by_ticket(SlaClock.objects.filter(counting, ticket_id__in=list(ticket_ids)))


def _by_ticket(clocks: QuerySet[SlaClock]) -> dict[int, list[SlaClock]]:
    found: dict[int, list[SlaClock]] = {}
    for clock in clocks.order_by("ticket_id", "kind", "round"):
        found.setdefault(clock.ticket_id, []).append(clock)
    return found
