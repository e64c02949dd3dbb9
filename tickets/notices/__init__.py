"""Who is told of an event. The mail itself is written when it is sent (`notices.mail`)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from notifications import outbox
from tickets.enums import EventKind, Visibility
from tickets.models import Ticket, TicketEvent, TicketFollower
from tickets.queries.estimates import approvers_of

SOURCE = "tickets.event"
# What begins a ticket is confirmed to who reported it, whoever wrote it down: nobody follows it yet.
CONFIRMED = frozenset({EventKind.SUBMITTED, EventKind.CALL_LOGGED, EventKind.SUBMITTED_FOR_APPROVAL})
# What is also for who may approve the costs of the customer (W3).
FOR_APPROVERS = frozenset(
    {
        EventKind.SUBMITTED_FOR_APPROVAL,
        EventKind.ESTIMATE_PROPOSED,
        EventKind.ESTIMATE_WITHDRAWN,
        EventKind.ESTIMATE_EXPIRED,
        EventKind.APPROVAL_REMINDED,
    }
)
TOLD = (
    CONFIRMED
    | FOR_APPROVERS
    | {
        EventKind.ESTIMATE_APPROVED,
        EventKind.ESTIMATE_REFUSED,
        EventKind.APPROVAL_WAIVED,
        EventKind.DELIVERED,
        EventKind.DELIVERY_CONFIRMED,
        EventKind.RELEASED,
        EventKind.REPLIED,
        EventKind.NOTE_PUBLISHED,
        EventKind.CUSTOMER_ASKED,
        EventKind.CUSTOMER_REPLIED,
        EventKind.STATUS_REPORTED,
        EventKind.RECOVERED,
        EventKind.CONFIRMED_WORKING,
        EventKind.REOPENED,
        EventKind.WITHDRAWN,
        EventKind.CLOSED,
        EventKind.RECLASSIFIED,
        EventKind.APPOINTMENT_MADE,
        EventKind.REMINDED,
        EventKind.CLOSED_UNANSWERED,
        EventKind.MERGED,
        EventKind.UNMERGED,
        EventKind.BILLING_RULED,
        EventKind.FILE_REFUSED,
    }
)
Followers = Mapping[int, Sequence[int]]
WELCOMED_AGAIN_AFTER = timedelta(days=1)


def enqueue_for(ticket: Ticket, event: TicketEvent, *, now: datetime) -> None:
    """Put the notices of one event in the outbox, in the transaction of the change; twice is once."""
    enqueue_for_batch([(ticket, event)], now=now)


def enqueue_for_batch(happened: Sequence[tuple[Ticket, TicketEvent]], *, now: datetime) -> None:
    """The same for many events: who reported the ticket and who follows it, but nobody of what they did themselves."""
    told = [(ticket, event) for ticket, event in happened if event.kind in TOLD and _is_public(event)]
    followers = _followers({ticket.pk for ticket, event in told if event.kind not in CONFIRMED})
    rows = [
        outbox.NewNotice(SOURCE, event.pk, person)
        for ticket, event in told
        for person in _recipients(ticket, event, followers)
    ]
    rows += [
        outbox.NewNotice(SOURCE, event.pk, person)
        for ticket, event in told
        if event.kind in FOR_APPROVERS and not event.data.get("unpriced")
        for person in _approvers(ticket, event, followers, now)
    ]
    _enqueue(rows + [_welcome(event) for _, event in happened if _is_welcome(event)], now)


def enqueue_released(released: Sequence[tuple[int, int, int | None]], *, now: datetime) -> None:
    """Tell of the night's tickets that they were taken up: ids of ticket, event and reporter; in two statements."""
    followers = _followers({ticket for ticket, _, _ in released})
    rows = [
        outbox.NewNotice(SOURCE, event, person)
        for ticket, event, reporter in released
        for person in (reporter, *followers.get(ticket, ()))
        if person is not None
    ]
    _enqueue(rows, now)


def _recipients(ticket: Ticket, event: TicketEvent, followers: Followers) -> Iterable[int]:
    """Who is to be told; the right to see the ticket is asked again when the mail is written (P1)."""
    if event.kind in CONFIRMED:
        return [ticket.reporter_id] if ticket.reporter_id is not None else []
    people = (ticket.reporter_id, *followers.get(ticket.pk, ()))
    return [person for person in people if person is not None and person != event.actor_id]


def _approvers(ticket: Ticket, event: TicketEvent, followers: Followers, now: datetime) -> Iterable[int]:
    """Who may approve and is not told already; one SQL."""
    told = {*_recipients(ticket, event, followers), event.actor_id}
    return [each.pk for each in approvers_of(ticket, now=now) if each.pk not in told]


def _followers(ticket_ids: set[int]) -> Followers:
    """Everybody who follows, by ticket; one SQL, none for no tickets."""
    found: dict[int, list[int]] = defaultdict(list)
    if ticket_ids:
        rows = TicketFollower.objects.filter(ticket_id__in=ticket_ids).order_by("pk")
        for ticket, person in rows.values_list("ticket_id", "user_id"):
            found[ticket].append(person)
    return found


def _is_public(event: TicketEvent) -> bool:
    return event.visibility == Visibility.PUBLIC


def _is_welcome(event: TicketEvent) -> bool:
    """Whether somebody was added by another, and not a moment ago; who came along with a merge is told of that."""
    added = event.kind == EventKind.FOLLOWER_ADDED and "merged" not in event.data
    return added and event.data["user_id"] != event.actor_id and not _was_added_before(event)


def _was_added_before(event: TicketEvent) -> bool:
    """Within a day: taken off and added again, over and over, is no way to fill somebody's mailbox. One SQL."""
    before = TicketEvent.objects.filter(ticket_id=event.ticket_id, kind=EventKind.FOLLOWER_ADDED, pk__lt=event.pk)
    return before.filter(at__gt=event.at - WELCOMED_AGAIN_AFTER, data__user_id=event.data["user_id"]).exists()


def _welcome(event: TicketEvent) -> outbox.NewNotice:
    return outbox.NewNotice(SOURCE, event.pk, event.data["user_id"])


def _enqueue(rows: Sequence[outbox.NewNotice], now: datetime) -> None:
    if rows:
        outbox.enqueue_many(rows, now=now)
        outbox.wake()
