"""Stored clocks: written from a replay of the events, compared with it, and never from anything else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tickets.enums import EventKind, Status
from tickets.models import SlaClock, Ticket, TicketEvent
from tickets.sla.clocks import clocks_from, fields_of, folded
from tickets.sla.fold import Books, Happening

FOLDED_FIELDS = ("kind", "at", "status", "data")
_STORED = (
    "clause", "target", "target_days", "agreed_at", "started_at", "due_at", "elapsed", "paused_at", "stopped_at",
    "met_at", "breached_at", "breach_cause", "agreement_version_id", "calendar_revision_id",
)  # fmt: skip


def happenings(events: Iterable[TicketEvent]) -> list[Happening]:
    """The parts of stored events, in order of sequence, that the clocks depend on."""
    return [Happening(EventKind(each.kind), each.at, Status(each.status), each.data) for each in events]


def history_of(ticket: Ticket) -> list[Happening]:
    """Everything that happened to the ticket; one SQL."""
    events = TicketEvent.objects.filter(ticket=ticket).order_by("sequence").only("ticket_id", *FOLDED_FIELDS)
    return happenings(events)


def start(ticket: Ticket, first: Happening) -> list[SlaClock]:
    """The clocks of a ticket that is about to be inserted, with the ticket's own next fields set; nothing is saved."""
    fold = folded([first], Books())
    clocks = clocks_from(ticket, fold)
    _set_fields(ticket, fields_of(fold, clocks))
    return clocks


def refresh(ticket: Ticket) -> None:
    """Bring the stored clocks and the ticket's next fields in line with its events; writes only what differs.

    Called inside the transaction of the change. At most five statements: events, clocks, and what is new or other.
    """
    fold = folded(history_of(ticket), Books())
    clocks = clocks_from(ticket, fold)
    _store(ticket, clocks)
    fields = fields_of(fold, clocks)
    if any(getattr(ticket, name) != value for name, value in fields.items()):
        Ticket.objects.filter(pk=ticket.pk).update(**fields)
        _set_fields(ticket, fields)


def refresh_many(tickets: Iterable[Ticket]) -> None:
    """The same for many tickets, for the jobs that change them in batches."""
    for ticket in tickets:
        refresh(ticket)


def differences(ticket: Ticket) -> list[str]:
    """What the stored clocks and next fields of a ticket differ in from a replay of its events; empty when true."""
    fold = folded(history_of(ticket), Books())
    replayed = clocks_from(ticket, fold)
    fresh = {_key(each): _values(each) for each in replayed}
    stored = {_key(each): _values(each) for each in SlaClock.objects.filter(ticket=ticket)}
    found = [f"{ticket.reference} {kind} {number}" for kind, number in sorted(fresh.keys() ^ stored.keys())]
    found += [
        f"{ticket.reference} {key[0]} {key[1]} {name}: {stored[key][name]} is {fresh[key][name]}"
        for key in sorted(fresh.keys() & stored.keys())
        for name in _STORED
        if stored[key][name] != fresh[key][name]
    ]
    fields = fields_of(fold, replayed)
    return found + [f"{ticket.reference} {name}" for name, value in fields.items() if getattr(ticket, name) != value]


def _store(ticket: Ticket, clocks: Sequence[SlaClock]) -> None:
    stored = {_key(each): each for each in SlaClock.objects.filter(ticket=ticket)}
    new = [each for each in clocks if _key(each) not in stored]
    if new:
        SlaClock.objects.bulk_create(new)
    wanted = {_key(each) for each in clocks}
    gone = [each.pk for key, each in stored.items() if key not in wanted]
    if gone:
        SlaClock.objects.filter(pk__in=gone).delete()
    for each in clocks:
        old = stored.get(_key(each))
        if old is not None and _values(old) != _values(each):
            SlaClock.objects.filter(pk=old.pk).update(**_values(each))


def _key(clock: SlaClock) -> tuple[str, int]:
    return str(clock.kind), clock.round


def _values(clock: SlaClock) -> dict[str, Any]:
    return {name: getattr(clock, name) for name in _STORED}


def _set_fields(ticket: Ticket, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(ticket, name, value)
