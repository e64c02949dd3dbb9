"""Customers who join, leave and move between environments, with the windows that this touches (M2, M3)."""

from datetime import timedelta

import pytest

from accounts.models import Organisation
from maintenance.actions.announce import announce
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.join_environment import join_environment
from maintenance.actions.leave_environment import leave_environment
from maintenance.actions.move_customer import move_customer
from maintenance.actions.write_path import Form
from maintenance.enums import EventKind, Status
from maintenance.models import EnvironmentCustomer, MaintenanceWindow, WindowCustomer, WindowEvent
from maintenance.queries.compliance import windows_that_no_longer_comply
from maintenance.queries.consultation import standing
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.planning import DAY, HOUR, OK, Planning, said

pytestmark = pytest.mark.django_db

SAT, NEXT_SAT = "2026-12-05 22:00 > 2026-12-06 02:00", "2026-12-12 22:00 > 2026-12-13 02:00"


@pytest.fixture
def planning(cast: Cast) -> Planning:
    return Planning(cast, factories.shared(cast))


@pytest.fixture
def newcomer(planning: Planning) -> Organisation:
    return planning.customer("Gemeente Dommelrade")


def join(planning: Planning, customer: Organisation, *, now: object = NOW) -> EnvironmentCustomer:
    return join_environment(planning.planner, planning.on.pk, customer.pk, now=now)  # type: ignore[arg-type]


def leave(planning: Planning, customer: Organisation, *, now: object = NOW) -> EnvironmentCustomer:
    return leave_environment(planning.planner, planning.on.pk, customer.pk, now=now)  # type: ignore[arg-type]


def affected(window: MaintenanceWindow) -> list[str]:
    rows = WindowCustomer.objects.filter(window=window, left_at=None).order_by("customer__name")
    return list(rows.values_list("customer__name", flat=True))


def test_joining_in_consultation_is_asked(planning: Planning, newcomer: Organisation) -> None:
    window = factories.agreed(planning.open(SAT), planning.planner, now=NOW)
    join(planning, newcomer, now=NOW + HOUR)
    row = WindowCustomer.objects.get(window=window, customer=newcomer)
    assert (row.asked_at, row.told_at, row.place, row.cap) == (NOW + HOUR, None, 1, 24)
    assert standing(window).outstanding == 1
    assert said(lambda: announce(planning.planner, Form(window.reference), now=NOW + HOUR)) == (
        "422 M2: No answer yet from Gemeente Dommelrade."
    )
    event = WindowEvent.objects.get(kind=EventKind.CUSTOMER_JOINED)
    assert (event.customer, event.data["consulted"]) == (newcomer, True)


def test_joining_after_the_announcement_is_told_and_shown_to_administrators(
    planning: Planning, newcomer: Organisation
) -> None:
    window = planning.announced(SAT)
    late = window.starts_at - DAY
    join(planning, newcomer, now=late)
    row = WindowCustomer.objects.get(window=window, customer=newcomer)
    assert (row.asked_at, row.told_at, row.place) == (None, late, 1)
    assert [each.window for each in windows_that_no_longer_comply(now=late)] == [window]


def test_joining_while_it_runs_is_told(planning: Planning, newcomer: Organisation) -> None:
    window = planning.announced(SAT)
    join(planning, newcomer, now=window.starts_at + HOUR)
    assert affected(window)[0] == "Gemeente Dommelrade"
    assert MaintenanceWindow.objects.get().status == Status.RUNNING


@pytest.mark.parametrize("state", ["draft", "over", "cancelled", "a part", "elsewhere"])
def test_joining_touches_no_other_window(planning: Planning, newcomer: Organisation, state: str) -> None:
    now = NOW
    if state == "draft":
        planning.draft(SAT)
    elif state == "over":
        now = planning.announced(SAT).ends_at
    elif state == "cancelled":
        planning.cancel(planning.open(SAT))
    elif state == "a part":
        planning.open(SAT, customers=[planning.cast.customer])
    else:
        planning.open(SAT, on=factories.environment(planning.cast.customer, name="Eigen", now=NOW))
    join(planning, newcomer, now=now)
    assert not WindowCustomer.objects.filter(customer=newcomer).exists()


def test_joining_an_emergency_is_told_and_takes_no_place(planning: Planning, newcomer: Organisation) -> None:
    window = planning.emergency("2026-11-24 12:00 > 2026-11-24 13:00")
    join(planning, newcomer, now=NOW + HOUR)
    row = WindowCustomer.objects.get(window=window, customer=newcomer)
    assert (row.told_at, row.place) == (NOW + HOUR, None)


def test_joining_is_refused_when_the_year_of_the_customer_is_full(planning: Planning, newcomer: Organisation) -> None:
    planning.agree(newcomer, maintenance_per_year=1)
    planning.open(SAT)
    second = planning.open(NEXT_SAT)
    assert said(lambda: join(planning, newcomer)) == (
        f"422 M3: Gemeente Dommelrade has no window left in 2026 (at most 1 a year), and {second.reference} needs one."
    )
    assert not EnvironmentCustomer.objects.filter(customer=newcomer).exists()
    assert not WindowCustomer.objects.filter(customer=newcomer).exists()


