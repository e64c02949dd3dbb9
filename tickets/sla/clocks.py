"""From rounds to clocks: the rows that are stored, and what the ticket repeats of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from agreements.opening_hours import OpeningHours
from agreements.sla_clock import AgreedMoment, OpeningTime, WorkingDays
from agreements.terms import Terms
from tickets.enums import ClockKind, EventKind, Status
from tickets.models import SlaClock, Ticket
from tickets.queries.promises import time_left
from tickets.sla.fold import CLASSIFICATION, Books, Fold, Happening, Round

# Of clocks that are due at the same moment, the response is what is to be done first.
_ORDER = list(ClockKind)


def folded(history: Iterable[Happening], books: Books) -> Fold:
    """The history of one ticket, folded."""
    fold = Fold(books)
    for happening in history:
        fold.add(happening)
    return fold


def classification_after(
    history: Iterable[Happening], kind: EventKind, data: Mapping[str, Any], ticket: Ticket, *, now: datetime
) -> dict[str, Any]:
    """What the ticket is once this event is added to its history: what its fields repeat."""
    fold = folded(history, Books())
    fold.add(Happening(kind, now, Status(ticket.status), data))
    return {name: fold.facts[name] for name in CLASSIFICATION if name in fold.facts}


def clocks_of(ticket: Ticket, history: Iterable[Happening], books: Books | None = None) -> list[SlaClock]:
    """Every clock of the ticket as its history gives it, unsaved, in order of kind and round.

    Pins are read from the event that set them, never from today's configuration.
    """
    return clocks_from(ticket, folded(history, books or Books()))


def clocks_from(ticket: Ticket, fold: Fold) -> list[SlaClock]:
    """The clocks of a folded history."""
    clocks = [
        clock
        for rounds in fold.rounds.values()
        for each in rounds
        if (clock := clock_of(ticket, each, fold)) is not None
    ]
    return sorted(clocks, key=lambda clock: (clock.kind, clock.round))


def clock_of(ticket: Ticket, each: Round, fold: Fold) -> SlaClock | None:
    """The clock of one round, unsaved; None when nothing is promised by it."""
    books = fold.books
    target, reading = each.target(books), each.reading(books)
    if target is None or reading is None:
        return None
    stopped_at = None if each.running else each.marks[-1].at
    # An agreed moment stays where it is while the ticket waits: its clock is never shown as standing still.
    is_still = each.paused and each.agreed is None
    return SlaClock(
        ticket=ticket,
        kind=each.kind,
        round=each.number,
        clause=each.clause(books),
        target=target.duration if isinstance(target, OpeningTime) else None,
        target_days=target.days if isinstance(target, WorkingDays) else None,
        agreed_at=target.at if isinstance(target, AgreedMoment) else None,
        started_at=books.hours(each.basis.calendar_revision).next_opening(each.marks[0].at),
        due_at=reading.due_at,
        elapsed=reading.elapsed,
        paused_at=each.marks[-1].at if is_still else None,
        stopped_at=stopped_at,
        met_at=None if each.ended or not reading.met else stopped_at,
        breached_at=reading.breached_at,
        breach_cause=fold.causes.get((each.kind, each.number), ""),
        agreement_version_id=each.basis.agreement_version,
        calendar_revision_id=each.basis.calendar_revision,
    )


def fields_of(fold: Fold, clocks: Sequence[SlaClock]) -> dict[str, Any]:
    """Everything that a ticket repeats of its replayed events."""
    return {**next_fields(clocks), "acts_at": acts_at(fold)}


def acts_at(fold: Fold) -> datetime | None:
    """When a job has something to do: remind who is asked something, close what stays unanswered or recovered (N)."""
    basis, since = fold.basis(), fold.since
    contract, hours = fold.books.terms(basis.agreement_version), fold.books.hours(basis.calendar_revision)
    if since is None:
        return None
    if fold.status is Status.RECOVERED:
        days = contract.confirm_working_days if basis.is_change else contract.reopening_working_days
        return hours.add_working_days(since, days)
    if fold.status is Status.AWAITING_APPROVAL:
        return _approval_step(fold, contract, hours)
    if fold.status is not Status.WAITING:
        return None
    if fold.reminded_at is None:
        return hours.add_working_days(since, contract.reminder_working_days)
    return hours.add_working_days(fold.reminded_at, contract.closing_working_days)


def _approval_step(fold: Fold, contract: Terms, hours: OpeningHours) -> datetime | None:
    """When who may approve the costs is reminded, and after that when the silence ends the request (W3)."""
    if fold.asked_at is None:
        return None
    days = contract.approval_working_days if fold.reminded_at else contract.approval_reminder_working_days
    return hours.add_working_days(fold.asked_at, days)


def next_fields(clocks: Sequence[SlaClock]) -> dict[str, Any]:
    """What the ticket repeats of its clocks: the earliest running one, else the paused one with least time left."""
    running = [each for each in clocks if each.stopped_at is None and each.paused_at is None]
    paused = [each for each in clocks if each.stopped_at is None and each.paused_at is not None]
    if running:
        first = min(running, key=_due_moment)
        return {"next_kind": first.kind, "next_due_at": first.due_at, "still_remaining": None}
    if paused:
        left, kind = min((time_left(clock), str(clock.kind)) for clock in paused)
        return {"next_kind": kind, "next_due_at": None, "still_remaining": left}
    return {"next_kind": "", "next_due_at": None, "still_remaining": None}


def _due_moment(clock: SlaClock) -> tuple[datetime, int]:
    assert clock.due_at is not None  # a clock without a due moment is paused
    return clock.due_at, _ORDER.index(ClockKind(clock.kind))
