"""Random planners: whatever verbs they try, refused or not, the promises hold after every step (M1 to M5)."""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from accounts.models import User
from accounts.refusals import Refusal
from accounts.roles import Role
from agreements.queries import current_calendar_id, opening_hours
from maintenance.actions import due_steps
from maintenance.actions.announce import announce
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.complete_window import Outcome, complete_window
from maintenance.actions.hold_open import hold_open
from maintenance.actions.join_environment import join_environment
from maintenance.actions.leave_environment import leave_environment
from maintenance.actions.move_window import move_window
from maintenance.actions.open_consultation import open_consultation
from maintenance.actions.renew_reservation import renew_reservation
from maintenance.actions.start_window import start_window
from maintenance.actions.write_path import Form
from maintenance.enums import ENDED_STATUSES, PLANNED_STATUSES, EventKind, Kind, Result, Status
from maintenance.models import Environment, MaintenanceWindow, WindowCustomer, WindowEvent
from maintenance.schedule import Span, opening_overlap, overlaps
from maintenance.state_machine import TRANSITIONS
from tests.cast import AMSTERDAM, Cast, cast_at, person
from tests.maintenance import factories
from tests.maintenance.planning import Planning

pytestmark = pytest.mark.django_db

# Longer lives, and more of them, when somebody asks (DESK_TEST_EXAMPLES=1000).
EXAMPLES = int(os.environ.get("DESK_TEST_EXAMPLES", "60"))
STEPS, LIVES = EXAMPLES, max(3, EXAMPLES // 100)
CAP, CUSTOMER_CAP, CANCELLING = 3, 2, 0.3
# Days before a year's end, so that the years differ.
BEGIN = datetime(2026, 11, 24, 10, 12, tzinfo=AMSTERDAM)
JUMPS = (*[timedelta()] * 14, timedelta(hours=3), timedelta(hours=9), timedelta(days=1), timedelta(days=9))


class Planners:
    """Some planners who try anything on two environments, with a customer that is on both."""

    def __init__(self, seed: int) -> None:
        self.random, self.now = Random(seed), BEGIN
        self.cast: Cast = cast_at(BEGIN)
        planning = Planning(self.cast, factories.shared(self.cast))
        planning.agree(self.cast.customer, maintenance_per_year=CUSTOMER_CAP)
        planning.agree_generally(maintenance_per_year=CAP)
        second = factories.environment(self.cast.other_customer, name="Tweede omgeving", now=BEGIN)
        self.environments: list[Environment] = [planning.on, second]
        self.customers = [self.cast.customer, self.cast.other_customer, planning.customer("Gemeente Dommelrade")]
        other = person("tom@ozmo.example", "Tom Kuipers", desk_role=Role.ADMINISTRATOR, now=BEGIN)
        self.people: list[User] = [self.cast.administrator, other, self.cast.agent, self.cast.key_contact]
        self.answers: Counter[bool] = Counter()
        for on in self.environments * 2:
            factories.drafted(self.people[0], on, BEGIN.replace(hour=22) + timedelta(days=11), now=BEGIN)

    def step(self) -> None:
        """Somebody does something, or time does."""
        self.now += self.random.choice(JUMPS)
        try:
            self.random.choice(self.verbs())()
        except Refusal:
            self.answers[False] += 1
        else:
            self.answers[True] += 1

    def verbs(self) -> list[Callable[[], object]]:
        choose = self.random.choice
        user = choose([*self.people[:2] * 4, *self.people])
        on, customer = choose(self.environments), choose(self.customers)
        verbs: list[Callable[[], object]] = [
            lambda: factories.drafted(user, on, self.moment(), now=self.now, weekday_reason=choose(["", "Haast"])),
            lambda: join_environment(user, on.pk, customer.pk, now=self.now),
            lambda: leave_environment(user, on.pk, customer.pk, now=self.now),
            lambda: due_steps.start_due(now=self.now),
            lambda: due_steps.complete_due(now=self.now),
            lambda: due_steps.lapse_reservations(now=self.now),
            lambda: due_steps.warn_lapsing(now=self.now),
            lambda: due_steps.note_overruns(now=self.now),
        ]
        live = MaintenanceWindow.objects.exclude(status__in=ENDED_STATUSES)
        windows = list(live.order_by("pk")) or list(MaintenanceWindow.objects.order_by("pk"))
        return verbs + self.verbs_of(user, choose(windows)) * 2

    def verbs_of(self, user: User, window: MaintenanceWindow) -> list[Callable[[], object]]:
        form, now = Form(window.reference, window.version), self.now
        moved = factories.proposal(window.environment, self.moment(), weekday_reason="Haast")
        return [
            *[lambda: open_consultation(user, form, now=now)] * 3,
            *[lambda: self.agree_and_announce(user, window, form)] * 3,
            lambda: announce(user, form, now=now),
            lambda: move_window(user, form, moved, "Ziek", now=now),
            lambda: renew_reservation(user, form, now=now),
            lambda: start_window(user, form, now=now),
            lambda: hold_open(user, form, now=now),
            lambda: complete_window(user, form, Outcome(Result.AS_PLANNED), now=now),
            # Seldom: it always succeeds, and then nothing more happens.
            *[lambda: cancel_window(user, form, "Storing", now=now)] * (self.random.random() < CANCELLING),
        ]

    def agree_and_announce(self, user: User, window: MaintenanceWindow, form: Form) -> None:
        if window.status == Status.CONSULTATION:
            factories.agreed(window, user, now=self.now)
            announce(user, form, now=self.now)

    def moment(self) -> datetime:
        """A night, mostly of a weekend, at times in the past or in opening hours."""
        days, hour = self.random.randint(-1, 40), self.random.choice([2, 12, *[22] * 6])
        night = (self.now + timedelta(days=days)).replace(hour=hour)
        return night.replace(minute=0, second=0, microsecond=0)


def broken_promises() -> Iterator[str]:
    """Whatever does not hold of what is stored now."""
    planned = list(MaintenanceWindow.objects.filter(kind=Kind.PLANNED, status__in=PLANNED_STATUSES))
    yield from _of_times(planned)
    yield from _of_places()
    events: dict[int, list[WindowEvent]] = defaultdict(list)
    for event in WindowEvent.objects.order_by("window_id", "sequence"):
        events[event.window_id].append(event)
    for window in MaintenanceWindow.objects.all():
        yield from _of_events(window, events[window.pk])


def _of_times(planned: list[MaintenanceWindow]) -> Iterator[str]:
    hours = opening_hours(current_calendar_id())
    for window in planned:
        if opening_overlap(Span(window.starts_at, window.ends_at), hours):
            yield f"{window.reference} is within opening hours"
        if not window.is_weekend and not window.weekday_reason:
            yield f"{window.reference} is on a weekday without reason"
        if window.announced_at and (window.starts_at - window.announced_at) < timedelta(hours=72):
            yield f"{window.reference} was announced too late"
    ordered = sorted(planned, key=lambda window: (window.environment_id, window.starts_at))
    for one, other in pairwise(ordered):
        same = one.environment_id == other.environment_id
        if same and overlaps(Span(one.starts_at, one.ends_at), Span(other.starts_at, other.ends_at)):
            yield f"{one.reference} and {other.reference} overlap"


def _of_places() -> Iterator[str]:
    holding = MaintenanceWindow.objects.filter(place__isnull=False)
    used = Counter(holding.values_list("environment_id", "year"))
    yield from (f"environment and year {key} has {number}" for key, number in used.items() if number > CAP)
    rows = WindowCustomer.objects.filter(place__isnull=False).select_related("window", "customer")
    of_customers = Counter((row.customer.name, row.year, row.cap) for row in rows)
    yield from (f"{key} has {number}" for key, number in of_customers.items() if number > (key[2] or 0))
    for row in rows:
        if row.window.place is None or row.left_at is not None or row.year != row.window.year:
            yield f"{row.customer} has a place of {row.window.reference}, which has none"
    without = WindowCustomer.objects.filter(window__in=holding, left_at=None, place=None)
    yield from (f"{row.customer_id} has no place of a window that has one" for row in without)


def _of_events(window: MaintenanceWindow, events: list[WindowEvent]) -> Iterator[str]:
    if [event.sequence for event in events] != list(range(1, window.version + 1)):
        yield f"{window.reference} has lost an event"
    status: Status | None = None
    for event in events:
        rows = [row for row in TRANSITIONS if row.event == EventKind(event.kind) and status in row.sources]
        if not any((row.target or status) == event.status for row in rows):
            yield f"{window.reference} went from {status} to {event.status} by {event.kind}"
        status = Status(event.status)
    if status != window.status:
        yield f"{window.reference} is {window.status}, and its events say {status}"


@pytest.mark.parametrize("seed", range(LIVES))
def test_random_planners_keep_the_promises(seed: int) -> None:
    planners = Planners(seed)
    for _ in range(STEPS):
        planners.step()
        assert list(broken_promises()) == []
    # They did get somewhere, and were stopped as well.
    assert min(planners.answers[True], planners.answers[False]) > STEPS // 10
