"""What the database itself refuses, whoever writes; and that the actions' edge makes it a sentence (M1, M3, M4, M5)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.refusals import Refusal
from maintenance.actions.announce import announce
from maintenance.actions.draft_window import draft_window
from maintenance.actions.refused import as_refusals
from maintenance.models import EnvironmentCustomer, MaintenanceWindow, WindowCustomer
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.planning import DAY, Planning, said
from tests.maintenance.windows import named

pytestmark = pytest.mark.django_db

SAT, NEXT_SAT, THIRD_SAT = (
    "2026-12-05 22:00 > 2026-12-06 02:00",
    "2026-12-12 22:00 > 2026-12-13 02:00",
    "2026-12-19 22:00 > 2026-12-20 02:00",
)
FULL = "M3: somebody else took this place of the year just now. Look at the year, and try again."
Change = Callable[[MaintenanceWindow, MaintenanceWindow], dict[str, Any]]


@pytest.fixture
def planning(cast: Cast) -> Planning:
    return Planning(cast, factories.shared(cast))


# What nobody can write into the second of two announced windows; without a sentence it is a fault of the program.
REFUSED: dict[str, tuple[Change, str]] = {
    "the place of another": (lambda one, _two: {"place": one.place}, FULL),
    "a place above the cap": (lambda _one, _two: {"place": 25}, FULL),
    "place nought": (lambda _one, _two: {"place": 0}, FULL),
    "opening time": (
        lambda _one, _two: {"opening_time": timedelta(seconds=1)}, "M1: the window lies within opening hours.",
    ),
    "a start before the notice": (
        lambda _one, two: {"earliest_start": two.starts_at + timedelta(seconds=1)},
        "M4: the notice is too short for this start.",
    ),
    "a weekday without a reason": (
        lambda _one, _two: {"is_weekend": False, "weekday_reason": ""}, "M5: a weekday needs a reason.",
    ),
    "no place": (lambda _one, _two: {"place": None, "cap": None}, ""),
    "a place without its cap": (lambda _one, _two: {"cap": None}, FULL),
    "announced at no moment": (lambda _one, _two: {"announced_at": None, "earliest_start": None}, ""),
    "an end at its start": (lambda _one, two: {"ends_at": two.starts_at}, ""),
    "reserved while announced": (lambda _one, _two: {"reserved_until": NOW}, ""),
    "completed without result": (lambda _one, _two: {"status": "completed"}, ""),
    "an emergency with a place": (lambda _one, _two: {"kind": "emergency"}, ""),
    "an emergency without reason": (lambda _one, _two: {"kind": "emergency", "place": None, "cap": None}, ""),
}  # fmt: skip


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are put into words when they are read: the language holds for the whole test."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize("change,sentence", named(REFUSED))
def test_database_refuses(planning: Planning, change: Change, sentence: str) -> None:
    one, two = planning.announced(SAT), planning.announced(NEXT_SAT)
    expected = Refusal if sentence else IntegrityError
    with pytest.raises(expected) as refused, as_refusals(), transaction.atomic():
        MaintenanceWindow.objects.filter(pk=two.pk).update(**change(one, two))
    if sentence:
        assert str(refused.value) == sentence


@pytest.mark.postgres_only
@pytest.mark.parametrize("by", [-timedelta(hours=3), timedelta(), timedelta(hours=3, minutes=59)])
def test_postgresql_refuses_overlap(planning: Planning, by: timedelta) -> None:
    one, two = planning.open(SAT), planning.open(NEXT_SAT)
    times = {"starts_at": one.starts_at + by, "ends_at": one.ends_at + by}
    with pytest.raises(Refusal) as refused, as_refusals(), transaction.atomic():
        MaintenanceWindow.objects.filter(pk=two.pk).update(**times)
    assert str(refused.value) == "Somebody else planned a window on this environment at that time just now."


def test_database_lets_windows_touch_and_emergencies_overlap(planning: Planning) -> None:
    one, two = planning.open(SAT), planning.open(NEXT_SAT)
    MaintenanceWindow.objects.filter(pk=two.pk).update(starts_at=one.ends_at, ends_at=one.ends_at + timedelta(hours=1))
    planning.now = one.starts_at - DAY
    planning.emergency(SAT)


@pytest.mark.parametrize("values", [{"place": 1}, {"place": 25}], ids=["twice", "above the cap"])
def test_database_refuses_places_of_a_customer(planning: Planning, values: dict[str, int]) -> None:
    planning.open(SAT)
    row = WindowCustomer.objects.filter(window=planning.open(NEXT_SAT), customer=planning.cast.customer)
    with pytest.raises(Refusal) as refused, as_refusals(), transaction.atomic():
        row.update(**values)
    assert str(refused.value) == FULL


def test_database_refuses_a_customer_twice_on_an_environment(planning: Planning) -> None:
    with pytest.raises(Refusal) as refused, as_refusals(), transaction.atomic():
        EnvironmentCustomer.objects.create(environment=planning.on, customer=planning.cast.customer, joined_at=NOW)
    assert str(refused.value) == "This customer uses that environment already."


def test_form_of_somebody_else_is_refused(planning: Planning) -> None:
    proposal = planning.proposal(SAT)
    MaintenanceWindow.objects.filter(pk=draft_window(planning.planner, proposal, now=NOW).pk).update(
        created_by=planning.cast.agent
    )
    answer = said(lambda: draft_window(planning.planner, proposal, now=NOW))
    assert answer == "403 This form was sent by somebody else. Open a new form."


def test_as_many_statements_for_many_customers(planning: Planning) -> None:
    """Drafting, opening, moving and announcing: what it takes does not grow with the customers of the environment."""
    planning.draft(SAT)
    before = _statements(planning, SAT, NEXT_SAT)
    for number in range(6):
        customer = planning.customer(f"Klant {number}")
        EnvironmentCustomer.objects.create(environment=planning.on, customer=customer, joined_at=NOW - DAY)
    assert _statements(planning, THIRD_SAT, "2027-01-02 22:00 > 2027-01-03 02:00") == before


def _statements(planning: Planning, first: str, then: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        window = planning.move(planning.open(first), then)
        factories.agreed(window, planning.planner, now=NOW)
        announce(planning.planner, factories.form_of(window), now=NOW)
    return len(captured)
