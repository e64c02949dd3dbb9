"""The only creator of events and the only writer of a ticket's status.

Each write is a compare-and-swap on the ticket's version, which is the sequence of its last event.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Stale
from tickets.enums import Status, Visibility
from tickets.models import Ticket, TicketEvent
from tickets.state_machine import Transition

Data = Mapping[str, Any]
INSERT_EVENTS = """
INSERT INTO tickets_ticketevent (ticket_id, sequence, kind, system_actor, at, status, visibility, data)
SELECT id, version, %s, %s, %s, status, %s, CAST(%s AS {data}) FROM tickets_ticket WHERE id IN ({places})
"""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: a person (for a customer by mandate of it, then with the partner's id), or a named job."""

    user: User | None = None
    system: str = ""
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded beside the transition itself."""

    visibility: Visibility = Visibility.PUBLIC
    data: Data = field(default_factory=dict)


def open_ticket(ticket: Ticket, row: Transition, actor: Actor, *, now: datetime, data: Data) -> TicketEvent:
    """Insert a new ticket together with its first event.

    `ticket` comes unsaved, with everything but status and version; `now` is aware. One row each is inserted.
    """
    assert row.target is not None
    ticket.status, ticket.status_since, ticket.version = row.target, now, 1
    ticket.save(force_insert=True)
    event = _event(ticket, row, actor, now, Entry(data=data))
    event.save(force_insert=True)
    return event


def record(
    ticket: Ticket,
    row: Transition,
    actor: Actor,
    *,
    now: datetime,
    entry: Entry,
    changes: Data | None = None,
) -> TicketEvent:
    """Move the ticket along `row` of the table and write its event; `changes` are other fields written with it.

    Refused with `Stale` (409) when somebody else wrote the ticket since it was read.
    """
    read_version = ticket.version
    fields: dict[str, Any] = {"version": read_version + 1, **(changes or {})}
    if row.target is not None:
        fields |= {"status": row.target, "status_since": now}
    if row.restores:
        fields |= {"status": Status(entry.data["status"]), "status_since": datetime.fromisoformat(entry.data["since"])}
    written = Ticket.objects.filter(pk=ticket.pk, version=read_version).update(**fields)
    if written != 1:
        raise Stale(_("Somebody else changed this ticket just now."), changed_since=read_version)
    for name, value in fields.items():
        setattr(ticket, name, value)
    event = _event(ticket, row, actor, now, entry)
    event.save(force_insert=True)
    return event


def record_many(
    tickets: Sequence[Ticket],
    row: Transition,
    actor: Actor,
    *,
    now: datetime,
    entries: Mapping[int, Entry],
    changes: Data,
) -> None:
    """Write one event each on many tickets whose status stays, with the same changes; in two statements.

    The tickets were read, locked, in the same transaction; `entries` are by ticket id. Refused with `Stale` when any of
    them is gone.
    """
    assert row.target is None
    ids = [ticket.pk for ticket in tickets]
    written = Ticket.objects.filter(pk__in=ids).update(version=F("version") + 1, **changes)
    if written != len(ids):
        raise Stale(_("Somebody else changed this ticket just now."), changed_since=0)
    for ticket in tickets:
        ticket.version += 1
        for name, value in changes.items():
            setattr(ticket, name, value)
    TicketEvent.objects.bulk_create([_event(each, row, actor, now, entries[each.pk]) for each in tickets])


def record_batch(
    ids: Sequence[int],
    row: Transition,
    actor: Actor,
    *,
    now: datetime,
) -> dict[int, int]:
    """Move many tickets, given by id, along one row, in three statements; answers the new event's id by ticket id.

    The tickets were read, locked, in the same transaction. Refused with `Stale` when any of them moved all the same:
    the transaction is rolled back, and the job that asked comes again.
    """
    assert row.target is not None
    written = Ticket.objects.filter(pk__in=ids, status__in=_values(row.sources)).update(
        status=row.target, status_since=now, version=F("version") + 1
    )
    if written != len(ids):
        raise Stale(_("Somebody else changed this ticket just now."), changed_since=0)
    _insert_events(ids, row, actor, now)
    made = TicketEvent.objects.filter(ticket_id__in=ids, kind=row.event, at=now)
    return dict(made.values_list("ticket_id", "pk"))


def _insert_events(ids: Sequence[int], row: Transition, actor: Actor, now: datetime) -> None:
    """The events, from the rows of their tickets: composing them in the ORM would take most of the release."""
    data = "jsonb" if connection.vendor == "postgresql" else "text"
    places = ", ".join(["%s"] * len(ids))
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT_EVENTS.format(data=data, places=places),
            [row.event, actor.system, moment, Visibility.PUBLIC, "{}", *ids],
        )


def _values(sources: Iterable[Status | None]) -> list[str]:
    return [str(source) for source in sources if source is not None]


def _event(ticket: Ticket, row: Transition, actor: Actor, now: datetime, entry: Entry) -> TicketEvent:
    return TicketEvent(
        ticket=ticket,
        sequence=ticket.version,
        kind=row.event,
        actor=actor.user,
        system_actor=actor.system,
        partner_id=actor.partner_id,
        at=now,
        status=ticket.status,
        visibility=entry.visibility,
        data=dict(entry.data),
    )
