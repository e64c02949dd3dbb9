"""Windows that comply no longer: calendar or agreement changed, or somebody joined; and who sees which windows."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.queries import access_for
from accounts.refusals import NotVisible
from agreements import queries
from agreements.actions import set_day
from maintenance.actions.join_environment import join_environment
from maintenance.models import EnvironmentCustomer, MaintenanceWindow
from maintenance.queries.compliance import windows_that_no_longer_comply
from maintenance.queries.door import visible_windows, window_for
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.planning import DAY, Planning, moment

pytestmark = pytest.mark.django_db

SAT, NEXT_SAT, THIRD_SAT = (
    "2026-12-05 22:00 > 2026-12-06 02:00",
    "2026-12-12 22:00 > 2026-12-13 02:00",
    "2026-12-19 22:00 > 2026-12-20 02:00",
)


@pytest.fixture
def planning(cast: Cast) -> Planning:
    return Planning(cast, factories.shared(cast))


def broken(now: datetime = NOW) -> dict[str, list[str]]:
    """What administrators are shown, by reference."""
    with translation.override("en"):
        found = windows_that_no_longer_comply(now=now)
        return {each.window.reference: [f"{check.clause} {check.sentence}" for check in each.checks] for each in found}


def test_windows_that_comply_are_not_shown(planning: Planning) -> None:
    planning.open(SAT)
    planning.announced(NEXT_SAT)
    planning.draft(SAT)
    planning.emergency("2026-11-24 12:00 > 2026-11-24 13:00")
    assert broken() == {}


def test_calendar_that_changed(planning: Planning) -> None:
    window = planning.announced(SAT)
    set_day(actor=None, now=NOW, date=date(2026, 12, 5), hours=[["20:00", "23:00"]], reason_nl="Open", reason_en="Open")
    assert broken() == {
        window.reference: ["M1 The calendar changed: the window touches opening hours, 5 Dec 20:00–23:00."]
    }


def test_notice_that_was_lengthened(planning: Planning) -> None:
    window = planning.announced(SAT)
    planning.agree(planning.cast.customer, notice_days=30)
    assert broken() == {
        window.reference: [
            "M4 The agreement changed: it was announced today at 10:12, which is too late for this start."
        ]
    }


def test_consultation_that_took_too_long(planning: Planning) -> None:
    window = planning.open(SAT)
    late = moment("2026-12-02 22:00:01")
    assert broken(late - timedelta(seconds=1)) == {}
    assert broken(late) == {window.reference: ["M4 It can no longer be announced in time. Move or cancel it."]}


def test_cap_that_was_lowered(planning: Planning) -> None:
    """The last ones to begin are too many, whatever their numbers."""
    last, first, middle = planning.open(THIRD_SAT), planning.open(SAT), planning.open(NEXT_SAT)
    planning.agree(planning.cast.customer, maintenance_per_year=2)
    assert (last.place, first.place, middle.place) == (1, 2, 3)
    assert broken() == {
        last.reference: [
            "M3 The agreement changed: this is number 3 of 2026, and 2 are allowed.",
            "M3 More windows in 2026 than agreed with Zorggroep Maasoever.",
        ]
    }


def test_customer_that_joined_late(planning: Planning) -> None:
    window = planning.announced(SAT)
    newcomer = planning.customer("Gemeente Dommelrade")
    join_environment(planning.planner, planning.on.pk, newcomer.pk, now=NOW + DAY)
    not_consulted = "M2 Not consulted, since they joined after the announcement: Gemeente Dommelrade."
    assert broken(NOW + DAY) == {window.reference: [not_consulted]}


def test_customer_that_joined_within_the_notice(planning: Planning) -> None:
    window = planning.announced(SAT)
    newcomer = planning.customer("Gemeente Dommelrade")
    late = window.starts_at - DAY
    join_environment(planning.planner, planning.on.pk, newcomer.pk, now=late)
    assert broken(late) == {
        window.reference: [
            "M2 Not consulted, since they joined after the announcement: Gemeente Dommelrade.",
            "M4 Told too late, since they joined after the announcement: Gemeente Dommelrade.",
        ]
    }


def test_what_is_over_is_not_shown(planning: Planning) -> None:
    window = planning.announced(SAT)
    planning.agree(planning.cast.customer, notice_days=30)
    assert broken(window.ends_at) == {}


def test_as_many_statements_for_many_windows(
    planning: Planning, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    planning.announced(SAT)
    planning.agree(planning.cast.customer, maintenance_per_year=0)
    broken()
    with django_assert_num_queries(STATEMENTS):
        assert len(broken()) == 1
    planning.now = NOW - DAY
    for number in range(3):
        customer = planning.customer(f"Klant {number}")
        other = factories.environment(customer, planning.cast.other_customer, name=f"Omgeving {number}", now=NOW)
        planning.announced(NEXT_SAT, on=other)
        EnvironmentCustomer.objects.create(environment=other, customer=planning.cast.customer, joined_at=NOW)
    with django_assert_num_queries(STATEMENTS):
        assert len(broken()) == 4


STATEMENTS = 8


def test_terms_of_500_customers_are_one_statement(
    planning: Planning, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    planning.agree(planning.cast.customer, maintenance_per_year=5, notice_days=9)
    ids = [planning.cast.customer.pk, planning.cast.other_customer.pk, *range(10**6, 10**6 + 498)]
    with django_assert_num_queries(1):
        terms = queries.maintenance_terms(ids, at=NOW)
    assert [(terms[each].per_year, terms[each].notice_days) for each in (ids[0], ids[1], ids[-1], None)] == [
        (5, 9),
        (24, 3),
        (24, 3),
        (24, 3),
    ]


# The door
SEES: dict[str, tuple[str, ...]] = {
    "administrator": ("draft", "consultation", "announced", "moved", "cancelled"),
    "agent": ("draft", "consultation", "announced", "moved", "cancelled"),
    "key_contact": ("consultation", "announced", "moved", "cancelled"),
    "contact": ("announced", "moved"),
    "colleague": ("announced", "moved"),
    "partner": ("announced", "moved"),
    "ended_partner": (),
    "stranger": ("announced", "moved"),
}


@pytest.mark.parametrize("who,sees", SEES.items())
def test_door(planning: Planning, who: str, sees: tuple[str, ...]) -> None:
    """The stranger is of the other customer, which windows of a part do not affect."""
    windows = {
        "draft": planning.draft("2026-12-20 22:00 > 2026-12-21 02:00"),
        "consultation": planning.open(SAT),
        "announced": planning.announced(NEXT_SAT),
        "moved": planning.move(planning.announced(THIRD_SAT), "2026-12-26 22:00 > 2026-12-27 02:00"),
        "cancelled": planning.cancel(planning.open("2026-12-27 22:00 > 2026-12-28 02:00")),
    }
    of_others = planning.announced("2027-01-02 22:00 > 2027-01-03 02:00", customers=[planning.cast.other_customer])
    user: User = getattr(planning.cast, who)
    access = access_for(user, now=NOW)
    names = {window.pk: name for name, window in windows.items()} | {of_others.pk: "of others"}
    expected = {*sees, "of others"} if who in ("administrator", "agent", "stranger") else set(sees)
    assert {names[window.pk] for window in visible_windows(access, now=NOW)} == expected
    for window in MaintenanceWindow.objects.all():
        if names[window.pk] in expected:
            assert window_for(access, window.reference, now=NOW) == window
        else:
            with pytest.raises(NotVisible):
                window_for(access, window.reference, now=NOW)


def test_partner_that_may_answer_sees_consultations(planning: Planning) -> None:
    planning.cast.mandate.may_consult = True
    planning.cast.mandate.save()
    window = planning.open(SAT)
    access = access_for(planning.cast.partner, now=NOW)
    assert list(visible_windows(access, now=NOW)) == [window]


def test_customer_that_left_sees_nothing_of_what_has_not_begun(planning: Planning) -> None:
    window = planning.announced(SAT)
    EnvironmentCustomer.objects.filter(customer=planning.cast.customer).update(left_at=NOW)
    window.affected.filter(customer=planning.cast.customer).update(left_at=NOW, place=None, cap=None)
    access = access_for(planning.cast.key_contact, now=NOW)
    assert list(visible_windows(access, now=NOW)) == []
