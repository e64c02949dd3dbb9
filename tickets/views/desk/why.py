"""Why a promise is due when it is, as the rail shows it: bars of the days, a line for each stretch, a sum."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from agreements import wording
from agreements.ledger import Closed, Kind, Ledger, days
from agreements.ledger import Day as LedgerDay
from agreements.ledger import Row as LedgerRow
from agreements.sla_clock import OpeningTime, State, WorkingDays
from tickets.enums import ClockKind
from tickets.models import SlaClock, Ticket
from tickets.queries.desk import ClockReading
from tickets.views.ledger import MINUTE, ZERO, Explained

SHOWN_LINES = 12
SHOWN_DAYS = 7
ICONS: Mapping[Kind, str] = {
    Kind.COUNTED: "square-filled",
    Kind.PAUSED: "square-hatch",
    Kind.STOPPED: "circle-check",
    Kind.CLOSED: "moon-star",
    Kind.LEFT: "square-open",
    Kind.LATE: "triangle-alert",
    Kind.AGREED: "handshake",
}
NAMES: Mapping[Kind, str | Promise] = {
    Kind.COUNTED: pgettext_lazy("stretch of time", "counted"),
    Kind.PAUSED: pgettext_lazy("stretch of time", "waiting for customer"),
    Kind.STOPPED: pgettext_lazy("stretch of time", "clock was stopped"),
    Kind.CLOSED: pgettext_lazy("stretch of time", "closed"),
    Kind.LEFT: pgettext_lazy("stretch of time", "remains"),
    Kind.LATE: pgettext_lazy("stretch of time", "too late"),
    Kind.AGREED: pgettext_lazy("stretch of time", "agreed"),
}
UNTIL_NOW: Mapping[Kind, str | Promise] = {
    Kind.COUNTED: pgettext_lazy("stretch of time", "counted, until now"),
    Kind.PAUSED: pgettext_lazy("stretch of time", "waiting for customer, until now"),
    Kind.LATE: pgettext_lazy("stretch of time", "too late, until now"),
}
MARKS = {Kind.COUNTED: "used", Kind.PAUSED: "still", Kind.LEFT: "left", Kind.LATE: "late"}


@dataclass(frozen=True, slots=True)
class Question:
    """A ledger that can be opened; `id` changes whenever what was read before may no longer be true."""

    kind: str
    id: str
    url: str
    words: str
    opened: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of time: when, what it was to the clock, and what it adds."""

    icon: str
    when: str
    what: str
    amount: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A day: pieces of its opening time in thousandths, each with the class that gives its colour."""

    label: str
    pieces: tuple[tuple[str, int, int], ...]
    due: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A ledger, ready to be drawn."""

    name: str
    words: str
    bars: list[Bar]
    axis: tuple[str, str] | None
    earlier: list[Line]
    lines: list[Line]
    sums: list[tuple[str, str, str]]
    taken_from: str = ""


def questions(ticket: Ticket, readings: Sequence[ClockReading], *, stamp: str, now: datetime) -> list[Question]:
    """One for each clock in the rail; recovery stands open while it is promised, else the clock that is due first."""
    opened = _opened(ticket, [each.clock for each in readings])
    return [
        Question(
            kind=clock.kind,
            id=f"why-{clock.kind}-{clock.round}-{stamp}",
            url=reverse("desk:clock", args=(ticket.reference, clock.kind, clock.round)),
            words=_question(clock, reading.state, now),
            opened=clock is opened,
        )
        for reading in readings
        for clock in [reading.clock]
    ]


def _opened(ticket: Ticket, clocks: Sequence[SlaClock]) -> SlaClock | None:
    """Recovery, else the clock that the queue shows of this ticket."""
    going = {each.kind: each for each in clocks if each.stopped_at is None}
    return going.get(ClockKind.RECOVERY) or going.get(ticket.next_kind)


def _question(clock: SlaClock, state: str, now: datetime) -> str:
    said = {"clock": ClockKind(clock.kind).label.lower()}
    match state:
        case "kept":
            return _("Why %(clock)s in time?") % said
        case "late":
            return _("Why %(clock)s too late?") % said
        case "ended":
            return _("How %(clock)s was counted") % said
    if clock.due_at is None:
        return _("Why does %(clock)s stand still?") % said
    return _("Why %(clock)s before %(at)s?") % {**said, "at": wording.short(clock.due_at, now=now)}


