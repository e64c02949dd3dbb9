"""An edited calendar or agreement is applied to open tickets, each by an event that pins the new one (N)."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import access_for
from accounts.refusals import NotAllowed, Refusal
from agreements.models import AgreementVersion, CalendarRevision
from agreements.queries import opening_hours
from tickets import event_log, sla
from tickets.enums import OPEN_STATUSES, Status, Visibility
from tickets.event_log import Actor, Entry
from tickets.models import Ticket
from tickets.sla.what_if import new_release
from tickets.state_machine import Action, Who, transition

BATCH = 200


@dataclass(frozen=True, slots=True)
class NewPins:
    """Ids of the revision or version (or both) that hold from now on; None leaves what each ticket has."""

    calendar_revision: int | None = None
    agreement_version: int | None = None

    def fields(self) -> dict[str, int]:
        """Those that are given, by name."""
        pins = {"calendar_revision": self.calendar_revision, "agreement_version": self.agreement_version}
        return {name: number for name, number in pins.items() if number is not None}


def apply_edit(
    user: User, pins: NewPins, ticket_ids: Iterable[int], *, now: datetime, moving: Container[int] | None = None
) -> int:
    """Pin the new revision or version on these tickets as far as they are open; returns how many changed.

    All open tickets are to be given, also those whose moments stay: what they still get to wait for counts by what is
    pinned then. Customers see the event on those that are `moving` only (None: on all).

    Past outcomes never move, nor does a clock that is late already. A held ticket gets its new release (H4). A ticket
    that has these pins already is left alone. To be called after the edit is committed. Refused: who is no
    administrator (403), nothing to pin, or what does not exist (422).
    """
    if not access_for(user, now=now).is_administrator:
        raise NotAllowed(_("Only an administrator can do this."))
    _check(pins)
    wanted = sorted(set(ticket_ids))
    batches = (wanted[at : at + BATCH] for at in range(0, len(wanted), BATCH))
    return sum(_apply(user, pins, batch, now, moving) for batch in batches)


def _check(pins: NewPins) -> None:
    fields = pins.fields()
    known = {
        "calendar_revision": CalendarRevision.objects.filter(pk=fields.get("calendar_revision", 0)),
        "agreement_version": AgreementVersion.objects.filter(pk=fields.get("agreement_version", 0)),
    }
    if not fields or not all(known[name].exists() for name in fields):
        raise Refusal(_("Choose the edit that is to be applied."))


def _apply(user: User, pins: NewPins, ids: list[int], now: datetime, moving: Container[int] | None) -> int:
    fields = pins.fields()
    skip = {f"{name}_id": number for name, number in fields.items()}
    with transaction.atomic():
        rows = Ticket.objects.filter(pk__in=ids, status__in=OPEN_STATUSES).exclude(**skip).order_by("pk")
        tickets = list(rows.select_for_update(of=("self",)))
        if tickets:
            _pin(tickets, user, fields, now, moving)
            sla.refresh_many(tickets)
    return len(tickets)


def _pin(
    tickets: list[Ticket], user: User, fields: dict[str, int], now: datetime, moving: Container[int] | None
) -> None:
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
        is_seen = moving is None or ticket.pk in moving
        entries[ticket.pk] = Entry(Visibility.PUBLIC if is_seen else Visibility.INTERNAL, data)
    changes = {f"{name}_id": number for name, number in fields.items()}
    event_log.record_many(tickets, row, Actor(user=user), now=now, entries=entries, changes=changes)
    for release, ids in released.items():
        Ticket.objects.filter(pk__in=ids).update(release_at=release)
