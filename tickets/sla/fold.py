"""The fold of a ticket's events into the rounds of its clocks, as the table of transitions says (N, W2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from agreements.models import ReclassifyFrom
from agreements.sla_clock import Mark, MarkKind
from tickets.enums import ClockKind, EventKind, Kind, Status
from tickets.sla.merging import round_from, strictest
from tickets.sla.rounds import Basis, Books, Round
from tickets.state_machine import Effect, effects_of

__all__ = ["Basis", "Books", "Fold", "Happening", "Round"]

_BEGINNINGS = (EventKind.SUBMITTED, EventKind.CALL_LOGGED, EventKind.SUBMITTED_FOR_APPROVAL)
_APPROVALS = (EventKind.ESTIMATE_APPROVED, EventKind.APPROVAL_WAIVED)
_ASKS = (EventKind.SUBMITTED_FOR_APPROVAL, EventKind.ESTIMATE_PROPOSED)
_SETS_FACTS = (*_BEGINNINGS, *_APPROVALS, EventKind.RECLASSIFIED, EventKind.PINNED, EventKind.ABSORBED)
CLASSIFICATION = ("kind", "ground", "impact", "severity", "category")
_FACTS = (*CLASSIFICATION, "agreement_version", "calendar_revision", "wished_until")
_UNDOES = {EventKind.UNMERGED: EventKind.MERGED, EventKind.GIVEN_BACK: EventKind.ABSORBED}


@dataclass(frozen=True, slots=True)
class Happening:
    """The part of an event that the clocks depend on."""

    kind: EventKind
    at: datetime
    status: Status
    data: Mapping[str, Any]


@dataclass(slots=True)
class Fold:
    """The rounds of every clock, what holds for the ticket now (classification and pins), and causes of breaches."""

    books: Books = field(default_factory=Books)
    rounds: dict[ClockKind, list[Round]] = field(default_factory=dict)
    status: Status | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    causes: dict[tuple[ClockKind, int], str] = field(default_factory=dict)
    since: datetime | None = None
    reminded_at: datetime | None = None
    asked_at: datetime | None = None
    past: list[Happening] = field(default_factory=list)

    def add(self, happening: Happening) -> None:
        """Apply one event."""
        if happening.kind in _UNDOES:
            self._forget(happening)
        else:
            self.past.append(happening)
            self._take(happening)

    def _take(self, happening: Happening) -> None:
        data = happening.data
        self._take_facts(happening)
        at = _moment_of(happening)
        for kind, effect in effects_of(happening.kind, self.status).items():
            if effect is Effect.AGREE:
                self._agree(kind, data, at)
            elif effect is Effect.ABSORB:
                self._absorb(kind, data, at)
            elif effect not in (Effect.PAUSE, Effect.RESUME) or self._contract().pauses_while_waiting:
                self._apply(kind, effect, at)
        self._take_status(happening)

    def _take_facts(self, happening: Happening) -> None:
        """What the ticket is; of two that are merged, what the stricter one is."""
        data = happening.data
        if happening.kind is EventKind.ABSORBED:
            data = data["classification"]
            data = data if data["category"] < self.facts["category"] else {}
        elif happening.kind is EventKind.BREACH_EXPLAINED and self._was_missed(data, happening.at):
            self.causes[ClockKind(data["kind"]), data["round"]] = data["cause"]
        if happening.kind in _SETS_FACTS:
            self.facts.update({name: data[name] for name in _FACTS if name in data})

    def _was_missed(self, data: Mapping[str, Any], at: datetime) -> bool:
        """Whether there is still anything to explain: a merge that was undone may have been all that was late."""
        rounds = self.rounds.get(ClockKind(data["kind"]), [])
        number: int = data["round"]
        return number <= len(rounds) and rounds[number - 1].is_breached_by(at, self.books)

    def _forget(self, undoing: Happening) -> None:
        """A merge is undone: everything is as it would be if it had never been."""
        what = _UNDOES[undoing.kind], undoing.data["other"]
        place = max(number for number, each in enumerate(self.past) if (each.kind, each.data.get("other")) == what)
        fresh = Fold(self.books)
        for each in self.past[:place]:
            fresh.add(each)
        for each in self.past[place + 1 :]:
            # A merged ticket stands still in its life: what was noted on it meanwhile found it where it was before.
            status = fresh.status if each.status is Status.MERGED and fresh.status else each.status
            fresh.add(replace(each, status=status))
        for name in fields(self):
            setattr(self, name.name, getattr(fresh, name.name))

    def _take_status(self, happening: Happening) -> None:
        if happening.status is not self.status:
            self.status, self.since, self.reminded_at = happening.status, happening.at, None
        if happening.kind in (EventKind.REMINDED, EventKind.APPROVAL_REMINDED):
            self.reminded_at = happening.at
        if happening.status is Status.AWAITING_APPROVAL and happening.kind in (*_ASKS, EventKind.ESTIMATE_WITHDRAWN):
            # A new estimate is asked about anew; without one nobody is waited for.
            asks = happening.kind in _ASKS and not happening.data.get("unpriced")
            self.asked_at, self.reminded_at = happening.at if asks else None, None

    def basis(self) -> Basis:
        """What a round that begins now is measured by."""
        facts = self.facts
        return Basis(facts["agreement_version"], facts["calendar_revision"], Kind(facts["kind"]), facts["category"])

    def last(self, kind: ClockKind) -> Round | None:
        """The last round of a clock."""
        rounds = self.rounds.get(kind)
        return rounds[-1] if rounds else None

    def _contract(self) -> Any:
        return self.books.terms(self.facts["agreement_version"])

    def _apply(self, kind: ClockKind, effect: Effect, at: datetime) -> None:
        last = self.last(kind)
        if effect in (Effect.START, Effect.DONE):
            self._start(kind, at)
            if effect is Effect.DONE:
                self.rounds[kind][-1].stop(at)
        elif effect is Effect.RECOMPUTE:
            self._recompute(kind, at)
        elif last is not None:
            self._apply_to(last, effect, at)

    def _start(self, kind: ClockKind, at: datetime) -> None:
        last = self.last(kind)
        if kind is ClockKind.APPOINTMENT and not self._needs_appointment():
            return
        if last is None or not last.running:
            number = last.number + 1 if last else 1
            started = Round(kind, number, [Mark(MarkKind.START, at)], self.basis())
            started.agreed = self._wished(started)
            self.rounds.setdefault(kind, []).append(started)

    def _wished(self, each: Round) -> datetime | None:
        """A wished day that ends after the norm makes the delivery an appointment; an earlier one is a wish (W2)."""
        wished = self.facts.get("wished_until")
        if each.kind is not ClockKind.DELIVERY or not wished:
            return None
        reading, until = each.reading(self.books), datetime.fromisoformat(wished)
        return until if reading is not None and reading.due_at is not None and reading.due_at < until else None

    def _apply_to(self, last: Round, effect: Effect, at: datetime) -> None:
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
                self._next_interval(last, at)
            case Effect.CONTINUE:
                self._continue(last, at)

    def _next_interval(self, last: Round, at: datetime) -> None:
        """A report stops its interval and starts the next one, standing still when the ticket waits for the customer.

        A report by appointment was for that one moment; the next is by a new appointment.
        """
        was_paused = last.paused
        last.stop(at)
        following = Round(last.kind, last.number + 1, [Mark(MarkKind.START, at)], self.basis())
        if was_paused:
            following.pause(at)
        self.rounds[last.kind].append(following)

    def _continue(self, last: Round, at: datetime) -> None:
        """Reopened: a new round with the time already used; the first outcome stays on the round before.

        An agreed moment that is still to come holds (N). One that has passed was for the first recovery: a new one is
        to be agreed; a delivery goes on with the time that was left instead, as every other delivery does (W2).
        """
        following = last.following()
        following.mark(MarkKind.RESUME, at)
        following.running, following.ended = True, False
        if following.agreed is not None and following.agreed <= at:
            if last.kind is ClockKind.DELIVERY:
                following.agreed = self._what_was_left(last, following.agreed, at)
            else:
                following.agreed, following.basis = None, self.basis()
        self.rounds[last.kind].append(following)

    def _what_was_left(self, last: Round, agreed: datetime, at: datetime) -> datetime:
        """A delivery on a wished day goes on with the opening time that was left of it; none was when it was late."""
        hours = self.books.hours(last.basis.calendar_revision)
        left = hours.between(last.marks[-1].at, agreed)
        return hours.add(at, left) if left > timedelta() else agreed

    def _needs_appointment(self) -> bool:
        """Recovery is by appointment, is still to be done, and no moment was agreed (N4)."""
        recovery = self.last(ClockKind.RECOVERY)
        return (
            self.basis().is_by_appointment(self.books)
            and recovery is not None
            and recovery.running
            and recovery.agreed is None
        )

    def _recompute(self, kind: ClockKind, at: datetime) -> None:
        """Another classification, or other pins: a running clock takes them, unless it is past its due moment (N)."""
        last = self.last(kind)
        if last is not None and last.running and not last.is_breached_by(at, self.books):
            self._take_basis(last, at)
        if kind is ClockKind.APPOINTMENT:
            self._ask_appointment(at)

    def _take_basis(self, last: Round, at: datetime) -> None:
        before, last.basis = last.basis, self.basis()
        reclassified = not last.basis.is_classified_as(before)
        if reclassified and self._contract().reclassify_from == ReclassifyFrom.CHANGE:
            last.begin_anew(at)
        if last.kind is not ClockKind.DELIVERY:
            last.agreed = last.agreed if last.basis.is_by_appointment(self.books) else None
        elif reclassified:
            last.agreed = None
            last.agreed = self._wished(last)

    def _ask_appointment(self, at: datetime) -> None:
        last = self.last(ClockKind.APPOINTMENT)
        if self._needs_appointment():
            self._start(ClockKind.APPOINTMENT, at)
        elif last is not None:
            last.stop(at, ended=True)

    def _absorb(self, kind: ClockKind, data: Mapping[str, Any], at: datetime) -> None:
        """A duplicate's promise goes on here: with the clock that runs, or as a round of its own where none does.

        A clock that is late already keeps its breach, target and due moment.
        """
        if kind is ClockKind.APPOINTMENT and not self._needs_appointment():
            self._ask_appointment(at)
            return
        last, theirs = self.last(kind), round_from(data, kind)
        if last is not None and last.running:
            if not last.is_breached_by(at, self.books):
                self.rounds[kind][-1] = strictest(last, theirs, self.basis(), at, self.books)
        elif theirs is not None:
            number = last.number + 1 if last else 1
            self.rounds.setdefault(kind, []).append(replace(theirs, number=number))

    def _agree(self, kind: ClockKind, data: Mapping[str, Any], at: datetime) -> None:
        """A moment was agreed for one clock: it is the due moment from now on; for recovery, one is no longer missing.

        A clock that is late already keeps its breach as a round of its own.
        """
        about = ClockKind(data["for"])
        last = self.last(kind)
        if kind is ClockKind.APPOINTMENT and about is ClockKind.RECOVERY and last is not None:
            last.stop(at)
        if kind is not about or last is None or not last.running:
            return
        if last.is_breached_by(at, self.books):
            following = last.following()
            following.basis = self.basis()
            last.stop(at, ended=True)
            self.rounds[kind].append(following)
            last = following
        last.agreed = datetime.fromisoformat(data["moment"])


def _moment_of(happening: Happening) -> datetime:
    """When it happened for the clocks: a call may be written down later than it was made."""
    data = happening.data
    if happening.kind in _BEGINNINGS:
        return datetime.fromisoformat(data["submitted_at"])
    if happening.kind is EventKind.ESTIMATE_APPROVED and data.get("approved_at"):
        return datetime.fromisoformat(data["approved_at"])
    return happening.at
