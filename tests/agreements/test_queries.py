"""What is promised, by which version and calendar, and what the banner says."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from agreements import actions, queries
from agreements.matrix import OZMO_MATRIX
from agreements.models import Agreement, AgreementVersion, CalendarRevision
from agreements.opening_hours import BeyondCalendar
from agreements.queries import NothingInForceError
from agreements.terms import NamedDay
from agreements.wording import ZONE
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZONE)  # type: ignore[arg-type, misc]


def hm(moment: datetime | None) -> str:
    return f"{moment:%d-%m %H:%M}" if moment else "by appointment"


def test_in_force_is_one_query_and_then_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        version_id, revision_id = queries.in_force(None, at=NOW)
    with django_assert_num_queries(4):
        queries.promises(version_id, revision_id, 1, NOW)
    with django_assert_num_queries(0):
        queries.promises(version_id, revision_id, 2, NOW)
        queries.closed_reason(NOW.date(), revision_id)
    with django_assert_num_queries(1):
        assert queries.agreement_version_for(None, at=NOW) == version_id
    with django_assert_num_queries(1):
        assert queries.current_calendar_id() == revision_id


def test_terms_are_those_of_ozmo() -> None:
    terms = queries.terms(queries.agreement_version_for(None, at=NOW))
    hour = timedelta(hours=1)
    assert terms.matrix == OZMO_MATRIX
    assert {c: (n.clause, n.response, n.recovery, n.status_report) for c, n in terms.norms.items()} == {
        1: ("N1", hour / 2, 4 * hour, 2 * hour),
        2: ("N2", hour, 8 * hour, 4 * hour),
        3: ("N3", 2 * hour, 16 * hour, 6 * hour),
        4: ("N4", 4 * hour, None, None),
    }
    assert (terms.notice_days, terms.notice_hours, terms.maintenance_per_year) == (3, 72, 24)
    assert (terms.change_working_days, terms.reopening_working_days, terms.reservation_days) == (2, 10, 30)
    assert (terms.phone_number, terms.pauses_while_waiting, terms.reclassify_from) == ("0413 - 741 742", True, "start")


@pytest.mark.parametrize(
    "category, expected",
    [
        (1, ("24-11 10:42", "24-11 14:12", "24-11 12:12")),
        (2, ("24-11 11:12", "25-11 09:42", "24-11 14:12")),
        (3, ("24-11 12:12", "26-11 09:12", "24-11 16:12")),
        (4, ("24-11 14:12", "by appointment", "by appointment")),
    ],
)
def test_promises_while_open(category: int, expected: tuple[str, ...]) -> None:
    found = queries.promises(*queries.in_force(None, at=NOW), category, NOW)
    assert (hm(found.response_before), hm(found.recovery_before), hm(found.first_report_before)) == expected
    assert found.starts_at == NOW


@pytest.mark.parametrize("category, response", [(1, "09:00"), (2, "09:30"), (3, "10:30"), (4, "12:30")])
def test_promises_on_saturday_start_on_monday(category: int, response: str) -> None:
    saturday = at(2026, 11, 28, 14, 20)
    found = queries.promises(*queries.in_force(None, at=saturday), category, saturday)
    assert (hm(found.starts_at), hm(found.response_before)) == ("30-11 08:30", f"30-11 {response}")


def test_own_agreement_of_a_customer_goes_first(cast: Cast) -> None:
    general = queries.terms(queries.agreement_version_for(None, at=NOW))
    own = Agreement.objects.create(name="Eigen", customer=cast.customer)
    version = actions.publish_version(
        actor=None, now=NOW, agreement=own, terms=general, effective_from=date(2026, 12, 1), reason="Eigen afspraken"
    )
    first_of_december = at(2026, 12, 1, 0, 0)
    assert queries.agreement_version_for(cast.customer.pk, at=NOW) == general.version_id
    assert queries.agreement_version_for(cast.customer.pk, at=first_of_december) == version.pk
    assert queries.in_force(cast.customer.pk, at=first_of_december)[0] == version.pk
    assert queries.agreement_version_for(cast.other_customer.pk, at=first_of_december) == general.version_id
    assert queries.agreement_version_for(None, at=first_of_december) == general.version_id


def test_new_version_counts_from_its_local_date() -> None:
    old = queries.agreement_version_for(None, at=NOW)
    new = actions.publish_version(
        actor=None,
        now=NOW,
        agreement=Agreement.objects.get(customer=None),
        terms=replace(queries.terms(old), notice_days=5),
        effective_from=date(2026, 12, 1),
        reason="Langer vooraf",
    ).pk
    assert queries.agreement_version_for(None, at=at(2026, 11, 30, 23, 59)) == old
    assert queries.agreement_version_for(None, at=at(2026, 12, 1, 0, 0)) == new
    assert queries.terms(new).notice_days == 5
    assert queries.terms(old).notice_days == 3


def test_nothing_in_force_before_the_agreement() -> None:
    with pytest.raises(NothingInForceError):
        queries.in_force(None, at=at(2019, 12, 31, 12, 0))
    with pytest.raises(NothingInForceError):
        queries.agreement_version_for(None, at=at(2019, 12, 31, 12, 0))


def test_question_past_the_calendar_is_refused() -> None:
    hours = queries.opening_hours(queries.current_calendar_id())
    with pytest.raises(BeyondCalendar):
        hours.is_open(at(2030, 1, 1, 12, 0))


@pytest.mark.parametrize("year", range(2024, 2030))
def test_calendar_answers_for_each_year(year: int) -> None:
    hours = queries.opening_hours(queries.current_calendar_id())
    assert not hours.is_open(at(year, 12, 25, 10, 0))
    assert hours.next_opening(at(year, 1, 1, 10, 0)).date() > date(year, 1, 1)


def test_desk_hours_open(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    queries.desk_hours(now=NOW)
    with django_assert_num_queries(1):
        desk = queries.desk_hours(now=NOW)
    assert (desk.is_open, hm(desk.closes_at), hm(desk.next_opening_at)) == (True, "24-11 17:00", "25-11 08:30")
    assert (desk.reason, desk.named_days) == ("", ())
    assert (desk.phone_number, desk.phone_href) == ("0413 - 741 742", "tel:+31413741742")


def test_desk_hours_at_closing_time_are_closed() -> None:
    desk = queries.desk_hours(now=at(2026, 11, 24, 17, 0))
    assert (desk.is_open, desk.closes_at, hm(desk.next_opening_at)) == (False, None, "25-11 08:30")


def test_desk_hours_on_kings_day_name_it() -> None:
    with override("nl"):
        desk = queries.desk_hours(now=at(2027, 4, 27, 10, 0))
    assert (desk.is_open, desk.reason, hm(desk.next_opening_at)) == (False, "Koningsdag", "28-04 08:30")
    with override("en"):
        assert queries.desk_hours(now=at(2027, 4, 27, 10, 0)).reason == "King's Day"


def test_desk_hours_before_christmas_say_why_it_takes_long() -> None:
    with override("nl"):
        desk = queries.desk_hours(now=at(2026, 12, 24, 18, 0))
    assert (desk.reason, hm(desk.next_opening_at)) == ("", "28-12 08:30")
    assert desk.named_days == (
        NamedDay(date(2026, 12, 25), "Eerste kerstdag"),
        NamedDay(date(2026, 12, 26), "Tweede kerstdag"),
    )


def test_desk_hours_with_a_dated_closing() -> None:
    actions.set_day(
        actor=None,
        now=NOW,
        date=date(2026, 12, 24),
        hours=[["08:30", "12:00"]],
        reason_nl="Kerstavond",
        reason_en="Christmas Eve",
    )
    with override("en"):
        morning, afternoon = (queries.desk_hours(now=at(2026, 12, 24, hour, 0)) for hour in (10, 13))
    assert (morning.is_open, hm(morning.closes_at), morning.reason) == (True, "24-12 12:00", "Christmas Eve")
    assert (afternoon.is_open, afternoon.reason, hm(afternoon.next_opening_at)) == (
        False,
        "Christmas Eve",
        "28-12 08:30",
    )


def test_caches_are_by_id() -> None:
    """An edit of the calendar is seen at once, and the revision before it answers as it did."""
    before = queries.current_calendar_id()
    queries.desk_hours(now=NOW)
    actions.set_day(actor=None, now=NOW, date=NOW.date(), hours=[], reason_nl="Verhuizing")
    assert not queries.desk_hours(now=NOW).is_open
    assert queries.opening_hours(before).is_open(NOW)
    assert CalendarRevision.objects.count() == 2
    assert AgreementVersion.objects.count() == 1
