"""How many tickets each queue of the desk holds, by one pass over the most urgent open ones.

Written as SQL: building this statement through the ORM takes five times as long as running it, on every page and every
refresh of the desk. It reads the partial index `ticket_open_by_next_due` and stops at the cap.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.refusals import NotVisible
from agreements.wording import ZONE
from tickets.enums import OPEN_STATUSES, Ground, Kind, Status
from tickets.queries.queue import Moment, View

COUNT_CAP, CUSTOMER_CAP = 1000, 100

_HELD = "(status = %(queued)s and release_at > %(now)s)"
_CONDITIONS: Mapping[View, str] = {
    View.OPEN: "true",
    View.MINE: "assignee_id = %(user)s",
    View.UNASSIGNED: "assignee_id is null",
    View.LATE: "next_due_at <= %(now)s",
    View.SOON: "next_due_at > %(now)s and next_due_at <= %(soon)s",
    View.INCIDENTS: "kind <> %(change)s and ground <> %(question)s",
    View.CHANGES: "kind = %(change)s",
    View.QUESTIONS: "ground = %(question)s",
    View.WAITING: "status = %(waiting)s",
    View.APPOINTMENT: "category = 4 and kind <> %(change)s and next_kind in ('recovery', 'status_report')",
    View.NO_APPOINTMENT: "next_kind = 'appointment'",
}
# What waits for approval is no open work: it is counted by an index of its own.
_AWAITING = f"""(select count(*) from (
    select 1 from tickets_ticket where status = '{Status.AWAITING_APPROVAL.value}' limit {COUNT_CAP}) awaiting)"""  # noqa: S608


def _counted(view: View) -> str:
    if view is View.APPROVAL:
        return _AWAITING
    condition = f"not {_HELD} and {_CONDITIONS[view]}" if view in _CONDITIONS else _HELD
    return f"count(*) filter (where {condition})"


_COUNTED = ", ".join(_counted(view) for view in View)
_OPEN = ", ".join(f"'{status.value}'" for status in OPEN_STATUSES)
_STATEMENT = f"""
select
    (select max(id) from tickets_ticketevent),
    (select count(*) from (
        select 1 from tickets_ticket where organisation_id = %(customer)s and status in ({_OPEN}) limit {CUSTOMER_CAP}
    ) theirs),
    count(*), {_COUNTED}
from (
    select status, release_at, next_due_at, next_kind, assignee_id, kind, ground, category
    from tickets_ticket
    where status in ({_OPEN})
    order by next_due_at asc nulls last, id
    limit {COUNT_CAP}
) urgent
"""  # noqa: S608 - names and statuses of our own; everything that anybody types is a parameter


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tickets each view holds, and the newest event: together they change when the queue does.

    With more open tickets than the cap the numbers are lower bounds, and `capped` says so. `of_customer` are those of
    the customer that was asked for, held ones included, counted to 100 at most.
    """

    by_view: Mapping[View, int]
    newest_event: int
    capped: bool
    of_customer: int = 0

    def stamp(self, now: datetime) -> str:
        """Equal as long as a page drawn then is still true: a clock turning late changes a count, midnight the day."""
        numbers = ".".join(str(self.by_view[view]) for view in View)
        return f"{self.newest_event}-{numbers}-{now.astimezone(ZONE).date().toordinal()}"


def queue_counts(moment: Moment, customer_id: int | None = None) -> Counts:
    """The counts of every view over at most 1,000 open tickets, the most urgent first; one SQL. For agents only."""
    if not moment.access.is_agent:
        raise NotVisible
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {**_parameters(moment), "customer": customer_id})
        newest, theirs, total, *numbers = cursor.fetchone() or (None, 0, 0, *(0 for _ in View))
    return Counts(dict(zip(View, numbers, strict=True)), newest or 0, total >= COUNT_CAP, theirs)


def _parameters(moment: Moment) -> dict[str, Any]:
    return {
        "now": connection.ops.adapt_datetimefield_value(moment.now),
        "soon": connection.ops.adapt_datetimefield_value(moment.soon_until),
        "user": moment.access.user_id,
        "queued": Status.QUEUED.value,
        "waiting": Status.WAITING.value,
        "change": Kind.STANDARD_CHANGE.value,
        "question": Ground.QUESTION.value,
    }
