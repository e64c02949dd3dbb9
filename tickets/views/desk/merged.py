"""A merge in words: every promise before and after, what stands above a ticket while it can be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.queries import Access
from accounts.refusals import Refusal
from agreements import wording
from tickets.actions.merge import UNDO_WITHIN, MergePreview, preview_merge
from tickets.enums import ClockKind, EventKind, Status
from tickets.models import SlaClock, Ticket
from tickets.permissions import may_undo_merge
from tickets.queries.promises import time_left
from tickets.queries.timeline import Entry
from tickets.sla.preview import PromiseChange, is_late


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One promise of both tickets and of the one that stays, in words, with the clause that gives it."""

    name: str
    theirs: str
    mine: str
    after: str
    clause: str
    is_changed: bool
    would_be_late: bool
    mark: str


@dataclass(frozen=True, slots=True)
class ShownMerge:
    """What a merge would do: the sentence of a refusal instead when it cannot be."""

    sentence: str = ""
    rows: tuple[MergeRow, ...] = ()
    becomes: str = ""

    @property
    def would_be_late(self) -> bool:
        """Whether any promise that is in time would be late at once."""
        return any(row.would_be_late for row in self.rows)


@dataclass(frozen=True, slots=True)
class MergeNote:
    """Two tickets that became one, above either; `until` is "" when whoever looks cannot undo it (any more)."""

    duplicate: str
    other: str
    is_duplicate: bool
    when: str
    until: str


def shown_merge(duplicate: Ticket, survivor: Ticket, *, now: datetime) -> ShownMerge:
    """Every promise of both before, and of the survivor after; at most four SQL."""
    try:
        found = preview_merge(duplicate, survivor, now=now)
    except Refusal as refusal:
        return ShownMerge(sentence=refusal.sentence)
    becomes = _("category {n}").format(n=found.category) if found.category < survivor.category else ""
    return ShownMerge(rows=tuple(_rows(found, now)), becomes=becomes)


def merges_of(access: Access, ticket: Ticket, entries: Sequence[Entry], *, now: datetime) -> list[MergeNote]:
    """What is merged with this ticket now, the newest first; read from the conversation that the page has already."""
    if ticket.status == Status.MERGED:
        last = [each for each in entries if each.event.kind == EventKind.MERGED][-1]
        return [_note(access, ticket.reference, last, now)]
    merged: dict[str, Entry] = {}
    for each in entries:
        if each.event.kind == EventKind.ABSORBED:
            merged[each.event.data["other"]] = each
        elif each.event.kind == EventKind.GIVEN_BACK:
            merged.pop(each.event.data["other"], None)
    return [_note(access, other, entry, now) for other, entry in reversed(merged.items())]


def _note(access: Access, duplicate: str, entry: Entry, now: datetime) -> MergeNote:
    ends = entry.event.at + UNDO_WITHIN
    until = wording.short(ends, now=now) if now < ends and may_undo_merge(access, entry.event) else ""
    when = wording.short(entry.event.at, now=now)
    return MergeNote(duplicate, entry.event.data["other"], entry.event.kind == EventKind.MERGED, when, until)


def _rows(found: MergePreview, now: datetime) -> Iterable[MergeRow]:
    theirs = {each.kind: each for each in found.duplicate}
    mine = {each.kind: each for each in found.survivor}
    for kind in ClockKind:
        if kind in theirs or kind in mine:
            yield _row(kind, theirs.get(kind), mine.get(kind), now)


def _row(kind: ClockKind, theirs: PromiseChange | None, mine: PromiseChange | None, now: datetime) -> MergeRow:
    before, after = (mine.before, mine.after) if mine else (None, None)
    would_be_late = mine is not None and mine.would_be_late
    late = is_late(after, now)
    return MergeRow(
        name=str(kind.label),
        theirs=_said(theirs.before if theirs else None, now),
        mine=_said(before, now),
        after=_said(after, now),
        clause=after.clause if after else "",
        is_changed=mine is not None and mine.is_changed,
        would_be_late=would_be_late,
        mark=_("would already be late") if would_be_late else _("late already, and stays so") if late else "",
    )


def _said(clock: SlaClock | None, now: datetime) -> str:
    if clock is None:
        return _("no deadline")
    if clock.paused_at is not None or clock.due_at is None:
        return _("stands still, %(left)s left") % {"left": wording.duration_short(time_left(clock))}
    return _("before %(at)s") % {"at": wording.short(clock.due_at, now=now)}
