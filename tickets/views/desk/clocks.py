"""The three clocks of a ticket in the rail: state, bar, and the sum in one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements import wording
from agreements.queries import opening_hours, terms
from tickets.enums import ClockKind, Kind
from tickets.models import SlaClock, Ticket
from tickets.queries.desk import NORM_CLOCKS, SHOWN_CLOCKS, ClockReading
from tickets.queries.promises import norm_time, time_left
from tickets.views.desk.rows import percent_used

STATES = {"kept": "ok", "ended": "still"}
ICONS = {
    ClockKind.RESPONSE: "message-square",
    ClockKind.RECOVERY: "wrench",
    ClockKind.STATUS_REPORT: "file-text",
    ClockKind.APPOINTMENT: "handshake",
    ClockKind.DELIVERY: "wrench",
}
NO_OUTCOME: str | Promise = gettext_lazy("ended")


@dataclass(frozen=True, slots=True)
class DrawnClock:
    """One clock, ready to be drawn; `seconds` only while it ticks."""

    kind: str
    name: str
    icon: str
    state: str
    value: str
    words: str
    note: str
    percent: int | None
    seconds: int | None
    label: str


@dataclass(frozen=True, slots=True)
class ReportTimes:
    """When the next status report is due, and the one after it when it is sent now."""

    due: str
    following: str
    interval: str


def drawn_clocks(ticket: Ticket, readings: Sequence[ClockReading], *, now: datetime) -> list[DrawnClock]:
    """The clocks in the order of the design; where the agreement says "by appointment", that (N4)."""
    by_kind = {reading.clock.kind: reading for reading in readings}
    return [
        _drawn(ticket, by_kind[kind], now) if kind in by_kind else _by_appointment(ticket, kind)
        for kind in SHOWN_CLOCKS
        if kind in by_kind or (kind in NORM_CLOCKS and ticket.kind != Kind.STANDARD_CHANGE)
    ]


def report_times(ticket: Ticket, readings: Sequence[ClockReading], *, now: datetime) -> ReportTimes | None:
    """The moments on the composer's tab; None for a category whose reports are by appointment."""
    interval = terms(ticket.agreement_version_id).norms[ticket.category].status_report
    if interval is None:
        return None
    running = [each.clock for each in readings if each.clock.kind == ClockKind.STATUS_REPORT]
    due = running[0].due_at if running and running[0].stopped_at is None else None
    following = opening_hours(ticket.calendar_revision_id).add(now, interval)
    return ReportTimes(
        due=wording.short(due, now=now) if due else "",
        following=wording.short(following, now=now),
        interval=wording.duration_short(interval),
    )


def _drawn(ticket: Ticket, reading: ClockReading, now: datetime) -> DrawnClock:
    clock, remaining = reading.clock, reading.remaining
    kind = ClockKind(clock.kind)
    ticks = remaining is not None and clock.paused_at is None and not ticket.is_held(now)
    left = remaining if remaining is not None else time_left(clock)
    held = ticket.is_held(now) and reading.state in ("run", "soon")
    return DrawnClock(
        kind=kind,
        name=str(kind.label),
        icon=_icon(kind, reading.state),
        state="still" if held else STATES.get(reading.state, reading.state),
        value=_value(reading),
        words=wording.duration_words(remaining) if remaining is not None else "",
        note=_note(reading, now, starts=held),
        percent=percent_used(left, norm_time(clock)),
        seconds=int(remaining.total_seconds()) if ticks and remaining is not None else None,
        label=f"{ticket.reference}: {str(kind.label).lower()}",
    )


def _by_appointment(ticket: Ticket, kind: ClockKind) -> DrawnClock:
    name = str(kind.label)
    value = _("by appointment")
    return DrawnClock(kind, name, "handshake", "still", value, "", _("category %(n)s") % {"n": ticket.category}, *_NONE)


_NONE: tuple[None, None, str] = (None, None, "")


def _icon(kind: ClockKind, state: str) -> str:
    return {"kept": "circle-check", "late": "triangle-alert", "still": "circle-pause"}.get(state, ICONS[kind])


def _value(reading: ClockReading) -> str:
    if reading.state == "kept":
        return _("kept")
    if reading.state == "ended":
        return str(NO_OUTCOME)
    if reading.remaining is None:
        return _("too late")
    return wording.duration_short(reading.remaining)


def _note(reading: ClockReading, now: datetime, *, starts: bool) -> str:
    """The sum in one line: 'ma 15:41, in 21 min van 1 u', 'vóór 12:52, elke 4 u'."""
    clock = reading.clock
    norm = _norm_words(clock)
    if clock.stopped_at is not None:
        done = {"at": wording.short(clock.stopped_at, now=now), "used": _used(clock.elapsed), "norm": norm}
        return _("%(at)s, in %(used)s of %(norm)s") % done
    if clock.paused_at is not None or clock.due_at is None:
        since = wording.short(clock.paused_at, now=now) if clock.paused_at else ""
        return _("stands still since %(at)s, norm %(norm)s") % {"at": since, "norm": norm}
    said = {"before": _before(clock.due_at, now), "norm": norm}
    if starts:
        said["start"] = wording.short(clock.started_at, now=now)
        return _("starts %(start)s, %(before)s, norm %(norm)s") % said
    if clock.kind == ClockKind.STATUS_REPORT:
        return _("%(before)s, every %(norm)s") % said
    return _("%(before)s, norm %(norm)s") % said


def _norm_words(clock: SlaClock) -> str:
    """The norm in a few words: opening time, working days, or that it was agreed."""
    if clock.agreed_at is not None:
        return _("agreed")
    if clock.target_days is not None:
        return ngettext("%(n)s working day", "%(n)s working days", clock.target_days) % {"n": clock.target_days}
    return wording.duration_short(norm_time(clock))


def _used(elapsed: timedelta) -> str:
    return wording.duration_short(elapsed)


def _before(at: datetime, now: datetime) -> str:
    return _("before %(at)s") % {"at": wording.short(at, now=now)}