def sheet(of: Explained, *, state: str, now: datetime) -> Sheet:
    """The ledger of a clock in words (N1 to N4, W2)."""
    lines = list(_lines(of.ledger, now))
    drawn = days(of.ledger)[-SHOWN_DAYS:]
    return Sheet(
        name=str(of.kind.label),
        words=_question(of.clock, state, now),
        bars=[_bar(each) for each in drawn],
        axis=_axis(drawn),
        earlier=lines[:-SHOWN_LINES],
        lines=lines[-SHOWN_LINES:],
        sums=list(_sums(of)),
        taken_from=of.taken_from,
    )


def _lines(of: Ledger, now: datetime) -> Iterator[Line]:
    before = ZERO
    for row in of.rows:
        shown = _shown(of, row.running_sum)
        when = wording.stretch(*_within_hours(row, of), now=now)
        amount = wording.duration_short(shown - before) if row.adds else "0"
        yield Line(_icon(row), when, _what(row, of), amount)
        before = shown
    if of.state == State.PAUSED and of.left:
        after, left = pgettext("stretch of time", "after that"), wording.duration_short(of.left)
        yield Line(ICONS[Kind.LEFT], after, str(NAMES[Kind.LEFT]), left)


def _within_hours(row: LedgerRow, of: Ledger) -> tuple[datetime, datetime]:
    """Of a day of a change (W2), the part in which the helpdesk is open: not from midnight."""
    whole = row.start, row.end
    if not isinstance(of.promise, WorkingDays) or not row.adds:
        return whole
    open_parts = list(of.hours.stretches(*whole))
    return (open_parts[0][0], open_parts[-1][1]) if open_parts else whole


def _shown(of: Ledger, running_sum: timedelta) -> timedelta:
    """A sum in whole minutes. Of a clock in time what is left is rounded down, as its own face does."""
    down = of.state == State.STOPPED or of.target is None or running_sum > of.target
    return running_sum // MINUTE * MINUTE if down else -(-running_sum // MINUTE) * MINUTE


def _icon(row: LedgerRow) -> str:
    return "calendar-x" if row.why is Closed.NAMED else ICONS[row.kind]


def _what(row: LedgerRow, of: Ledger) -> str:
    if row.kind is Kind.LEFT and of.state == State.STOPPED:
        return pgettext("stretch of time", "not needed")
    words = str((UNTIL_NOW if row.until_now else NAMES)[row.kind])
    if row.working_day:
        words = _("%(what)s, working day %(n)s") % {"what": words, "n": row.working_day}
    if row.names:
        return _("%(what)s: %(names)s") % {"what": words, "names": ", ".join(row.names)}
    return pgettext("stretch of time", "closed, weekend") if row.why is Closed.WEEKEND else words


def _bar(day: LedgerDay) -> Bar:
    pieces = tuple((MARKS[each.kind], each.x, each.width) for each in day.segments if each.kind in MARKS)
    return Bar(wording.day_number(day.on), pieces, day.due)


def _axis(drawn: Sequence[LedgerDay]) -> tuple[str, str] | None:
    """Opening and closing below the bars, when all have the same."""
    found = {(wording.time(day.opens), wording.time(day.closes)) for day in drawn}
    return found.pop() if len(found) == 1 else None


def _sums(of: Explained) -> Iterator[tuple[str, str, str]]:
    """What the lines come to; when that is not the norm, both."""
    ledger = of.ledger
    if ledger.late:
        yield _("Counted in all"), "", wording.duration_short(ledger.counted)
    said = {"n": of.ticket.category, "clock": of.kind.label.lower()}
    match ledger.promise:
        case OpeningTime(duration):
            norm = wording.duration_short(duration)
        case _:
            norm = of.norm
    if of.kind is ClockKind.DELIVERY:
        yield _("Norm of a change, %(clock)s") % said, of.clock.clause, norm
    else:
        yield _("Norm category %(n)s, %(clock)s") % said, of.clock.clause, norm
