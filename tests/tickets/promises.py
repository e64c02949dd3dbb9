"""Lives of tickets as short scripts, folded without a database: what a table test per semantic is written in.

A line is "11-24 10:12 submitted 2": a moment in Amsterdam (2026 unless it names a year), an event, its particulars.
Outcomes read "before <due>", "kept <when>", "late <due>", "still <time left>" or "ended <when>".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from agreements.matrix import OZMO_MATRIX
from agreements.opening_hours import OpeningHours
from agreements.terms import Norm, Terms
from tickets.enums import ClockKind, EventKind, Status
from tickets.models import SlaClock, Ticket
from tickets.queries.promises import time_left
from tickets.sla.clocks import acts_at, clocks_from, folded, next_fields
from tickets.sla.fold import Books, Fold, Happening
from tickets.sla.merging import brought_along
from tickets.state_machine import TRANSITIONS

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOUR = timedelta(hours=1)
WORKDAY = [(time(8, 30), time(17))]
OFFICE = dict.fromkeys(range(5), WORKDAY)
# Easter Monday, King's Day, Ascension Day, Whit Monday, Christmas, New Year; 24 December until noon.
CLOSED = ("2026-04-06", "2026-04-27", "2026-05-14", "2026-05-25", "2026-12-25", "2027-01-01", "2027-03-29")
HOLIDAYS: dict[date, list[tuple[time, time]]] = {date.fromisoformat(day): [] for day in CLOSED}
HOLIDAYS[date(2026, 12, 24)] = [(time(8, 30), time(12))]
ORDINARY, CLOSED_WEDNESDAY, LATE_OPENING = 1, 2, 3
CALENDARS = {
    ORDINARY: OpeningHours(AMSTERDAM, OFFICE, HOLIDAYS),
    CLOSED_WEDNESDAY: OpeningHours(AMSTERDAM, OFFICE, HOLIDAYS | {date(2026, 11, 25): []}),
    LATE_OPENING: OpeningHours(AMSTERDAM, OFFICE, HOLIDAYS | {date(2026, 11, 25): [(time(10), time(17))]}),
}
OZMO = Terms(
    version_id=1,
    number=1,
    effective_from=date(2026, 1, 1),
    timezone=AMSTERDAM,
    matrix=OZMO_MATRIX,
    norms={
        1: Norm("N1", HOUR / 2, 4 * HOUR, 2 * HOUR),
        2: Norm("N2", HOUR, 8 * HOUR, 4 * HOUR),
        3: Norm("N3", 2 * HOUR, 16 * HOUR, 6 * HOUR),
        4: Norm("N4", 4 * HOUR, None, None),
    },
    phone_number="0413 - 741 742",
    change_working_days=2,
    maintenance_per_year=24,
    notice_days=3,
    notice_hours=72,
    reservation_days=30,
    reopening_working_days=10,
    reminder_working_days=2,
    closing_working_days=10,
    pauses_while_waiting=True,
    reclassify_from="start",
    rounding_minutes=15,
    rounding_per="entry",
    vat_percent=Decimal("21.00"),
    billable_grounds=("configuration",),
    confirm_working_days=5,
    approval_working_days=10,
    approval_reminder_working_days=2,
)
STRICTER = {**OZMO.norms, 2: Norm("N2", HOUR / 2, 6 * HOUR, 3 * HOUR)}
# 1: as agreed. 2: counts from the change. 3: waiting pauses nothing. 4: a stricter category 2.
VERSIONS = {
    1: OZMO,
    2: replace(OZMO, version_id=2, reclassify_from="change"),
    3: replace(OZMO, version_id=3, pauses_while_waiting=False),
    4: replace(OZMO, version_id=4, norms=STRICTER),
}
BOOKS = Books(terms=VERSIONS.__getitem__, hours=CALENDARS.__getitem__)
VERBS = {
    "submitted": EventKind.SUBMITTED,
    "called": EventKind.CALL_LOGGED,
    "taken": EventKind.TAKEN,
    "noted": EventKind.NOTED,
    "replied": EventKind.REPLIED,
    "reported": EventKind.STATUS_REPORTED,
    "asked": EventKind.CUSTOMER_ASKED,
    "answered": EventKind.CUSTOMER_REPLIED,
    "resumed": EventKind.RESUMED,
    "recovered": EventKind.RECOVERED,
    "works": EventKind.CONFIRMED_WORKING,
    "reopened": EventKind.REOPENED,
    "withdrawn": EventKind.WITHDRAWN,
    "closed": EventKind.CLOSED,
    "reclassified": EventKind.RECLASSIFIED,
    "pinned": EventKind.PINNED,
    "agreed": EventKind.APPOINTMENT_MADE,
    "reminded": EventKind.REMINDED,
    "unanswered": EventKind.CLOSED_UNANSWERED,
    "explained": EventKind.BREACH_EXPLAINED,
    "merged": EventKind.MERGED,
    "absorbed": EventKind.ABSORBED,
    "unmerged": EventKind.UNMERGED,
    "given_back": EventKind.GIVEN_BACK,
    "for_approval": EventKind.SUBMITTED_FOR_APPROVAL,
    "proposed": EventKind.ESTIMATE_PROPOSED,
    "took_back": EventKind.ESTIMATE_WITHDRAWN,
    "approved": EventKind.ESTIMATE_APPROVED,
    "refused": EventKind.ESTIMATE_REFUSED,
    "expired": EventKind.ESTIMATE_EXPIRED,
    "approval_reminded": EventKind.APPROVAL_REMINDED,
    "waived": EventKind.APPROVAL_WAIVED,
    "ticked": EventKind.CHECK_TICKED,
    "delivered": EventKind.DELIVERED,
    "confirmed": EventKind.DELIVERY_CONFIRMED,
}


def moment(day: str, clock: str) -> datetime:
    """The moment of a day and a time in Amsterdam."""
    on = day if len(day) > len("11-24") else f"2026-{day}"
    return datetime.fromisoformat(f"{on}T{clock}").replace(tzinfo=AMSTERDAM)


@dataclass
class Life:
    """A ticket's history in the making."""

    version: int = 1
    calendar: int = ORDINARY
    history: list[Happening] = field(default_factory=list)
    others: dict[str, "Life"] = field(default_factory=dict)

    @property
    def status(self) -> Status | None:
        return self.history[-1].status if self.history else None

    def tell(self, line: str) -> None:
        """Add what the line says, with the status that the table gives."""
        day, clock, verb, *particulars = line.split()
        kind = VERBS[verb]
        row = next(row for row in TRANSITIONS if row.event is kind and self.status in row.sources)
        at = moment(day, clock)
        by_phone = kind is EventKind.ESTIMATE_APPROVED and particulars
        data = {"approved_at": moment(*particulars).isoformat()} if by_phone else self._data(kind, at, particulars)
        status = self._found_by(EventKind.MERGED) if row.restores else row.target or self.status
        assert status is not None
        self.history.append(Happening(kind, at, status, data))

    def _data(self, kind: EventKind, at: datetime, particulars: Sequence[str]) -> dict[str, Any]:
        match kind:
            case EventKind.SUBMITTED | EventKind.CALL_LOGGED | EventKind.SUBMITTED_FOR_APPROVAL:
                return self._submitted(at, *particulars)
            case EventKind.RECLASSIFIED:
                return classified(particulars[0])
            case EventKind.PINNED:
                return {particulars[0]: int(particulars[1])}
            case EventKind.APPOINTMENT_MADE:
                return {"for": particulars[0], "moment": moment(*particulars[1:]).isoformat()}
            case EventKind.ABSORBED:
                return {"other": particulars[0], **self.others[particulars[0]].carried()}
            case EventKind.MERGED | EventKind.UNMERGED | EventKind.GIVEN_BACK:
                return {"other": particulars[0]}
            case EventKind.BREACH_EXPLAINED:
                return {"kind": particulars[0], "round": int(particulars[1]), "cause": particulars[2]}
        return {}

    def _submitted(self, at: datetime, what: str, *more: str) -> dict[str, Any]:
        wish = {"wished_until": moment(more[1], "17:00").isoformat()} if "wish" in more else {}
        start = moment(*more) if more and not wish else at
        pins = {"agreement_version": self.version, "calendar_revision": self.calendar}
        return {"submitted_at": start.isoformat(), **classified(what), **pins, **wish}

    def _found_by(self, kind: EventKind) -> Status:
        """The status that the last event of a kind found."""
        place = max(number for number, each in enumerate(self.history) if each.kind is kind)
        return self.history[place - 1].status

    def carried(self) -> dict[str, Any]:
        """What a merge takes along of this life."""
        fold = self.fold()
        what = {name: fold.facts[name] for name in ("kind", "category")}
        return {"classification": what, "rounds": brought_along(fold.rounds.values())}

    def fold(self) -> Fold:
        return folded(self.history, BOOKS)

    def clocks(self) -> list[SlaClock]:
        return clocks_from(Ticket(), self.fold())


