"""Events to clock marks to stored clocks: what each promise of a ticket is at, by replaying what happened (N).

Nothing here knows the present time: a stored clock depends on the events alone, so that it is right with every
worker down, and deleting all clocks and replaying gives the same rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from agreements.queries import opening_hours, terms
from agreements.sla_clock import Mark, MarkKind, OpeningTime, replay
from agreements.terms import Terms
from tickets.enums import ClockKind, EventKind, Status
from tickets.models import SlaClock, Ticket, TicketEvent
from tickets.state_machine import Effect, effects_of

FOLDED_FIELDS = ("kind", "at", "status", "data")
_STORED = (
    "clause", "target", "started_at", "due_at", "elapsed", "paused_at", "stopped_at", "met_at", "breached_at",
    "agreement_version_id", "calendar_revision_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """The part of an event that the clocks depend on."""

    kind: EventKind
    at: datetime
    status: Status
    data: Mapping[str, Any]


@dataclass(slots=True)
class Round:
    """The marks of one clock in one round; `ended` says that its last stop is no outcome."""

    kind: ClockKind
    number: int
    marks: list[Mark]
    running: bool = True
    paused: bool = False
    ended: bool = False

    def mark(self, kind: MarkKind, at: datetime) -> None:
        """Add what happened to this clock."""
        self.marks.append(Mark(kind, at))

    def stop(self, at: datetime, *, ended: bool = False) -> None:
        """Stop it, once."""
        if self.running:
            self.mark(MarkKind.STOP, at)
            self.running, self.paused, self.ended = False, False, ended

    def pause(self, at: datetime) -> None:
        """Let it stand still, once."""
        if self.running and not self.paused:
            self.mark(MarkKind.PAUSE, at)
            self.paused = True

    def resume(self, at: datetime) -> None:
        """Let it go on, when it stood still."""
        if self.running and self.paused:
            self.mark(MarkKind.RESUME, at)
            self.paused = False


@dataclass(slots=True)
class Fold:
    """The rounds of every clock, and what was decided at the last classification."""

    rounds: dict[ClockKind, list[Round]] = field(default_factory=dict)
    status: Status | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def add(self, happening: Happening, *, pauses: bool) -> None:
        """Apply one event, as the table of transitions says; `pauses` is the agreement's setting for waiting."""
        if happening.kind is EventKind.SUBMITTED:
            self.facts.update(happening.data)
        at = self._moment(happening)
        for kind, effect in effects_of(happening.kind, self.status).items():
            if pauses or effect not in (Effect.PAUSE, Effect.RESUME):
                self._apply(kind, effect, at)
        self.status = happening.status

    def _moment(self, happening: Happening) -> datetime:
        submitted = happening.data.get("submitted_at") if happening.kind is EventKind.SUBMITTED else None
        return datetime.fromisoformat(submitted) if submitted else happening.at

    def _apply(self, kind: ClockKind, effect: Effect, at: datetime) -> None:
        rounds = self.rounds.setdefault(kind, [])
        last = rounds[-1] if rounds else None
        if effect is Effect.START:
            if last is None or not last.running:
                rounds.append(Round(kind, len(rounds) + 1, [Mark(MarkKind.START, at)]))
        elif last is not None:
            self._apply_to(last, effect, at, rounds)

    @staticmethod
    def _apply_to(last: Round, effect: Effect, at: datetime, rounds: list[Round]) -> None:
        match effect:
            case Effect.STOP:
                last.stop(at)
            case Effect.END:
                last.stop(at, ended=True)
            case Effect.PAUSE:
                last.pause(at)
            case Effect.RESUME:
                last.resume(at)
            case Effect.NEXT:
                rounds.append(_next_interval(last, at))
            case Effect.CONTINUE:
                rounds.append(_continued(last, at))


def _next_interval(last: Round, at: datetime) -> Round:
    """A report stops its interval and starts the next one, standing still when the ticket waits for the customer."""
    was_paused = last.paused
    last.stop(at)
    following = Round(last.kind, last.number + 1, [Mark(MarkKind.START, at)])
    if was_paused:
        following.pause(at)
    return following


def _continued(last: Round, at: datetime) -> Round:
    """Reopened: a new round with the time already used; the first outcome stays on the round before."""
    return Round(last.kind, last.number + 1, [*last.marks, Mark(MarkKind.RESUME, at)])


def happenings(events: Iterable[TicketEvent]) -> list[Happening]:
    """The parts of stored events, in order of sequence, that the clocks depend on."""
    return [Happening(EventKind(each.kind), each.at, Status(each.status), each.data) for each in events]


def clocks_of(ticket: Ticket, history: Sequence[Happening]) -> list[SlaClock]:
    """Every clock of the ticket as its history gives it, unsaved, in order of kind and round.

    Pins are read from the event that set them, never from today's configuration.
    """
    fold = _folded(history)
    contract = terms(history[0].data["agreement_version"])
    clocks = [
        _clock(ticket, each, target, fold.facts)
        for kind, rounds in fold.rounds.items()
        if (target := target_of(contract, fold.facts["category"], kind)) is not None
        for each in rounds
    ]
    return sorted(clocks, key=lambda clock: (clock.kind, clock.round))


def marks_of(history: Sequence[Happening]) -> dict[tuple[ClockKind, int], list[Mark]]:
    """What happened to each clock, by kind and round: what `clocks_of` replays, for who wants to explain it."""
    rounds = _folded(history).rounds.values()
    return {(each.kind, each.number): list(each.marks) for same in rounds for each in same}


