"""An edited calendar or agreement is applied to open tickets, each by an event that pins the new one (N).

In batches, each a transaction of its own that also writes how far it came: whoever comes next goes on from there.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from accounts.models import User
from agreements.queries import opening_hours
from tickets import event_log, sla
from tickets.actions.decide_edit import Edited, NewPins, Scope, decide_edit
from tickets.enums import OPEN_STATUSES, EditOutcome, Status, Visibility
from tickets.event_log import Actor, Entry
from tickets.models import EditDecision, Ticket, TicketEvent
from tickets.sla.what_if import new_release
from tickets.state_machine import Action, Who, transition

BATCH = 250
# As many as are applied while the administrator waits for the page; the job does the rest.
AT_ONCE = 500
# Who was submitting while the edit was saved may have read what held before it.
MEANWHILE = timedelta(minutes=1)


def apply_edit(
    user: User, pins: NewPins, ticket_ids: Iterable[int], *, now: datetime, moving: Collection[int] | None = None
) -> int:
    """Decide and apply in one go, whatever it takes; returns how many tickets changed.

    Customers see the event on those that are `moving` only (None: on all). Refused: see `decide_edit`.
    """
    ids = sorted(set(ticket_ids))
    scope = Scope(ids, sorted(ids if moving is None else moving))
    decision = decide_edit(user, pins, Edited("", 0), scope, EditOutcome.APPLY, now=now)
    while apply_batch(now=now, decision_id=decision.pk):
        pass
    decision.refresh_from_db()
    return decision.applied_count


def apply_at_once(decision: EditDecision, *, now: datetime) -> EditDecision:
    """Apply what fits in a request; the decision as it then is. To be called after the edit is committed."""
    for _batch in range(-(-AT_ONCE // BATCH)):
        if not apply_batch(now=now, decision_id=decision.pk):
            break
    decision.refresh_from_db()
    return decision


def apply_batch(*, now: datetime, decision_id: int | None = None) -> bool:
    """Apply the next tickets of this decision, or of any that is not finished; False when there is nothing to do.

    Safe with many workers: who applies has the decision locked, others pass it by. Past outcomes never move, nor does a
    clock that is late already. A held ticket gets its new release (H4). A ticket that is no longer open, or that has
    these pins or later ones already, is left alone. `now` (aware) is when it is done, and the moment of the events.
    """
    skip_locked = connection.features.has_select_for_update_skip_locked
    unfinished = EditDecision.objects.filter(finished_at=None).order_by("pk")
    if decision_id is not None:
        unfinished = unfinished.filter(pk=decision_id)
    with transaction.atomic():
        decision = unfinished.select_for_update(skip_locked=skip_locked, of=("self",)).first()
        if decision is None:
            return False
        _apply_next(decision, now)
    return True


def _apply_next(decision: EditDecision, now: datetime) -> None:
    place = bisect_right(decision.ticket_ids, decision.reached)
    ids = decision.ticket_ids[place : place + BATCH]
    is_last = place + BATCH >= len(decision.ticket_ids)
    meanwhile = _submitted_meanwhile(decision) if is_last else []
    decision.applied_count += _apply(decision, [*ids, *meanwhile], now)
    decision.dealt_count += len(ids) + len(meanwhile)
    decision.open_count += len(meanwhile)
    decision.reached = ids[-1] if ids else decision.reached
    decision.finished_at = now if is_last else None
    decision.save(update_fields=["applied_count", "dealt_count", "open_count", "reached", "finished_at"])


def _submitted_meanwhile(decision: EditDecision) -> list[int]:
    """Tickets that nobody could show, since they came in under the old calendar while the new one was saved."""
    if decision.calendar_revision_id is None:
        return []
    around = (decision.decided_at - MEANWHILE, decision.decided_at + MEANWHILE)
    firsts = TicketEvent.objects.filter(sequence=1, at__range=around, ticket__in=_behind(decision))
    known = set(decision.ticket_ids)
    return [pk for pk in firsts.order_by("ticket_id").values_list("ticket_id", flat=True) if pk not in known]


def _behind(decision: EditDecision) -> QuerySet[Ticket]:
    """Open tickets with older pins: a later edit that was applied, or under which a ticket came in, stays."""
    older = Q(calendar_revision__lt=decision.calendar_revision_id)
    if decision.agreement_version_id is not None:
        older = Q(agreement_version__lt=decision.agreement_version_id)
    return Ticket.objects.filter(older, status__in=OPEN_STATUSES)


def _apply(decision: EditDecision, ids: list[int], now: datetime) -> int:
    rows = _behind(decision).filter(pk__in=ids).order_by("pk")
    tickets = list(rows.select_for_update(of=("self",)))
    if tickets:
        now = max(now, _last_event(tickets))
        pins = NewPins(decision.calendar_revision_id, decision.agreement_version_id)
        _pin(tickets, decision.decided_by, pins.fields(), now, set(decision.moving_ids))
        sla.refresh_many(tickets)
    return len(tickets)


def _last_event(tickets: list[Ticket]) -> datetime:
    """Somebody may have written since the request of the edit began: no event is before one that it follows."""
    events = TicketEvent.objects.filter(ticket__in=tickets)
    last: datetime = events.aggregate(at=Max("at"))["at"]
    return last


def _pin(tickets: list[Ticket], user: User, fields: dict[str, int], now: datetime, moving: Collection[int]) -> None:
    """One event on each ticket; a held one also gets its new release."""
    row = transition(Action.APPLY_PINS, Status(tickets[0].status), Who.AGENT)
    revision = fields.get("calendar_revision")
    hours = opening_hours(revision) if revision else None
    entries: dict[int, Entry] = {}
    released: dict[datetime | None, list[int]] = {}
    for ticket in tickets:
        data: dict[str, Any] = dict(fields)
        release = new_release(ticket, hours, now=now)
        if release != ticket.release_at:
            data["release_at"] = release
            released.setdefault(release, []).append(ticket.pk)
        entries[ticket.pk] = Entry(Visibility.PUBLIC if ticket.pk in moving else Visibility.INTERNAL, data)
    changes = {f"{name}_id": number for name, number in fields.items()}
    event_log.record_many(tickets, row, Actor(user=user), now=now, entries=entries, changes=changes)
    for release, ids in released.items():
        Ticket.objects.filter(pk__in=ids).update(release_at=release)
