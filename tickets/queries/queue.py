"""The desk's queue: one row and one clock per open ticket, and the group that it stands in.

The order is the index `ticket_open_by_next_due`, so that a page costs the same with a thousand tickets and with a
million. Whether a ticket is late, or held until the next working day, follows from the stored moments and `now` alone.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from accounts.queries import Access
from agreements.queries import opening_hours, terms
from agreements.wording import ZONE
from tickets.enums import OPEN_STATUSES, ClockKind, Ground, Kind, Status
from tickets.models import Ticket
from tickets.queries.door import visible_tickets

ROW_CAP = 50
MOST_ROWS = 200
MOST_COUNTED = 100
SOON = timedelta(hours=1)
# Of N4 recovery and status report have a clock only when a moment was agreed.
BY_APPOINTMENT = 4
AGREED_KINDS = (ClockKind.RECOVERY, ClockKind.STATUS_REPORT)
_COLUMNS = (
    "pk", "version", "subject", "category", "kind", "ground", "status", "status_since", "release_at", "next_kind",
    "next_due_at", "still_remaining", "assignee_id", "assignee__name", "organisation__name", "agreement_version_id",
    "calendar_revision_id",
)  # fmt: skip


class View(StrEnum):
    """The queues that the navigation offers."""

    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    LATE = "late"
    SOON = "soon"
    INCIDENTS = "incidents"
    CHANGES = "changes"
    QUESTIONS = "questions"
    WAITING = "waiting"
    APPROVAL = "approval"
    APPOINTMENT = "appointment"
    NO_APPOINTMENT = "no_appointment"
    QUEUED = "queued"


class Group(StrEnum):
    """Where a row stands in the queue, in this order."""

    LATE = "late"
    SOON = "soon"
    TODAY = "today"
    LATER = "later"
    STILL = "still"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue shows: a view, narrowed by category, customer or agent."""

    view: View = View.OPEN
    category: int | None = None
    organisation_id: int | None = None
    assignee_id: int | None = None
    more: bool = False

    @property
    def cap(self) -> int:
        """How many rows are shown at most."""
        return MOST_ROWS if self.more else ROW_CAP

    @property
    def is_narrowed(self) -> bool:
        """Whether anything besides the view itself is chosen."""
        return bool(self.category or self.organisation_id or self.assignee_id)


@dataclass(frozen=True, slots=True)
class Moment:
    """The present for one agent: `soon_until` is now plus one hour of opening time, `midnight` the end of today."""

    access: Access
    now: datetime
    soon_until: datetime
    midnight: datetime


class QueueRow(NamedTuple):
    """The columns of one row of the queue, as stored."""

    id: int
    version: int
    subject: str
    category: int
    kind: str
    ground: str
    status: str
    status_since: datetime
    release_at: datetime | None
    next_kind: str
    next_due_at: datetime | None
    still_remaining: timedelta | None
    assignee_id: int | None
    assignee_name: str | None
    organisation_name: str
    agreement_version_id: int
    calendar_revision_id: int

    def is_held(self, now: datetime) -> bool:
        """Whether it waits for the next working day (H4), whatever the job did."""
        return self.status == Status.QUEUED and self.release_at is not None and now < self.release_at

    def remaining(self, now: datetime) -> timedelta | None:
        """Opening time left on its next clock; negative when late, None without a clock."""
        if self.next_due_at is None:
            return self.still_remaining
        return opening_hours(self.calendar_revision_id).between(now, self.next_due_at)

    def target(self) -> timedelta | None:
        """The norm time of its next clock (N1-N4)."""
        norm = terms(self.agreement_version_id).norms[self.category]
        if self.next_kind in (ClockKind.RESPONSE, ClockKind.APPOINTMENT):
            return norm.response
        if self.next_kind == ClockKind.RECOVERY:
            return norm.recovery
        return norm.status_report if self.next_kind == ClockKind.STATUS_REPORT else None

    def group(self, moment: Moment) -> Group:
        """The group that it stands in now."""
        if self.next_due_at is None or self.is_held(moment.now):
            return Group.STILL
        if self.next_due_at <= moment.now:
            return Group.LATE
        if self.next_due_at <= moment.soon_until:
            return Group.SOON
        return Group.TODAY if self.next_due_at < moment.midnight else Group.LATER


def moment_for(access: Access, revision_id: int, *, now: datetime) -> Moment:
    """The present at `now` (aware), by this calendar revision."""
    tomorrow = now.astimezone(ZONE).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), ZONE)
    return Moment(access, now, opening_hours(revision_id).add(now, SOON), midnight)


def queue_rows(moment: Moment, filters: Filters, *, most: int | None = None) -> list[QueueRow]:
    """At most `most`, or the filters' cap, and 1 more: the earliest clock first, those that stand still last; one SQL.

    The row over the cap says that there is more. Held tickets (H4) stand in their own view only.
    """
    tickets = _awaiting(moment) if filters.view is View.APPROVAL else _open_tickets(moment)
    rows = tickets.filter(_condition(filters.view, moment), *_narrowing(filters))
    found = rows.order_by(*_order(filters.view)).values_list(*_COLUMNS)
    return [QueueRow._make(row) for row in found[: (most or filters.cap) + 1]]


def _open_tickets(moment: Moment) -> QuerySet[Ticket]:
    return visible_tickets(moment.access).filter(status__in=OPEN_STATUSES)


def _awaiting(moment: Moment) -> QuerySet[Ticket]:
    """Changes that nobody has to work on yet: their costs are to be approved (W3)."""
    return visible_tickets(moment.access).filter(status=Status.AWAITING_APPROVAL)


def _held(now: datetime) -> Q:
    return Q(status=Status.QUEUED, release_at__gt=now)


def _condition(view: View, moment: Moment) -> Q:
    """What a view holds. Everything but its own view leaves the held tickets out."""
    if view is View.QUEUED:
        return _held(moment.now)
    return ~_held(moment.now) & _of_view(view, moment)


def _of_view(view: View, moment: Moment) -> Q:
    conditions: dict[View, Q] = {
        View.MINE: Q(assignee_id=moment.access.user_id),
        View.UNASSIGNED: Q(assignee_id__isnull=True),
        View.LATE: Q(next_due_at__lte=moment.now),
        View.SOON: Q(next_due_at__gt=moment.now, next_due_at__lte=moment.soon_until),
        View.INCIDENTS: ~Q(kind=Kind.STANDARD_CHANGE) & ~Q(ground=Ground.QUESTION),
        View.CHANGES: Q(kind=Kind.STANDARD_CHANGE),
        View.QUESTIONS: Q(ground=Ground.QUESTION),
        View.WAITING: Q(status=Status.WAITING),
        View.APPOINTMENT: Q(category=BY_APPOINTMENT, next_kind__in=AGREED_KINDS) & ~Q(kind=Kind.STANDARD_CHANGE),
        View.NO_APPOINTMENT: Q(next_kind=ClockKind.APPOINTMENT),
    }
    return conditions.get(view, Q())


def _narrowing(filters: Filters) -> list[Q]:
    chosen = {
        "category": filters.category,
        "organisation_id": filters.organisation_id,
        "assignee_id": filters.assignee_id,
    }
    return [Q(**{name: value}) for name, value in chosen.items() if value is not None]


def _order(view: View) -> tuple[str | OrderBy, ...]:
    if view is View.QUEUED:
        return "release_at", "pk"
    if view is View.APPROVAL:
        return "status_since", "pk"
    return F("next_due_at").asc(nulls_last=True), "pk"
