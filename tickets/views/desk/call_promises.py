"""What a phone call promises, before it is logged: the very clocks that the ticket would get, as words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from agreements import wording
from agreements.matrix import Matrix
from agreements.queries import terms
from tickets import sla
from tickets.actions.reclassify import Answers, classification_of
from tickets.actions.submit import Classification, Pins
from tickets.enums import ClockKind, EventKind, Ground, Kind, Status
from tickets.models import SlaClock, Ticket


@dataclass(frozen=True, slots=True)
class Promised:
    """One line of `components/promise.html`."""

    kind: str
    label: str
    icon: str = ""
    day: str = ""
    time: str = ""
    iso: str = ""
    moment: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CallPromises:
    """The category that the answers give, and each promise."""

    category: int
    key: str
    rows: Sequence[Promised]


ICONS = {
    ClockKind.RESPONSE: "message-square",
    ClockKind.RECOVERY: "wrench",
    ClockKind.STATUS_REPORT: "file-text",
    ClockKind.APPOINTMENT: "handshake",
    ClockKind.DELIVERY: "sliders-horizontal",
}


def call_promises(answers: Answers, pins: Pins, called_at: datetime, *, now: datetime) -> CallPromises:
    """The promises of a call at that moment, computed like those of the ticket itself (N, W2, H3)."""
    matrix: Matrix = terms(pins.agreement_version).matrix
    what = classification_of(answers, matrix)
    clocks = {ClockKind(each.kind): each for each in _clocks(what, pins, called_at, now)}
    rows = [_row(clocks[kind], now) for kind in ClockKind if kind in clocks]
    if ClockKind.APPOINTMENT in clocks and what.ground != Ground.QUESTION:
        rows.append(Promised("plain", _("Recovery"), "wrench", moment=_("by appointment")))
    return CallPromises(what.category, _badge(what), rows)


def _clocks(what: Classification, pins: Pins, called_at: datetime, now: datetime) -> list[SlaClock]:
    data = {
        "submitted_at": called_at.isoformat(),
        "kind": str(what.kind),
        "category": what.category,
        "agreement_version": pins.agreement_version,
        "calendar_revision": pins.calendar_revision,
    }
    ticket = Ticket(
        kind=what.kind, ground=what.ground, category=what.category, status=Status.NEW, submitted_at=called_at,
        agreement_version_id=pins.agreement_version, calendar_revision_id=pins.calendar_revision,
    )  # fmt: skip
    return sla.start(ticket, sla.Happening(EventKind.CALL_LOGGED, now, Status.NEW, data))


def _row(clock: SlaClock, now: datetime) -> Promised:
    kind = ClockKind(clock.kind)
    if clock.met_at is not None:
        return Promised("kept", str(kind.label), moment=_("by the call itself"))
    assert clock.due_at is not None
    return Promised(
        kind="late" if clock.due_at <= now else "plain",
        label=str(kind.label),
        icon=ICONS[kind],
        day=wording.day_of(clock.due_at, now=now),
        time=wording.before_time(clock.due_at),
        iso=wording.time_tag_iso(clock.due_at),
    )


def _badge(what: Classification) -> str:
    if what.kind is Kind.STANDARD_CHANGE:
        return "w"
    return "v" if what.ground == Ground.QUESTION else str(what.category)
