"""What the desk reads besides the queue: the clocks of a ticket, what is new, and search."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.composed import Composed
from accounts.models import Organisation
from accounts.queries import Access
from agreements.queries import opening_hours
from tickets.enums import ClockKind, EventKind
from tickets.models import SlaClock, Ticket, TicketEvent
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.door import number_in, visible_tickets
from tickets.queries.promises import time_left
from tickets.queries.queue import SOON
from tickets.search import fold

NORM_CLOCKS = (ClockKind.RESPONSE, ClockKind.STATUS_REPORT, ClockKind.RECOVERY)
SHOWN_CLOCKS = (*NORM_CLOCKS, ClockKind.APPOINTMENT, ClockKind.DELIVERY)
ANNOUNCED_CATEGORY = 1
MOST_ANNOUNCED = 5
SEARCH_CAP = 50
LONGEST_SEARCH = 100
FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class ClockReading:
    """One clock at one moment: `state` is kept, late, soon, run, still or ended (without an outcome).

    `remaining` is opening time, negative when late; None once the clock stopped.
    """

    clock: SlaClock
    state: str
    remaining: timedelta | None

    @property
    def is_late(self) -> bool:
        """Whether the promise was broken, or is at this moment."""
        return self.state == "late"


@dataclass(frozen=True, slots=True)
class Announced:
    """A ticket of category 1 that came in."""

    event_id: int
    ticket_id: int
    subject: str
    customer: str
    held_until: datetime | None

    def at(self, now: datetime) -> "Announced":
        """The same at `now`: held (H4) only before its opening."""
        held = self.held_until is not None and now < self.held_until
        return self if held else replace(self, held_until=None)


@dataclass(frozen=True, slots=True)
class Found:
    """One ticket that a search found."""

    id: int
    subject: str
    category: int
    kind: str
    ground: str
    status: str
    submitted_at: datetime
    customer: str
    reporter: str
    assignee: str | None
    release_at: datetime | None


def clock_readings(ticket: Ticket, *, now: datetime) -> list[ClockReading]:
    """The last round of each clock of the ticket, as it is at `now` (N1-N4); one SQL."""
    return readings_among(clocks_of(ticket), now=now)


def clocks_of(ticket: Ticket) -> list[SlaClock]:
    """Every round of every clock; one SQL."""
    return _clocks(ticket.pk)


_clocks = Composed(lambda ticket_id: SlaClock.objects.filter(ticket_id=ticket_id).order_by("kind", "round"), int)


def readings_among(clocks: Sequence[SlaClock], *, now: datetime) -> list[ClockReading]:
    """The last round of each of these clocks."""
    last = {clock.kind: clock for clock in clocks}
    return [reading(last[kind], now=now) for kind in SHOWN_CLOCKS if kind in last]


def reading(clock: SlaClock, *, now: datetime) -> ClockReading:
    """The state of a stored clock at `now`: never stored itself, so right with every worker down."""
    if clock.stopped_at is not None:
        outcome = "late" if clock.breached_at else "kept" if clock.met_at else "ended"
        return ClockReading(clock, outcome, None)
    if clock.due_at is None or clock.paused_at is not None:
        return ClockReading(clock, "late" if clock.breached_at else "still", time_left(clock))
    remaining = opening_hours(clock.calendar_revision_id).between(now, clock.due_at)
    if now >= clock.due_at:
        return ClockReading(clock, "late", remaining)
    return ClockReading(clock, "soon" if remaining <= SOON else "run", remaining)


def newly_announced(access: Access, *, since: int) -> list[Announced]:
    """Tickets of category 1 that were reported, or came into the queue, after the event `since`; one SQL."""
    events = TicketEvent.objects.filter(
        pk__gt=since,
        kind__in=(EventKind.SUBMITTED, EventKind.RELEASED, EventKind.CALL_LOGGED),
        ticket__category=ANNOUNCED_CATEGORY,
        ticket__in=visible_tickets(access),
    )
    columns = ("pk", "ticket_id", "ticket__subject", "ticket__organisation__name", "ticket__release_at")
    return [Announced(*row) for row in events.order_by("-pk").values_list(*columns)[:MOST_ANNOUNCED]]


def customer_name(organisation_id: int) -> str:
    """The name of a customer, "?" when there is no such organisation; one SQL."""
    return Organisation.objects.filter(pk=organisation_id).values_list("name", flat=True).first() or "?"


def ticket_number(words: str) -> int | None:
    """The number when the words are one: "OZ-4187", "oz4187" or "4187"."""
    return number_in(words.strip().upper().removeprefix(REFERENCE_PREFIX).removeprefix("OZ").strip())


def ticket_exists(access: Access, number: int) -> bool:
    """Whether this person may see a ticket with that number; one SQL."""
    return visible_tickets(access).filter(pk=number).exists()


def search_tickets(access: Access, words: str, *, most: int = SEARCH_CAP) -> Sequence[Found]:
    """Tickets whose subject, person, customer or phone number holds each of the words; newest first, `most` and 1.

    The row over the cap says that there is more. Fewer than two letters find nothing; one SQL.
    """
    terms = [term for term in _terms(words) if len(term) >= FEWEST_LETTERS]
    if not terms:
        return []
    found: QuerySet[Ticket] = visible_tickets(access)
    for term in terms:
        found = found.filter(Q(search_text__contains=term))
    columns = (
        "pk", "subject", "category", "kind", "ground", "status", "submitted_at", "organisation__name",
        "said_by", "assignee__name", "release_at",
    )  # fmt: skip
    return [Found(*row) for row in _with_names(found).order_by("-submitted_at", "pk").values_list(*columns)[: most + 1]]


def _with_names(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return rows.annotate(said_by=Coalesce("reporter__name", "caller_name"))


def _terms(words: str) -> list[str]:
    """A phone number however it is written is one term of digits; else each word is a term."""
    text = words.replace("\x00", "").strip()[:LONGEST_SEARCH]
    folded = fold(text)
    return [folded] if folded.isdigit() else folded.split()
