"""A change of classification in words: the promises before and after, the cells of the matrix, the line in history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from agreements import wording
from agreements.queries import terms
from tickets.actions.reclassify import classification_of, classified, preview_reclassification
from tickets.actions.submit import Classification
from tickets.enums import ClockKind, Ground, ImpactChoice, Kind, SeverityChoice
from tickets.forms.desk_promises import ReclassifyForm
from tickets.models import SlaClock, Ticket
from tickets.queries.promises import time_left
from tickets.sla.preview import PromiseChange, is_late

MEASURED = (ClockKind.RECOVERY, ClockKind.STATUS_REPORT)


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise before and after, in words; `mark` says that it is late already or would be at once."""

    name: str
    before: str
    after: str
    is_changed: bool
    would_be_late: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What the answers would do: the sentence of a refusal instead when they cannot be."""

    sentence: str = ""
    is_same: bool = False
    before: str = ""
    after: str = ""
    rows: tuple[PromiseRow, ...] = ()
    fingerprint: str = ""

    @property
    def would_be_late(self) -> bool:
        """Whether any promise that is in time would be late at once."""
        return any(row.would_be_late for row in self.rows)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix as a choice."""

    value: str
    category: int
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class CellRow:
    """A row of the matrix; it can be a key, so that the whole is drawn once for each choice."""

    label: str
    cells: tuple[Cell, ...]


def shown_preview(ticket: Ticket, form: ReclassifyForm, *, now: datetime) -> Preview:
    """Every open promise before and after the answers of a form whose answers are valid; at most one SQL."""
    try:
        answers = form.answers()
        new = classification_of(answers, terms(ticket.agreement_version_id).matrix)
        old = classified(ticket)
        if new == old:
            return Preview(is_same=True)
        changes = preview_reclassification(ticket, answers, now=now)
    except Refusal as refusal:
        return Preview(sentence=refusal.sentence)
    rows = tuple(_row(ticket, each, (old, new), now) for each in changes)
    return Preview(before=words_of(old), after=words_of(new), rows=rows, fingerprint=form.fingerprint)


def cells_of(ticket: Ticket, chosen: str) -> tuple[CellRow, ...]:
    """The rows of the matrix, each with its cells to choose from."""
    matrix = {
        (str(row), str(column)): number for (row, column), number in terms(ticket.agreement_version_id).matrix.items()
    }
    return tuple(
        CellRow(_short(impact), tuple(_cell(matrix, impact, severity, chosen) for severity in SeverityChoice))
        for impact in ImpactChoice
    )


def _cell(matrix: Mapping[tuple[str, str], int], impact: ImpactChoice, severity: SeverityChoice, chosen: str) -> Cell:
    value, number = f"{impact}.{severity}", matrix[str(impact), str(severity)]
    words = {"impact": impact.label, "severity": severity.label, "n": number}
    return Cell(value, number, _("%(impact)s, %(severity)s: category %(n)s") % words, checked=chosen == value)


def words_of(what: Classification) -> str:
    """'incident, some users × can no longer call, category 2'."""
    kind = str(Kind(what.kind).label)
    if what.ground:
        ground = str(Ground(what.ground).label)
        kind = ground if what.ground == Ground.QUESTION else f"{kind}: {ground}"
    if not what.impact:
        return _("%(kind)s, category %(n)s") % {"kind": kind, "n": what.category}
    cell = f"{ImpactChoice(what.impact).label} × {SeverityChoice(what.severity).label}"
    return _("%(kind)s, %(cell)s, category %(n)s") % {"kind": kind, "cell": cell, "n": what.category}


def lines_of(data: Mapping[str, Any], *, now: datetime) -> Iterator[str]:
    """What a change on record did: both classifications, and each promise before and after."""
    yield _("Was %(before)s; is %(after)s") % {"before": words_of(_of(data["before"])), "after": words_of(_of(data))}
    for each in data.get("promises", ()):
        said = {"name": ClockKind(each["kind"]).label, "before": _moment(each["before"], now)}
        yield _("%(name)s: before %(before)s, now %(after)s") % {**said, "after": _moment(each["after"], now)}


def _of(data: Mapping[str, Any]) -> Classification:
    return Classification(
        Kind(data["kind"]), data["category"], data.get("ground", ""), data.get("impact", ""), data.get("severity", "")
    )


def _moment(iso: str | None, now: datetime) -> str:
    return wording.short(datetime.fromisoformat(iso), now=now) if iso else _("no moment")


def _short(impact: ImpactChoice) -> str:
    return {ImpactChoice.ALL: _("All"), ImpactChoice.SOME: _("Some"), ImpactChoice.ONE: _("One")}[impact]


def _row(
    ticket: Ticket, change: PromiseChange, both: tuple[Classification, Classification], now: datetime
) -> PromiseRow:
    before, after = (
        _said(ticket, change.kind, clock, what, now)
        for clock, what in zip((change.before, change.after), both, strict=True)
    )
    late = is_late(change.after, now)
    mark = _("would already be late") if change.would_be_late else _("late already, and stays so") if late else ""
    return PromiseRow(str(change.kind.label), before, after, change.is_changed, change.would_be_late, mark)


def _said(ticket: Ticket, kind: ClockKind, clock: SlaClock | None, what: Classification, now: datetime) -> str:
    if clock is None:
        norm = terms(ticket.agreement_version_id).norms[what.category]
        agreed = kind in MEASURED and what.kind is not Kind.STANDARD_CHANGE and norm.recovery is None
        return _("by appointment") if agreed else _("no deadline")
    if clock.paused_at is not None or clock.due_at is None:
        return _("stands still, %(left)s left") % {"left": wording.duration_short(time_left(clock))}
    return _("before %(at)s") % {"at": wording.short(clock.due_at, now=now)}
