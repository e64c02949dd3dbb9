"""Why a promise is due when it is: a clock's marks laid out as stretches of time that add up to the norm.

It explains what `sla_clock.replay` decided and decides nothing itself; docs/adr/0013-a-deadline-explains-itself.md says
what each stretch means, and tests/agreements/test_ledger.py that the sums are the replay's, to the microsecond.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from agreements.ledger_rows import ADDING, DAY, ZERO, Closed, Kind, Layout, NamedDay, Piece, Row, dates, midnight
from agreements.opening_hours import OpeningHours, since_epoch
from agreements.sla_clock import (
    AgreedMoment,
    Mark,
    MarkKind,
    OpeningTime,
    Reading,
    State,
    Target,
    WorkingDays,
    replay,
)

__all__ = ["Closed", "Day", "Kind", "Ledger", "NamedDay", "Row", "Segment", "as_json", "days", "ledger"]

BAR = 1000
_AFTER = {
    MarkKind.START: Kind.COUNTED,
    MarkKind.RESUME: Kind.COUNTED,
    MarkKind.PAUSE: Kind.PAUSED,
    MarkKind.STOP: Kind.STOPPED,
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """A clock explained at `now` (its stop, once stopped). Durations are opening time, moments in the calendar's zone.

    promise     the target as it was given
    target      how much opening time that is; None for an agreed moment, which is no amount
    due_at      as in the reading: None on a paused clock that was in time
    breached_at the due moment, when it has passed by `now` without a stop
    counted     what the clock reads: the time it ran, in time or late
    paused      the opening time of its pauses, the present one included
    left        what is left before the due moment, and stands still when the clock does; nothing when late
    late        the part of `counted` past the due moment: counted + left - late == target
    rows        the stretches in order, without gaps, from the start to the later of `now` and the due moment
    """

    promise: Target
    target: timedelta | None
    state: State
    started_at: datetime
    now: datetime
    due_at: datetime | None
    breached_at: datetime | None
    counted: timedelta
    paused: timedelta
    left: timedelta
    late: timedelta
    rows: tuple[Row, ...]
    hours: OpeningHours = field(repr=False)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a day's bar, in thousandths of its width."""

    kind: Kind
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Day:
    """A date's bar, from its first opening to its last closing; `due`: the place of the due moment in it, if any."""

    on: date
    opens: datetime
    closes: datetime
    segments: tuple[Segment, ...]
    due: int | None


def _nameless(_on: date) -> str:
    return ""


def ledger(
    marks: Iterable[Mark],
    target: Target,
    hours: OpeningHours,
    *,
    now: datetime,
    closed_name: Callable[[date], str] = _nameless,
) -> Ledger:
    """Every stretch of time that made a clock what it is at `now`, an aware moment (N1 to N4, W2, H5).

    `closed_name` gives the name of a holiday, or the reason for other hours, on a local date; "" for an ordinary one.
    A `now` before the last mark is read as that mark: somebody was faster. Refuses and raises what `replay` does.
    """
    ordered = sorted(marks, key=lambda mark: since_epoch(mark.at))
    reading = replay(ordered, target, hours)
    stopped = reading.state == State.STOPPED
    until = reading.since if stopped else max(reading.since, now, key=since_epoch)
    layout = Layout(hours, closed_name, ordered[0].at, by_day=isinstance(target, WorkingDays))
    rows = layout.rows(_pieces(ordered, reading, until))
    opening: defaultdict[Kind, timedelta] = defaultdict(timedelta)
    for row in rows:
        opening[row.kind] += row.opening
    start, local_until = (at.astimezone(hours.timezone) for at in (ordered[0].at, until))
    if isinstance(target, AgreedMoment):
        rows = [_statement(start, target.at.astimezone(hours.timezone), hours)]
    return Ledger(
        promise=target,
        target=_amount(target, start, hours),
        state=reading.state,
        started_at=start,
        now=local_until,
        due_at=_in_zone(reading.due_at, hours),
        breached_at=_in_zone(reading.breached_by(until), hours),
        counted=opening[Kind.COUNTED] + opening[Kind.LATE],
        paused=opening[Kind.PAUSED],
        left=max(ZERO, reading.remaining_at(until, hours)),
        late=opening[Kind.LATE],
        rows=tuple(_summed(rows, None if stopped else local_until)),
        hours=hours,
    )


def _pieces(marks: list[Mark], reading: Reading, until: datetime) -> Iterator[Piece]:
    """What the clock did between its marks and up to `until`, and what it has left; in UTC, where moments compare."""
    ends = [*(mark.at for mark in marks[1:]), until]
    due = reading.due_at and reading.due_at.astimezone(UTC)
    for mark, following in zip(marks, ends, strict=True):
        kind, start, end = _AFTER[mark.kind], mark.at.astimezone(UTC), following.astimezone(UTC)
        if kind == Kind.COUNTED and due is not None and due < end:
            yield kind, start, max(start, due)
            yield Kind.LATE, max(start, due), end
        else:
            yield kind, start, end
    if due is not None:
        yield Kind.LEFT, until.astimezone(UTC), due