def classified(word: str) -> dict[str, Any]:
    """The classification by its category, or "change"."""
    return (
        {"kind": "standard_change", "category": 4} if word == "change" else {"kind": "incident", "category": int(word)}
    )


def life(lines: Sequence[str], *, version: int = 1, calendar: int = ORDINARY) -> Life:
    """The life that these lines tell."""
    told = Life(version, calendar)
    for line in lines:
        told.tell(line)
    return told


def outcomes(told: Life, kind: str) -> list[str]:
    """What became of each round of a clock, in order."""
    return [outcome(clock) for clock in told.clocks() if clock.kind == ClockKind(kind)]


def outcome(clock: SlaClock) -> str:
    """One round in words."""
    if clock.breached_at is not None:
        return f"late {words(clock.breached_at)}"
    if clock.stopped_at is not None:
        return f"{'kept' if clock.met_at else 'ended'} {words(clock.stopped_at)}"
    if clock.paused_at is not None:
        assert clock.due_at is None
        return f"still {left_of(clock)}"
    assert clock.due_at is not None
    return f"before {words(clock.due_at)}"


def left_of(clock: SlaClock) -> timedelta:
    """The time left on a clock that stands still, from the book of calendars."""
    if clock.target is not None:
        return time_left(clock)
    hours = CALENDARS[clock.calendar_revision_id]
    assert clock.target_days is not None
    due = hours.add_working_days(clock.started_at, clock.target_days)
    return hours.between(clock.started_at, due) - clock.elapsed


def words(at: datetime) -> str:
    """A moment as the scripts write it, with seconds only when there are any."""
    local = at.astimezone(AMSTERDAM)
    return f"{local:%m-%d %H:%M:%S}".removesuffix(":00")


def next_step(told: Life) -> str:
    """The clock that the queue shows, and when a job acts."""
    fields = next_fields(told.clocks())
    return (
        f"{fields['next_kind']} {words(fields['next_due_at'])}" if fields["next_due_at"] else str(fields["next_kind"])
    )


def job_at(told: Life) -> str:
    """When a job reminds or closes, "" for never."""
    at = acts_at(told.fold())
    return words(at) if at else ""
