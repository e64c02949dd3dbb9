"""Public holidays under the policy, and the calendar that keeps reaching two years ahead."""

from datetime import date, datetime

import pytest

from agreements import actions, queries, tasks
from agreements.holidays import holidays_of
from agreements.models import Calendar, CalendarDay, CalendarRevision, DayOrigin
from agreements.wording import ZONE
from tests.cast import NOW


def days_of(year: int, good_friday: str = "open", liberation_day: str = "each_fifth_year") -> dict[str, str]:
    days = holidays_of(year, good_friday=good_friday, liberation_day=liberation_day)
    return {f"{day.date:%d-%m}": day.name_en for day in days}


def test_holidays_of_a_year() -> None:
    assert days_of(2026) == {
        "01-01": "New Year's Day",
        "05-04": "Easter Sunday",
        "06-04": "Easter Monday",
        "27-04": "King's Day",
        "14-05": "Ascension Day",
        "24-05": "Whit Sunday",
        "25-05": "Whit Monday",
        "25-12": "Christmas Day",
        "26-12": "Boxing Day",
    }


def test_holidays_have_dutch_names() -> None:
    names = {day.name_nl for day in holidays_of(2025, good_friday="closed", liberation_day="each_fifth_year")}
    assert names == {
        *("Nieuwjaarsdag", "Goede vrijdag", "Eerste paasdag", "Tweede paasdag", "Koningsdag", "Bevrijdingsdag"),
        *("Hemelvaartsdag", "Eerste pinksterdag", "Tweede pinksterdag", "Eerste kerstdag", "Tweede kerstdag"),
    }


def test_kings_day_on_a_sunday_is_the_day_before() -> None:
    assert (days_of(2025)["26-04"], "27-04" in days_of(2025)) == ("King's Day", False)
    assert (days_of(2031)["26-04"], "27-04" in days_of(2031)) == ("King's Day", False)


def test_good_friday_is_open_unless_the_policy_closes_it() -> None:
    assert "03-04" not in days_of(2026)
    assert days_of(2026, good_friday="closed")["03-04"] == "Good Friday"


@pytest.mark.parametrize(
    "policy, years",
    [("each_fifth_year", [2025, 2030]), ("never", []), ("every_year", list(range(2024, 2031)))],
)
def test_liberation_day_follows_the_policy(policy: str, years: list[int]) -> None:
    assert [year for year in range(2024, 2031) if "05-05" in days_of(year, liberation_day=policy)] == years


@pytest.mark.parametrize("policy", ["each_fifth_year", "never", "every_year"])
def test_ascension_day_on_the_fifth_of_may_stays(policy: str) -> None:
    assert days_of(2016, liberation_day=policy)["05-05"] == "Ascension Day"


@pytest.mark.django_db
def test_seeded_years_are_what_would_be_generated() -> None:
    stored = {(day.date, day.name_nl, day.name_en) for day in CalendarDay.objects.all()}
    generated = [
        day
        for year in range(2024, 2030)
        for day in holidays_of(year, good_friday="open", liberation_day="each_fifth_year")
    ]
    assert stored == {(day.date, day.name_nl, day.name_en) for day in generated}


@pytest.mark.django_db
def test_keeping_the_calendar_does_nothing_while_it_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    tasks.keep_calendar()
    assert (Calendar.objects.get().until, CalendarRevision.objects.count()) == (date(2029, 12, 31), 1)


@pytest.mark.django_db
def test_keeping_the_calendar_extends_it_once() -> None:
    new_year = datetime(2030, 1, 1, 2, 10, tzinfo=ZONE)
    stored = set(CalendarDay.objects.values_list("pk", "date", "name_nl"))
    revision = actions.extend_calendar(now=new_year)
    assert revision is not None
    assert actions.extend_calendar(now=new_year) is None
    assert (Calendar.objects.get().until, CalendarRevision.objects.count()) == (date(2032, 12, 31), 2)
    assert stored < set(CalendarDay.objects.values_list("pk", "date", "name_nl"))
    years = {day.year for day in CalendarDay.objects.values_list("date", flat=True)}
    assert years == set(range(2024, 2033))
    hours = queries.opening_hours(revision.pk)
    assert not hours.is_open(datetime(2030, 5, 5 + 1, 3, tzinfo=ZONE))
    assert queries.closed_reason(date(2030, 5, 5), revision.pk) == "Bevrijdingsdag"


@pytest.mark.django_db
def test_policy_changes_the_days_ahead_only() -> None:
    before = set(CalendarDay.objects.filter(date__lte=NOW.date()).values_list("pk", "date"))
    actions.set_day(actor=None, now=NOW, date=date(2027, 3, 26), hours=[["09:00", "10:00"]], reason_nl="Halve dag")
    revision = actions.set_holiday_policy(actor=None, now=NOW, good_friday="closed", liberation_day="every_year")
    assert before == set(CalendarDay.objects.filter(date__lte=NOW.date()).values_list("pk", "date"))
    assert queries.closed_reason(date(2026, 4, 3), revision.pk) == ""
    assert queries.closed_reason(date(2028, 4, 14), revision.pk) == "Goede vrijdag"
    assert queries.closed_reason(date(2027, 5, 5), revision.pk) == "Bevrijdingsdag"
    assert queries.closed_reason(date(2027, 3, 26), revision.pk) == "Halve dag"
    assert CalendarDay.objects.filter(date=date(2027, 3, 26), origin=DayOrigin.GENERATED).exists()