def _in_zone(at: datetime | None, hours: OpeningHours) -> datetime | None:
    return at and at.astimezone(hours.timezone)


def _statement(start: datetime, agreed: datetime, hours: OpeningHours) -> Row:
    first = min(start, agreed, key=since_epoch)
    return Row(Kind.AGREED, first, agreed, hours.between(first, agreed))


def _amount(target: Target, start: datetime, hours: OpeningHours) -> timedelta | None:
    """The opening time that a target comes to, for a clock that never stands still."""
    match target:
        case OpeningTime(duration):
            return duration
        case WorkingDays(days):
            return hours.between(start, hours.add_working_days(start, days))
        case AgreedMoment():
            return None


def _summed(rows: Iterable[Row], now: datetime | None) -> Iterator[Row]:
    running_sum = ZERO
    for row in rows:
        running_sum += row.adds
        doing = row.kind in (Kind.COUNTED, Kind.PAUSED, Kind.LATE)
        until_now = doing and now is not None and since_epoch(row.end) == since_epoch(now)
        yield replace(row, running_sum=running_sum, until_now=until_now)


def days(of: Ledger) -> list[Day]:
    """A bar for each local date on which the clock ran, stood still or has time left; none for an agreed moment.

    Only opening time is filled; where a date's bar is empty the clock was stopped, not begun, done, or the helpdesk
    closed. A due moment at a closing stands at the end of that bar, and one outside every bar stands in none.
    """
    zone = of.hours.timezone
    filled: defaultdict[date, list[Piece]] = defaultdict(list)
    for row in of.rows:
        if row.kind in (*ADDING, Kind.PAUSED):
            for on in dates(row.start, row.end, zone):
                day = max(midnight(on, zone), row.start), min(midnight(on + DAY, zone), row.end)
                filled[on] += [(row.kind, *stretch) for stretch in of.hours.stretches(*day)]
    return [_day(on, pieces, of) for on, pieces in sorted(filled.items()) if pieces]


def _day(on: date, pieces: list[Piece], of: Ledger) -> Day:
    zone = of.hours.timezone
    stretches = list(of.hours.stretches(midnight(on, zone), midnight(on + DAY, zone)))
    opens, closes = since_epoch(stretches[0][0]), since_epoch(stretches[-1][1])

    def place(at: datetime) -> int:
        return (2 * BAR * (since_epoch(at) - opens) + (closes - opens)) // (2 * (closes - opens))

    segments, filled = [], 0
    for kind, start, end in pieces:
        segments += [Segment(Kind.EMPTY, filled, place(start) - filled), Segment(kind, place(start), 0)]
        filled = place(end)
        segments[-1] = replace(segments[-1], width=filled - segments[-1].x)
    segments.append(Segment(Kind.EMPTY, filled, BAR - filled))
    due = place(of.due_at) if of.due_at is not None and opens < since_epoch(of.due_at) <= closes else None
    return Day(on, stretches[0][0], stretches[-1][1], tuple(piece for piece in segments if piece.width), due)


def as_json(of: Ledger, *, clause: str) -> dict[str, object]:
    """The ledger of this clause, ready for JSON: moments in ISO 8601 with their offset, durations in seconds."""
    return {
        "clause": clause,
        "state": of.state.value,
        "target": _json_target(of),
        "started_at": of.started_at.isoformat(),
        "now": of.now.isoformat(),
        "due_at": of.due_at and of.due_at.isoformat(),
        "breached_at": of.breached_at and of.breached_at.isoformat(),
        "counted_seconds": of.counted.total_seconds(),
        "paused_seconds": of.paused.total_seconds(),
        "left_seconds": of.left.total_seconds(),
        "late_seconds": of.late.total_seconds(),
        "rows": [_json_row(row) for row in of.rows],
    }


def _json_target(of: Ledger) -> dict[str, object]:
    seconds = None if of.target is None else of.target.total_seconds()
    match of.promise:
        case OpeningTime():
            return {"kind": "opening_time", "seconds": seconds}
        case WorkingDays(number):
            return {"kind": "working_days", "days": number, "seconds": seconds}
        case AgreedMoment(at):
            return {"kind": "agreed_moment", "at": at.astimezone(of.hours.timezone).isoformat()}


def _json_row(row: Row) -> dict[str, object]:
    return {
        "kind": row.kind.value,
        "from": row.start.isoformat(),
        "until": row.end.isoformat(),
        "opening_seconds": row.opening.total_seconds(),
        "running_sum_seconds": row.running_sum.total_seconds(),
        "why": row.why and row.why.value,
        "named": [{"date": day.on.isoformat(), "name": day.name} for day in row.named],
        "working_day": row.working_day,
    }
