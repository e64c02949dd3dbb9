"""Rows of the queue as they are read: every moment and duration already words, so that the template stays flat."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agreements import wording
from tickets.enums import ClockKind, Ground, Kind, Status
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.queue import Group, Moment, QueueRow

MINUTE = timedelta(minutes=1)
STATE_OF = {
    Group.LATE: "late",
    Group.SOON: "soon",
    Group.TODAY: "run",
    Group.LATER: "run",
    Group.STILL: "still",
}
ORDER = {group: place for place, group in enumerate(Group)}
HEADINGS: dict[Group, tuple[str, str | Promise]] = {
    Group.LATE: ("triangle-alert", gettext_lazy("Late")),
    Group.SOON: ("clock-alert", gettext_lazy("Within 1 hour")),
    Group.TODAY: ("clock", gettext_lazy("Later today")),
    Group.LATER: ("calendar", gettext_lazy("Tomorrow and later")),
    Group.STILL: ("circle-pause", gettext_lazy("Clock stands still")),
}


class Row(NamedTuple):
    """One row, ready to be drawn."""

    id: int
    reference: str
    version: int
    url: str
    subject: str
    category: str
    customer: str
    state: str
    clock: str
    short: str
    words: str
    percent: int | None
    seconds: int | None
    label: str
    due: str
    due_iso: str
    due_before: str
    who: str
    who_full: str
    status: str
    is_new: bool
    was_closed: bool


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A group of rows under its heading."""

    key: str
    state: str
    icon: str
    label: str | Promise
    count: str
    rows: list[Row]


def grouped(rows: Sequence[QueueRow], moment: Moment, *, more: bool) -> list[RowGroup]:
    """The rows under their headings, in the order of the queue; `more` marks the last count as a lower bound."""
    ordered = sorted(((row.group(moment), row) for row in rows), key=lambda pair: ORDER[pair[0]])
    draw = Drawing(moment)
    groups = [(group, [draw.row(row, group) for _, row in pairs]) for group, pairs in groupby(ordered, lambda p: p[0])]
    last = len(groups) - 1
    return [
        RowGroup(
            group, STATE_OF[group], *HEADINGS[group], f"{len(drawn)}{'+' if more and place == last else ''}", drawn
        )
        for place, (group, drawn) in enumerate(groups)
    ]


class Drawing:
    """Turns stored rows into drawn ones at one moment; what is the same for all rows is looked up once."""

    def __init__(self, moment: Moment) -> None:
        self.now = moment.now
        self.language = get_language() or ""
        self.none_yet = _("none yet")
        self.address = reverse("desk:ticket", args=[f"{REFERENCE_PREFIX}0"])
        self.clock_words = {kind.value: str(kind.label).lower() for kind in ClockKind}

    def row(self, row: QueueRow, group: Group) -> Row:
        """One row in its group."""
        reference = f"{REFERENCE_PREFIX}{row.id}"
        remaining = row.remaining(self.now)
        kind = clock_of(row, self.now)
        before, due = self._due(row)
        short, words = duration(remaining, self.language) if remaining is not None else (self.none_yet, "")
        return Row(
            id=row.id,
            reference=reference,
            version=row.version,
            url=self.address.replace(f"{REFERENCE_PREFIX}0", reference),
            subject=row.subject,
            category=category_key(row.category, row.kind, row.ground),
            customer=row.organisation_name,
            state=STATE_OF[group],
            clock=kind,
            short=short,
            words=words,
            percent=percent_used(remaining, row.target()),
            seconds=int(remaining.total_seconds()) if remaining is not None and group is not Group.STILL else None,
            label=f"{reference}: {self.clock_words.get(kind, '')}",
            due=wording.short(due, now=self.now) if due else "",
            due_iso=wording.time_tag_iso(due) if due else "",
            due_before=before,
            who=(row.assignee_name or "").partition(" ")[0],
            who_full=row.assignee_name or "",
            status=shown_status(row.status, row.release_at, self.now),
            is_new=row.status in (Status.NEW, Status.QUEUED),
            was_closed=row.release_at is not None,
        )

    def _due(self, row: QueueRow) -> tuple[str, datetime | None]:
        if row.is_held(self.now):
            return _("start"), row.release_at
        if row.next_due_at is not None:
            return "", row.next_due_at
        waits = row.status in (Status.WAITING, Status.AWAITING_APPROVAL)
        return (_("since"), row.status_since) if waits else ("", None)


def duration(remaining: timedelta, language: str) -> tuple[str, str]:
    """A remaining time as it is seen and as it is heard, in the active language."""
    return _duration(abs(remaining) // MINUTE, language)


@lru_cache(maxsize=4096)
def _duration(minutes: int, _language: str) -> tuple[str, str]:
    whole = minutes * MINUTE
    return wording.duration_short(whole), wording.duration_words(whole)


def shown_status(status: str, release_at: datetime | None, now: datetime, kind: str = "") -> str:
    """The status as it is: whose opening has come is new, also while the job that says so is late (H4).

    A change is not recovered but delivered.
    """
    if status == Status.RECOVERED and kind == Kind.STANDARD_CHANGE:
        return "delivered"
    over = status == Status.QUEUED and release_at is not None and release_at <= now
    return Status.NEW.value if over else status


def clock_of(row: QueueRow, now: datetime) -> str:
    """The clock that the row names: the next one, or why it stands still."""
    if row.is_held(now):
        return "queued"
    if row.status == Status.WAITING and row.next_due_at is None:
        return "waiting"
    if row.status == Status.AWAITING_APPROVAL:
        return "approval"
    return row.next_kind or "appointment"


def category_key(category: int, kind: str, ground: str) -> str:
    """What the badge shows: the category, or W for a change, V for a question."""
    if kind == Kind.STANDARD_CHANGE:
        return "w"
    return "v" if ground == Ground.QUESTION else str(category)


def percent_used(remaining: timedelta | None, target: timedelta | None) -> int | None:
    """How much of the norm time has gone, as a whole percentage from 0 to 100."""
    if remaining is None or not target:
        return None
    return min(100, max(0, 100 - round(100 * remaining / target)))


def all_rows(groups: Sequence[RowGroup]) -> Iterator[Row]:
    """Every row of all groups."""
    for group in groups:
        yield from group.rows
