"""The one write path of a window: scope and lock, check, record, fill the outbox; one transaction.

Locks are always taken in one order: environments by id, customers by id, windows by id. So nobody waits in a ring.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.queries import Access, access_for
from accounts.refusals import Stale
from agreements.queries import maintenance_terms
from maintenance import event_log, notices
from maintenance.actions.clock import catch_up
from maintenance.enums import EventKind
from maintenance.event_log import Actor, Entry
from maintenance.models import Environment, EnvironmentCustomer, MaintenanceWindow, WindowCustomer, WindowEvent
from maintenance.permissions import check_can, check_is_planner
from maintenance.queries.door import window_for, window_for_update
from maintenance.queries.proposals import Proposal
from maintenance.queries.situation import affected_ids
from maintenance.state_machine import Action

__all__ = ["Change", "Form", "Proposal", "check_version", "lock_places", "planner_change", "window_change"]

# What may come in between without making the planner's form a stale one.
HARMLESS = (
    EventKind.ANSWERED,
    EventKind.ANSWER_RECORDED,
    EventKind.CUSTOMER_ASKED,
    EventKind.ASKED_BACK,
    EventKind.REMINDED,
    EventKind.LAPSE_WARNED,
)


@dataclass(frozen=True, slots=True)
class Form:
    """What every form about a window carries: its reference, and the version that the page was drawn from.

    `version` None asks for no check: then the writer does not mind what happened since.
    """

    reference: str
    version: int | None = None


@dataclass(slots=True)
class Change:
    """A locked window in the middle of a change, by one person."""

    window: MaintenanceWindow
    access: Access
    actor: Actor
    now: datetime
    recorded: list[WindowEvent] = field(default_factory=list)

    def record(
        self, action: Action, *, data: Mapping[str, Any] | None = None, changes: Mapping[str, Any] | None = None
    ) -> WindowEvent:
        """Do the action as the table says; refused when the table or the person's side does not allow it."""
        row = check_can(self.access, self.window, action)
        entry = Entry(data=data or {}, changes=changes or {})
        event = event_log.record(self.window, row, self.actor, now=self.now, entry=entry)
        self.recorded.append(event)
        return event

    def check(self, action: Action) -> None:
        """Refuse, before anything is looked into, what the table or the person's side does not allow."""
        check_can(self.access, self.window, action)

    def acts_for(self, customer_id: int, partner_id: int | None = None) -> None:
        """From here on the person does it for this customer, through this partner when it is not of the customer."""
        self.actor = replace(self.actor, customer_id=customer_id, partner_id=partner_id)

    def progress(self) -> dict[str, Any]:
        """What an answer, a settlement or a renewal changes: the place is reserved anew, for its whole period (M3)."""
        return {"reserved_until": self.now + reservation(self.window), "lapse_warned_at": None}

    def finish(self) -> None:
        """Put the notices in the outbox."""
        for event in self.recorded:
            notices.enqueue_for(self.window, event, now=self.now)


def reservation(window: MaintenanceWindow) -> timedelta:
    """How long its place stays reserved without progress, by the strictest agreement of its customers (M3); two SQL."""
    customers = affected_ids(window)
    terms = maintenance_terms(customers, at=window.starts_at)
    theirs = [terms[each] for each in customers] or [terms[None]]
    return timedelta(days=min(each.reservation_days for each in theirs))


@contextmanager
def window_change(user: User, form: Form, *, now: datetime) -> Iterator[Change]:
    """Open the window for one change by `user` at `now`; everything commits together at the end, or nothing does.

    What the clock did to the window already is recorded first. Refused: a window that the user may not see (404).
    """
    with transaction.atomic():
        access = access_for(user, now=now)
        change = _opened(access, user, form, now)
        change.recorded += catch_up(change.window, now=now)
        yield change
        change.finish()


@contextmanager
def planner_change(
    user: User,
    form: Form,
    *,
    now: datetime,
    places: bool = False,
    by_the_clock: bool = True,
    expects: Collection[EventKind] = (),
) -> Iterator[Change]:
    """The same for planners only (403, 404), with a form that must not be stale (409).

    `places` locks the environment and its customers as well, in front of the window: what takes places needs it.
    `by_the_clock` False leaves it to the action what the clock did; events it `expects` make no form stale.
    """
    with transaction.atomic():
        access = access_for(user, now=now)
        check_is_planner(access)
        locked = _lock_places_of(access, form, now) if places else None
        change = _opened(access, user, form, now)
        check_version(change.window, form, expects)
        if locked not in (None, change.window.environment_id):
            raise Stale(_("Somebody else changed this window in the meantime."), changed_since=change.window.version)
        if by_the_clock:
            change.recorded += catch_up(change.window, now=now)
        yield change
        change.finish()


def _opened(access: Access, user: User, form: Form, now: datetime) -> Change:
    window = window_for_update(access, form.reference, now=now)
    return Change(window, access, Actor(user=user), now)


def check_version(window: MaintenanceWindow, form: Form, expects: Collection[EventKind] = ()) -> None:
    """Refuses (409) a form that was drawn before the window's last change.

    Answers, questions and reminders that came in between do not count: they would make a planner start again and again.
    """
    if form.version is None or form.version == window.version:
        return
    since = WindowEvent.objects.filter(window=window, sequence__gt=form.version).exclude(kind__in=[*HARMLESS, *expects])
    if form.version > window.version or since.exists():
        raise Stale(_("Somebody else changed this window in the meantime."), changed_since=form.version)


def lock_places(environment_ids: Collection[int], customer_ids: Collection[int] = ()) -> None:
    """Lock these environments, then everybody who uses them and these customers, each in order of id (M3).

    Not the whole row: what only refers to them (a new ticket, an answer) goes on.
    """
    environments = Environment.objects.filter(pk__in=sorted(environment_ids)).order_by("pk")
    list(environments.select_for_update(no_key=True).values_list("pk"))
    uses = EnvironmentCustomer.objects.filter(environment_id__in=sorted(environment_ids), left_at=None)
    lock_customers({*uses.values_list("customer_id", flat=True), *customer_ids})


def lock_customers(customer_ids: Collection[int]) -> None:
    """Lock these customers in order of id: nobody else takes places of their years meanwhile."""
    customers = Organisation.objects.filter(pk__in=sorted(customer_ids)).order_by("pk")
    list(customers.select_for_update(no_key=True).values_list("pk"))


def _lock_places_of(access: Access, form: Form, now: datetime) -> int:
    """Lock what the window takes places of, in front of the window; answers its environment's id."""
    window = window_for(access, form.reference, now=now)
    affected = WindowCustomer.objects.filter(window=window, left_at=None)
    lock_places([window.environment_id], list(affected.values_list("customer_id", flat=True)))
    return window.environment_id
