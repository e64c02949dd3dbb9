"""What the portal's overview and list read. Every list is capped; nothing is counted by scanning."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from accounts.queries import Access
from tickets.enums import ENDED_STATUSES, OPEN_STATUSES, Status
from tickets.models import Ticket
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.door import visible_tickets
from tickets.search import fold

OPEN_SHOWN = 20
RECOVERED_SHOWN = 5
RECOVERED_FOR = timedelta(days=14)
PAGE_SIZE = 25
MOST_EXPORTED = 5000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST_ID = 2**63 - 1
_MOST_WORDS = 6


class Group(StrEnum):
    """How the list is narrowed by status."""

    ALL = "all"
    OPEN = "open"
    WAITING = "waiting"
    RECOVERED = "recovered"
    ENDED = "ended"


# A change that waits for approval is open to its customer, though nothing is promised yet.
UNFINISHED = (*OPEN_STATUSES, Status.AWAITING_APPROVAL)
_STATUSES: dict[Group, Sequence[Status]] = {
    Group.OPEN: UNFINISHED,
    Group.WAITING: (Status.WAITING,),
    Group.RECOVERED: (Status.RECOVERED,),
    Group.ENDED: ENDED_STATUSES,
}


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for among the tickets; `after` is the cursor of the page before."""

    group: Group = Group.ALL
    organisation_id: int | None = None
    mine: bool = False
    text: str = ""
    after: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether there is anything to clear."""
        return self.group is not Group.ALL or self.organisation_id is not None or self.mine or bool(self.text)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of tickets, newest first, and the cursor of the next one ("" when there is none)."""

    tickets: list[Ticket]
    following: str


def open_tickets(access: Access) -> list[Ticket]:
    """The open tickets that this person may see, those that wait for the customer first, then the newest.

    One more than are shown. One SQL statement.
    """
    rows = _with_people(visible_tickets(access).filter(status__in=UNFINISHED))
    waits = ExpressionWrapper(Q(status__in=(Status.WAITING, Status.AWAITING_APPROVAL)), output_field=BooleanField())
    return list(rows.order_by(waits.desc(), "-submitted_at", "-pk")[: OPEN_SHOWN + 1])


def recently_recovered(access: Access, *, now: datetime) -> list[Ticket]:
    """What was recovered in the last fourteen days and is not closed yet, newest first. One SQL statement."""
    rows = visible_tickets(access).filter(status=Status.RECOVERED, recovered_at__gte=now - RECOVERED_FOR)
    return list(_with_people(rows).order_by("-recovered_at")[:RECOVERED_SHOWN])


def listed(access: Access, search: Search) -> Listed:
    """One page of the tickets that this person may see and that fit the search. One SQL statement."""
    rows = _after(_found(_narrowed(visible_tickets(access), access, search), search.text), search.after)
    found = list(_with_people(rows).order_by("-submitted_at", "-pk")[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    return Listed(page, _cursor(page[-1]) if len(found) > PAGE_SIZE else "")


def all_listed(access: Access, search: Search) -> list[Ticket]:
    """The whole list, on from the newest: at most 5,000 and one that says that there are more. One SQL statement."""
    rows = _found(_narrowed(visible_tickets(access), access, search), search.text)
    return list(_with_people(rows).order_by("-submitted_at", "-pk")[: MOST_EXPORTED + 1])


def _with_people(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return rows.select_related("organisation", "reporter")


def _narrowed(rows: QuerySet[Ticket], access: Access, search: Search) -> QuerySet[Ticket]:
    if search.group is not Group.ALL:
        rows = rows.filter(status__in=_STATUSES[search.group])
    if search.organisation_id is not None:
        rows = rows.filter(organisation_id=search.organisation_id)
    if search.mine:
        rows = rows.filter(reporter_id=access.user_id)
    return rows


def _found(rows: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """A number finds its ticket; words are found, each, in subject, person, organisation or phone number."""
    words = fold(text).split()[:_MOST_WORDS]
    if not words:
        return rows
    spoken = Q()
    for word in words:
        spoken &= Q(search_text__contains=word)
    number = "".join(words).removeprefix(REFERENCE_PREFIX.lower())
    if number.isascii() and number.isdigit() and int(number) <= _LARGEST_ID:
        spoken |= Q(pk=int(number))
    return rows.filter(spoken)


def _after(rows: QuerySet[Ticket], cursor: str) -> QuerySet[Ticket]:
    """What comes after the cursor; one that cannot be read starts from the beginning."""
    moment, _, number = cursor.partition("-")
    if not (moment.isascii() and moment.isdigit() and number.isascii() and number.isdigit()):
        return rows
    try:
        at = _EPOCH + timedelta(microseconds=int(moment))
    except OverflowError:
        return rows
    last = min(int(number), _LARGEST_ID)
    return rows.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=last))


def _cursor(ticket: Ticket) -> str:
    return f"{(ticket.submitted_at - _EPOCH) // timedelta(microseconds=1)}-{ticket.pk}"
