"""Which tickets an edited calendar or agreement could be applied to, and what is stored of their clocks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from tickets.enums import OPEN_STATUSES, EventKind
from tickets.models import EditDecision, SlaClock, Ticket, TicketEvent

# What happened to these tickets is not to be read from their clocks alone.
MERGES = (EventKind.ABSORBED, EventKind.GIVEN_BACK, EventKind.MERGED, EventKind.UNMERGED)


class OpenTicket(NamedTuple):
    """The columns of an open ticket that an edit's preview starts from."""

    pk: int
    kind: str
    category: int
    status: str
    status_since: datetime
    submitted_at: datetime
    release_at: datetime | None
    acts_at: datetime | None
    agreement_version_id: int
    calendar_revision_id: int


class OpenClock(NamedTuple):
    """The columns of a clock that did not stop yet."""

    ticket_id: int
    kind: str
    round: int
    target: timedelta | None
    target_days: int | None
    agreed_at: datetime | None
    started_at: datetime
    due_at: datetime | None
    elapsed: timedelta
    paused_at: datetime | None
    breached_at: datetime | None
    agreement_version_id: int
    calendar_revision_id: int


class ShownTicket(NamedTuple):
    """What a list says of a ticket whose moments stay."""

    pk: int
    subject: str
    next_kind: str
    next_due_at: datetime | None
    still_remaining: timedelta | None


def _open(agreement_id: int | None, before: str = "") -> Q:
    wanted = Q(**{f"{before}status__in": OPEN_STATUSES})
    return wanted if agreement_id is None else wanted & Q(**{f"{before}agreement_version__agreement": agreement_id})


def open_tickets(agreement_id: int | None = None) -> list[OpenTicket]:
    """Every open ticket (that was submitted under a version of this agreement), by number. One SQL statement."""
    rows = Ticket.objects.filter(_open(agreement_id)).order_by("pk").values_list(*OpenTicket._fields)
    return [OpenTicket._make(row) for row in rows]


def open_clocks(agreement_id: int | None = None) -> dict[int, list[OpenClock]]:
    """The clocks of those tickets that did not stop, by ticket, in order of round. One SQL statement."""
    rows = SlaClock.objects.filter(_open(agreement_id, "ticket__"), stopped_at=None).order_by("ticket_id", "round")
    found: dict[int, list[OpenClock]] = {}
    for row in rows.values_list(*OpenClock._fields):
        found.setdefault(row[0], []).append(OpenClock._make(row))
    return found


def merged_tickets(agreement_id: int | None = None) -> set[int]:
    """Numbers of those tickets that had to do with a merge. One SQL statement."""
    events = TicketEvent.objects.filter(_open(agreement_id, "ticket__"), kind__in=MERGES)
    return set(events.values_list("ticket_id", flat=True))


def open_ids(agreement_id: int | None = None) -> list[int]:
    """Their numbers alone. One SQL statement."""
    return list(Ticket.objects.filter(_open(agreement_id)).order_by("pk").values_list("pk", flat=True))


def shown_tickets(ids: Sequence[int]) -> dict[int, ShownTicket]:
    """What is shown of these tickets, by number. One SQL statement."""
    rows = Ticket.objects.filter(pk__in=ids).values_list(*ShownTicket._fields)
    return {row[0]: ShownTicket._make(row) for row in rows}


def last_event_id() -> int:
    """The newest event of all tickets: when there is a newer one, a preview may be out of date. One SQL statement."""
    return TicketEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def decisions_on(model: str, pk: int) -> list[EditDecision]:
    """What was decided on edits of this row, the newest first, and how far each is applied. One SQL statement."""
    rows = EditDecision.objects.filter(edited_model=model, edited_id=pk).select_related("decided_by")
    return list(rows.defer("ticket_ids", "moving_ids"))
