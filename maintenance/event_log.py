"""The only creator of a window's events and the only writer of its status.

Each write is a compare-and-swap on the window's version, which is the sequence of its last event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Stale
from maintenance.models import MaintenanceWindow, WindowEvent
from maintenance.state_machine import Transition

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: a person (for a customer, by mandate through a partner), or a named job."""

    user: User | None = None
    system: str = ""
    customer_id: int | None = None
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded beside the transition itself, and the fields of the window that change with it."""

    data: Data = field(default_factory=dict)
    changes: Data = field(default_factory=dict)


def open_window(window: MaintenanceWindow, row: Transition, actor: Actor, *, now: datetime, data: Data) -> WindowEvent:
    """Insert a new window, unsaved but complete except for status and version, together with its first event."""
    assert row.target is not None
    window.status, window.status_since, window.version = row.target, now, 1
    window.save(force_insert=True)
    return _written(window, row, actor, now, data)


def record(
    window: MaintenanceWindow, row: Transition, actor: Actor, *, now: datetime, entry: Entry | None = None
) -> WindowEvent:
    """Move the window along `row` of the table and write its event, in the transaction of the caller.

    Refused with `Stale` (409) when somebody else wrote the window since it was read.
    """
    entry = entry or Entry()
    read_version = window.version
    fields: dict[str, Any] = {**entry.changes, "version": read_version + 1}
    if row.target is not None and row.target != window.status:
        fields |= {"status": row.target, "status_since": now}
    written = MaintenanceWindow.objects.filter(pk=window.pk, version=read_version).update(**fields)
    if written != 1:
        raise Stale(_("Somebody else changed this window just now."), changed_since=read_version)
    for name, value in fields.items():
        setattr(window, name, value)
    return _written(window, row, actor, now, entry.data)


def _written(window: MaintenanceWindow, row: Transition, actor: Actor, now: datetime, data: Data) -> WindowEvent:
    event = WindowEvent(
        window=window,
        sequence=window.version,
        kind=row.event,
        actor=actor.user,
        system_actor=actor.system,
        customer_id=actor.customer_id,
        partner_id=actor.partner_id,
        at=now,
        status=window.status,
        data=dict(data),
    )
    event.save(force_insert=True)
    return event
