"""What a change would do to the promises of a ticket: the same fold over an event that did not happen (yet)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tickets.enums import ClockKind, EventKind, Status
from tickets.models import SlaClock, Ticket
from tickets.sla.clocks import clocks_from, folded
from tickets.sla.fold import Books, Happening


@dataclass(frozen=True, slots=True)
class PromiseChange:
    """One promise before and after; the clocks are unsaved, None where nothing is promised (any more).

    `would_be_late` says that it was in time before, and would be late at once.
    """

    kind: ClockKind
    before: SlaClock | None
    after: SlaClock | None
    would_be_late: bool

    @property
    def is_changed(self) -> bool:
        """Whether anything about it would be other than it is."""
        return _essence(self.before) != _essence(self.after)


def preview(
    ticket: Ticket,
    history: Sequence[Happening],
    kind: EventKind,
    data: Mapping[str, Any],
    *,
    now: datetime,
    books: Books | None = None,
) -> list[PromiseChange]:
    """The open promises of the ticket before and after an event of this kind at `now`; nothing is stored."""
    fold = folded(history, books or Books())
    before = clocks_from(ticket, fold)
    fold.add(Happening(kind, now, Status(ticket.status), data))
    return compared(before, clocks_from(ticket, fold), now=now)


def compared(before: Iterable[SlaClock], after: Iterable[SlaClock], *, now: datetime) -> list[PromiseChange]:
    """The last open round of each kind on both sides, in the order of the clocks."""
    old, new = _open(before), _open(after)
    return [
        PromiseChange(
            kind, old.get(kind), new.get(kind), is_late(new.get(kind), now) and not is_late(old.get(kind), now)
        )
        for kind in ClockKind
        if kind in old or kind in new
    ]


def is_late(clock: SlaClock | None, now: datetime) -> bool:
    """Whether an open clock is past its due moment at `now`, also while it stands still."""
    if clock is None:
        return False
    return clock.breached_at is not None or (clock.due_at is not None and clock.due_at <= now)


def _open(clocks: Iterable[SlaClock]) -> dict[ClockKind, SlaClock]:
    return {ClockKind(each.kind): each for each in clocks if each.stopped_at is None}


def _essence(clock: SlaClock | None) -> tuple[object, ...] | None:
    if clock is None:
        return None
    return (
        clock.target, clock.target_days, clock.agreed_at, clock.started_at, clock.due_at, clock.paused_at,
        clock.breached_at, clock.elapsed,
    )  # fmt: skip