def test_joining_twice_is_refused(planning: Planning) -> None:
    assert said(lambda: join(planning, planning.cast.customer)) == (
        "422 Zorggroep Maasoever uses this environment already."
    )


@pytest.mark.parametrize("who", ["partner_organisation", "inactive"])
def test_only_customers_in_service_join(planning: Planning, newcomer: Organisation, who: str) -> None:
    newcomer.is_active = False
    newcomer.save()
    joining = newcomer if who == "inactive" else planning.cast.partner_organisation
    assert said(lambda: join(planning, joining)) == "422 Choose a customer that is in service."


def test_joining_an_unknown_environment_is_refused(planning: Planning, newcomer: Organisation) -> None:
    answer = said(lambda: join_environment(planning.planner, 10**9, newcomer.pk, now=NOW))
    assert answer == "422 Choose an environment."


def test_leaving_frees_the_places_of_what_has_not_begun(planning: Planning) -> None:
    customer = planning.cast.customer
    first, second = planning.open(SAT), planning.announced(NEXT_SAT)
    use = leave(planning, customer, now=NOW + HOUR)
    assert use.left_at == NOW + HOUR
    assert (planning.places(customer), affected(first), affected(second)) == (
        [],
        ["Peelland Transport"],
        ["Peelland Transport"],
    )
    assert WindowEvent.objects.filter(kind=EventKind.CUSTOMER_LEFT, customer=customer).count() == 2


def test_leaving_unblocks_the_announcement(planning: Planning) -> None:
    window = planning.open(SAT)
    leave(planning, planning.cast.other_customer)
    factories.agreed(window, planning.planner, now=NOW)
    assert said(lambda: announce(planning.planner, Form(window.reference), now=NOW)) == OK


def test_leaving_keeps_what_took_place(planning: Planning) -> None:
    window = planning.announced(SAT)
    leave(planning, planning.cast.customer, now=window.starts_at)
    assert planning.places(planning.cast.customer) == [1]
    assert affected(window) == ["Peelland Transport", "Zorggroep Maasoever"]


def test_last_customer_that_leaves_leaves_nobody_to_announce_to(planning: Planning) -> None:
    window = planning.open(SAT)
    for customer in (planning.cast.customer, planning.cast.other_customer):
        leave(planning, customer)
    answer = said(lambda: announce(planning.planner, Form(window.reference), now=NOW))
    assert answer == "422 M2: This window affects no customer."


def test_coming_back_is_asked_anew_with_a_place(planning: Planning) -> None:
    customer = planning.cast.customer
    window = planning.open(SAT)
    leave(planning, customer, now=NOW + HOUR)
    join(planning, customer, now=NOW + 2 * HOUR)
    row = WindowCustomer.objects.get(window=window, customer=customer)
    assert (row.left_at, row.asked_at, row.place) == (None, NOW + 2 * HOUR, 1)
    assert EnvironmentCustomer.objects.filter(customer=customer).count() == 2


def test_leaving_and_joining_in_one_moment(planning: Planning, newcomer: Organisation) -> None:
    join(planning, newcomer)
    assert leave(planning, newcomer).left_at == NOW + timedelta(microseconds=1)


def test_leaving_what_it_does_not_use_is_refused(planning: Planning, newcomer: Organisation) -> None:
    assert said(lambda: leave(planning, newcomer)) == "422 This customer does not use the environment."


def test_moving_keeps_the_count_of_the_year(planning: Planning) -> None:
    """What it had there counts here too: together never more than its cap."""
    customer = planning.cast.customer
    planning.agree(customer, maintenance_per_year=2)
    ran = planning.announced(SAT)
    cancel_window(planning.planner, Form(ran.reference), "Storing", now=ran.starts_at + HOUR)
    other = factories.environment(planning.cast.other_customer, name="Tweede omgeving", now=NOW)
    planning.now = ran.starts_at + 2 * HOUR
    planning.open(NEXT_SAT, on=other)
    third = planning.open("2026-12-19 22:00 > 2026-12-20 02:00", on=other)

    def move() -> EnvironmentCustomer:
        return move_customer(
            planning.planner, customer.pk, from_environment_id=planning.on.pk, to_environment_id=other.pk,
            now=planning.now,
        )  # fmt: skip

    answer = "422 M3: Zorggroep Maasoever has no window left in 2026 (at most 2 a year), and {} needs one."
    assert said(move) == answer.format(third.reference)
    assert EnvironmentCustomer.objects.get(customer=customer).left_at is None
    planning.cancel(third)
    assert said(move) == OK
    assert planning.places(customer) == [1, 2]
    used = EnvironmentCustomer.objects.filter(customer=customer).order_by("joined_at")
    assert [(each.environment, each.left_at) for each in used] == [(planning.on, planning.now), (other, None)]
