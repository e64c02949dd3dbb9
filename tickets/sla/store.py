"""Stored clocks: written from a replay of the events, compared with it, and never from anything else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tickets.enums import EventKind, Status
from tickets.models import SlaClock, Ticket, TicketEvent
from tickets.sla.clocks import clocks_from, fields_of, folded
from tickets.sla.fold import Books, Fold, Happening

# What a ticket repeats of its replayed events.
REPEATED_FIELDS = ("next_kind", "next_due_at", "still_remaining", "acts_at")
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


def refresh_many(tickets: Sequence[Ticket]) -> None:
    """The same for many tickets, for what changes them in batches; few statements for all of them together.

    Events and clocks are read at once, and rows that change alike are written at once.
    """
    ids = [ticket.pk for ticket in tickets]
    histories, stored = _histories(ids), _stored_clocks(ids)
    new: list[SlaClock] = []
    gone: list[int] = []
    clock_changes: list[tuple[int, dict[str, Any]]] = []
    ticket_changes: list[tuple[int, dict[str, Any]]] = []
    for ticket in tickets:
        fold = folded(histories[ticket.pk], Books())
        clocks, rows = clocks_from(ticket, fold), stored.get(ticket.pk, {})
        new += [each for each in clocks if _key(each) not in rows]
        wanted = {_key(each): _values(each) for each in clocks}
        gone += [row.pk for key, row in rows.items() if key not in wanted]
        clock_changes += [(row.pk, _other(row, wanted[key])) for key, row in rows.items() if key in wanted]
        fields = _other(ticket, fields_of(fold, clocks))
        ticket_changes.append((ticket.pk, fields))
        _set_fields(ticket, fields)
    SlaClock.objects.bulk_create(new)
    if gone:
        SlaClock.objects.filter(pk__in=gone).delete()
    _write_alike(SlaClock, clock_changes)
    _write_alike(Ticket, ticket_changes)


def _histories(ids: Sequence[int]) -> dict[int, list[Happening]]:
    events = TicketEvent.objects.filter(ticket_id__in=ids).order_by("ticket_id", "sequence")
    found: dict[int, list[Happening]] = {}
    for pk, kind, at, status, data in events.values_list("ticket_id", *FOLDED_FIELDS):
        found.setdefault(pk, []).append(Happening(EventKind(kind), at, Status(status), data))
    return found


def _stored_clocks(ids: Sequence[int]) -> dict[int, dict[tuple[str, int], SlaClock]]:
    found: dict[int, dict[tuple[str, int], SlaClock]] = {}
    for row in SlaClock.objects.filter(ticket_id__in=ids):
        found.setdefault(row.ticket_id, {})[_key(row)] = row
    return found


def _other(row: SlaClock | Ticket, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _write_alike(model: type[SlaClock] | type[Ticket], changes: Iterable[tuple[int, dict[str, Any]]]) -> None:
    """One statement for all rows that get the same values."""
    alike: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for pk, values in changes:
        if values:
            alike.setdefault(tuple(sorted(values.items())), []).append(pk)
    for fields, ids in alike.items():
        model.objects.filter(pk__in=ids).update(**dict(fields))


def differences(ticket: Ticket) -> list[str]:
    """What the stored clocks and next fields of a ticket differ in from a replay of its events; empty when true."""
    return differences_among([ticket])[ticket.pk]


def differences_among(tickets: Sequence[Ticket]) -> dict[int, list[str]]:
    """The same for many tickets, by number; two statements for all of them together."""
    ids = [ticket.pk for ticket in tickets]
    histories, stored, books = _histories(ids), _stored_values(ids), Books()
    return {
        ticket.pk: _differences(ticket, folded(histories[ticket.pk], books), stored.get(ticket.pk, {}))
        for ticket in tickets
    }


def _stored_values(ids: Sequence[int]) -> dict[int, dict[tuple[str, int], dict[str, Any]]]:
    rows = SlaClock.objects.filter(ticket_id__in=ids).values_list("ticket_id", "kind", "round", *_STORED)
    found: dict[int, dict[tuple[str, int], dict[str, Any]]] = {}
    for pk, kind, number, *values in rows:
        found.setdefault(pk, {})[kind, number] = dict(zip(_STORED, values, strict=True))
    return found


def _differences(ticket: Ticket, fold: Fold, stored: Mapping[tuple[str, int], Mapping[str, Any]]) -> list[str]:
    replayed = clocks_from(ticket, fold)
    fresh = {_key(each): _values(each) for each in replayed}
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