def _folded(history: Sequence[Happening]) -> Fold:
    fold = Fold()
    pauses = terms(history[0].data["agreement_version"]).pauses_while_waiting
    for happening in history:
        fold.add(happening, pauses=pauses)
    return fold


def target_of(contract: Terms, category: int, kind: ClockKind) -> timedelta | None:
    """The norm in opening time (N1-N4); None where the agreement says "by appointment"."""
    norm = contract.norms[category]
    match kind:
        case ClockKind.RESPONSE:
            return norm.response
        case ClockKind.RECOVERY:
            return norm.recovery
        case ClockKind.STATUS_REPORT:
            return norm.status_report


def _clock(ticket: Ticket, each: Round, target: timedelta, facts: Mapping[str, Any]) -> SlaClock:
    contract, hours = (
        terms(facts["agreement_version"]),
        opening_hours(facts["calendar_revision"]),
    )
    reading = replay(each.marks, OpeningTime(target), hours)
    stopped_at = None if each.running else each.marks[-1].at
    return SlaClock(
        ticket=ticket,
        kind=each.kind,
        round=each.number,
        clause=contract.norms[facts["category"]].clause,
        target=target,
        started_at=hours.next_opening(each.marks[0].at),
        due_at=reading.due_at,
        elapsed=reading.elapsed,
        paused_at=each.marks[-1].at if each.paused else None,
        stopped_at=stopped_at,
        met_at=None if each.ended or not reading.met else stopped_at,
        breached_at=reading.breached_at,
        agreement_version_id=facts["agreement_version"],
        calendar_revision_id=facts["calendar_revision"],
    )


def next_fields(clocks: Sequence[SlaClock]) -> dict[str, Any]:
    """What the ticket repeats of its clocks: the earliest running one, else the paused one with least time left."""
    running = [each for each in clocks if each.stopped_at is None and each.paused_at is None]
    paused = [each for each in clocks if each.stopped_at is None and each.paused_at is not None]
    if running:
        first = min(running, key=_due_moment)
        return {
            "next_kind": first.kind,
            "next_due_at": first.due_at,
            "still_remaining": None,
        }
    if paused:
        first = min(paused, key=lambda clock: clock.target - clock.elapsed)
        return {
            "next_kind": first.kind,
            "next_due_at": None,
            "still_remaining": first.target - first.elapsed,
        }
    return {"next_kind": "", "next_due_at": None, "still_remaining": None}


def _due_moment(clock: SlaClock) -> tuple[datetime, str]:
    assert clock.due_at is not None  # a clock without a due moment is paused
    return clock.due_at, clock.kind


def start(ticket: Ticket, first: Happening) -> list[SlaClock]:
    """The clocks of a ticket that is about to be inserted, with the ticket's own next fields set; nothing is saved."""
    clocks = clocks_of(ticket, [first])
    _set_fields(ticket, next_fields(clocks))
    return clocks


def refresh(ticket: Ticket) -> None:
    """Bring the stored clocks and the ticket's next fields in line with its events; writes only what differs.

    Called inside the transaction of the change. At most five statements: events, clocks, and what is new or other.
    """
    events = TicketEvent.objects.filter(ticket=ticket).order_by("sequence").only("ticket_id", *FOLDED_FIELDS)
    clocks = clocks_of(ticket, happenings(events))
    _store(ticket, clocks)
    fields = next_fields(clocks)
    if any(getattr(ticket, name) != value for name, value in fields.items()):
        Ticket.objects.filter(pk=ticket.pk).update(**fields)
        _set_fields(ticket, fields)


def differences(ticket: Ticket) -> list[str]:
    """What the stored clocks and next fields of a ticket differ in from a replay of its events; empty when true."""
    events = TicketEvent.objects.filter(ticket=ticket).order_by("sequence")
    replayed = clocks_of(ticket, happenings(events))
    fresh = {_key(each): _values(each) for each in replayed}
    stored = {_key(each): _values(each) for each in SlaClock.objects.filter(ticket=ticket)}
    found = [f"{ticket.reference} {kind} {number}" for kind, number in sorted(fresh.keys() ^ stored.keys())]
    found += [
        f"{ticket.reference} {key[0]} {key[1]} {name}: {stored[key][name]} is {fresh[key][name]}"
        for key in sorted(fresh.keys() & stored.keys())
        for name in _STORED
        if stored[key][name] != fresh[key][name]
    ]
    fields = next_fields(replayed)
    return found + [f"{ticket.reference} {name}" for name, value in fields.items() if getattr(ticket, name) != value]


def _store(ticket: Ticket, clocks: Sequence[SlaClock]) -> None:
    stored = {_key(each): each for each in SlaClock.objects.filter(ticket=ticket)}
    new = [each for each in clocks if _key(each) not in stored]
    if new:
        SlaClock.objects.bulk_create(new)
    wanted = {_key(each) for each in clocks}
    gone = [each.pk for key, each in stored.items() if key not in wanted]
    if gone:
        SlaClock.objects.filter(pk__in=gone).delete()
    for each in clocks:
        old = stored.get(_key(each))
        if old is not None and _values(old) != _values(each):
            SlaClock.objects.filter(pk=old.pk).update(**_values(each))


def _key(clock: SlaClock) -> tuple[str, int]:
    return str(clock.kind), clock.round


def _values(clock: SlaClock) -> dict[str, Any]:
    return {name: getattr(clock, name) for name in _STORED}


def _set_fields(ticket: Ticket, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(ticket, name, value)
