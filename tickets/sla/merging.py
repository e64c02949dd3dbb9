"""What a clock becomes when its ticket absorbs a duplicate: the earliest start and the strictest promise (N).

docs/adr/0014-a-merge-loses-no-promise.md says why. Nothing is read from the duplicate at a replay: the event brought
along what its clocks were.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from agreements.opening_hours import since_epoch
from agreements.sla_clock import Mark, MarkKind
from tickets.enums import ClockKind, Kind
from tickets.sla.rounds import Basis, Books, Round

_Run = tuple[datetime, datetime | None, MarkKind]
_BEGINS = (MarkKind.START, MarkKind.RESUME)


def brought_along(rounds: Iterable[list[Round]]) -> list[dict[str, Any]]:
    """The clocks of a duplicate that still run, late or not, as its survivor's event keeps them."""
    return [_as_data(each[-1]) for each in rounds if each and each[-1].running]


def round_from(data: Mapping[str, Any], kind: ClockKind) -> Round | None:
    """The duplicate's running clock of this kind, with the duplicate's number as where it comes from."""
    found = next((each for each in data["rounds"] if each["kind"] == kind), None)
    if found is None:
        return None
    marks = [Mark(MarkKind(name), datetime.fromisoformat(at)) for name, at in found["marks"]]
    pins = found["agreement_version"], found["calendar_revision"]
    basis = Basis(*pins, Kind(found["ticket_kind"]), found["category"])
    agreed = datetime.fromisoformat(found["agreed"]) if found["agreed"] else None
    return Round(kind, 1, marks, basis, agreed, paused=marks[-1].kind is MarkKind.PAUSE, origin=data["other"])


def strictest(mine: Round, theirs: Round | None, basis: Basis, at: datetime, books: Books) -> Round:
    """The survivor's running clock from `at` on: due no later than either clock was, by the norms of both (N).

    `basis` is what the survivor is measured by from now on. Of equally strict ones it keeps its own.
    """
    ways = list(_ways(mine, theirs, basis))
    due = [(moment, place) for place, way in enumerate(ways) if (moment := _due(way, at, books)) is not None]
    chosen = ways[min(due)[1] if due else 0]
    if chosen.paused and theirs is not None and not (mine.paused and theirs.paused):
        # One of the two promises ran on: so does the one that is left.
        chosen = replace(chosen, marks=list(chosen.marks))
        chosen.resume(at)
    return chosen


def _ways(mine: Round, theirs: Round | None, basis: Basis) -> Iterator[Round]:
    """Every way of measuring what is left to be done, its own first."""
    if theirs is None:
        yield from _measured(mine, basis)
    elif mine.kind is ClockKind.STATUS_REPORT:
        # An interval counts from its own last report; one report after both, before the first of both moments.
        yield from _measured(mine, basis)
        yield replace(theirs, number=mine.number)
    else:
        marks = either_ran(mine.marks, theirs.marks)
        moved = since_epoch(marks[0].at) < since_epoch(mine.marks[0].at)
        origin = theirs.origin if moved else mine.origin
        both = mine.paused and theirs.paused
        yield from _measured(replace(mine, marks=marks, origin=origin, paused=both), basis)
        number = mine.number
        taken = replace(theirs, number=number, marks=marks, paused=both, origin=theirs.origin if moved else "")
        yield from _measured(taken, basis)
        if theirs.agreed is not None:
            yield replace(taken, origin=theirs.origin)


def _measured(own: Round, basis: Basis) -> Iterator[Round]:
    """By what it is measured by now, and by the norms of the ticket from now on under its own pins."""
    newly = replace(own.basis, ticket_kind=basis.ticket_kind, category=basis.category)
    yield own
    yield replace(own, basis=newly)
    if own.agreed is not None and own.kind is not ClockKind.DELIVERY:
        yield replace(own, basis=newly, agreed=None)


def either_ran(mine: list[Mark], theirs: list[Mark]) -> list[Mark]:
    """The marks of a clock that ran whenever either of two did, from the earlier start on."""
    runs = sorted([*_runs(mine), *_runs(theirs)], key=_beginning)
    joined = [runs[0]]
    for run in runs[1:]:
        start, end, _kind = joined[-1]
        if end is None:
            break
        if since_epoch(run[0]) > since_epoch(end):
            joined.append(run)
        elif run[1] is None or since_epoch(run[1]) > since_epoch(end):
            joined[-1] = (start, run[1], run[2])
    return list(_marks(joined))


def _runs(marks: list[Mark]) -> Iterator[_Run]:
    since: datetime | None = None
    for mark in sorted(marks, key=_moment):
        if mark.kind in _BEGINS:
            since = mark.at
        elif since is not None:
            yield since, mark.at, mark.kind
            since = None
    if since is not None:
        yield since, None, MarkKind.STOP


def _marks(runs: list[_Run]) -> Iterator[Mark]:
    for place, (start, end, kind) in enumerate(runs):
        yield Mark(MarkKind.RESUME if place else MarkKind.START, start)
        if end is not None:
            yield Mark(kind, end)


def _due(way: Round, at: datetime, books: Books) -> timedelta | None:
    """When it is due, if it runs from now on; None where nothing is promised."""
    reading = way.reading(books)
    if reading is None:
        return None
    due = reading.due_at or books.hours(way.basis.calendar_revision).add(at, reading.remaining)
    return since_epoch(due)


def _as_data(each: Round) -> dict[str, Any]:
    return {
        "kind": str(each.kind),
        "marks": [[str(mark.kind), mark.at.isoformat()] for mark in each.marks],
        "agreement_version": each.basis.agreement_version,
        "calendar_revision": each.basis.calendar_revision,
        "ticket_kind": str(each.basis.ticket_kind),
        "category": each.basis.category,
        "agreed": each.agreed.isoformat() if each.agreed else None,
    }


def _beginning(run: _Run) -> timedelta:
    return since_epoch(run[0])


def _moment(mark: Mark) -> timedelta:
    return since_epoch(mark.at)
