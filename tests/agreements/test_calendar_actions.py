"""Edits of the calendar: each leaves a revision, and nothing that makes no sense gets in."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from accounts.refusals import NotAllowed, NotVisible, Refusal
from agreements import actions, queries
from agreements.hours import checked_ranges, checked_week
from agreements.models import CalendarDay, CalendarRevision, WeeklyHours
from agreements.wording import ZONE
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db

EVE = date(2026, 12, 24)


def opening_on(on: date) -> datetime:
    midnight = datetime(on.year, on.month, on.day, tzinfo=ZONE)
    return queries.opening_hours(queries.current_calendar_id()).next_opening(midnight)


def test_revision_of_an_unchanged_calendar_is_the_newest() -> None:
    """The rows of the migration give the very snapshot of the migration."""
    revision = actions.revise_calendar(actor=None, now=NOW, reason="Niets")
    assert (revision.number, CalendarRevision.objects.count()) == (1, 1)


def test_day_by_hand_makes_a_revision_with_its_actor(cast: Cast) -> None:
    revision = actions.set_day(
        actor=cast.administrator, now=NOW, date=EVE, hours=[["08:30", "12:00"]], reason_nl=" Kerstavond "
    )
    assert (revision.number, revision.created_by, revision.created_at) == (2, cast.administrator, NOW)
    assert revision.snapshot["exceptions"]["2026-12-24"] == {
        "hours": [["08:30", "12:00"]],
        "nl": "Kerstavond",
        "en": "Kerstavond",
    }
    hours = queries.opening_hours(revision.pk)
    start = datetime(2026, 12, 24, 8, 30, tzinfo=ZONE)
    assert hours.between(start, start + timedelta(hours=10)) == timedelta(hours=3, minutes=30)


def test_day_set_twice_the_same_makes_one_revision() -> None:
    for _ in range(2):
        actions.set_day(actor=None, now=NOW, date=EVE, hours=[], reason_nl="Kerstavond")
    assert CalendarRevision.objects.count() == 2


def test_day_by_hand_wins_from_a_holiday_and_gives_it_back() -> None:
    christmas = date(2026, 12, 25)
    actions.set_day(actor=None, now=NOW, date=christmas, hours=[["10:00", "11:00"]], reason_nl="Spoeddienst")
    assert opening_on(christmas) == datetime(2026, 12, 25, 10, tzinfo=ZONE)
    actions.remove_day(actor=None, now=NOW, date=christmas)
    assert opening_on(christmas) == datetime(2026, 12, 28, 8, 30, tzinfo=ZONE)
    assert queries.closed_reason(christmas, queries.current_calendar_id()) == "Eerste kerstdag"


def test_removing_a_holiday_is_refused() -> None:
    with pytest.raises(NotVisible):
        actions.remove_day(actor=None, now=NOW, date=date(2026, 12, 25))
    assert CalendarRevision.objects.count() == 1


@pytest.mark.parametrize(
    "hours, reason, on",
    [
        ([["17:00", "08:30"]], "Reden", EVE),
        ([["08:30", "08:30"]], "Reden", EVE),
        ([["08:30", "12:00"], ["11:59", "17:00"]], "Reden", EVE),
        ([["8.30", "12:00"]], "Reden", EVE),
        ([["08:30", "25:00"]], "Reden", EVE),
        ([], " ", EVE),
        ([], "Reden", date(2026, 11, 23)),
        ([], "Reden", date(2030, 1, 1)),
    ],
)
def test_day_that_makes_no_sense_is_refused(hours: list[list[str]], reason: str, on: date) -> None:
    with pytest.raises(Refusal) as refused:
        actions.set_day(actor=None, now=NOW, date=on, hours=hours, reason_nl=reason)
    assert refused.value.sentence
    assert (CalendarRevision.objects.count(), CalendarDay.objects.filter(origin="hand").count()) == (1, 0)


def test_hours_are_stored_in_order_and_touching_ones_are_fine() -> None:
    assert checked_ranges([["12:30", "24:00"], ["8:30", "12:30"]]) == [["08:30", "12:30"], ["12:30", "00:00"]]


def test_week_refuses_a_day_that_does_not_exist_and_one_that_never_opens() -> None:
    assert checked_week({"4": [["08:30", "12:00"]], "5": []}) == {"4": [["08:30", "12:00"]]}
    weeks: list[dict[str, list[list[str]]]] = [{"7": [["08:30", "12:00"]]}, {"0": []}, {}]
    for week in weeks:
        with pytest.raises(Refusal):
            checked_week(week)


def test_weekly_hours_change_from_their_date_on() -> None:
    friday_only = {"4": [["09:00", "10:00"]]}
    actions.set_weekly_hours(
        actor=None, now=NOW, effective_from=date(2027, 1, 1), hours=friday_only, reason="Nieuwe tijden"
    )
    assert opening_on(date(2026, 12, 31)) == datetime(2026, 12, 31, 8, 30, tzinfo=ZONE)
    assert opening_on(date(2027, 1, 1)) == datetime(2027, 1, 8, 9, tzinfo=ZONE)
    with pytest.raises(Refusal):
        actions.set_weekly_hours(
            actor=None, now=NOW, effective_from=date(2026, 11, 23), hours=friday_only, reason="Te laat"
        )
    assert WeeklyHours.objects.count() == 2


@pytest.mark.parametrize("name", ["contact", "key_contact", "partner", "agent"])
def test_only_administrators_edit(cast: Cast, name: str) -> None:
    actor = cast.everybody[name]
    edits: tuple[Callable[[], object], ...] = (
        lambda: actions.set_day(actor=actor, now=NOW, date=EVE, hours=[], reason_nl="Dicht"),
        lambda: actions.remove_day(actor=actor, now=NOW, date=EVE),
        lambda: actions.revise_calendar(actor=actor, now=NOW, reason="Zomaar"),
        lambda: actions.set_holiday_policy(actor=actor, now=NOW, good_friday="closed", liberation_day="never"),
        lambda: actions.set_weekly_hours(actor=actor, now=NOW, effective_from=EVE, hours={}, reason="Zomaar"),
    )
    for edit in edits:
        with pytest.raises(NotAllowed):
            edit()
    assert CalendarRevision.objects.count() == 1


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_edits_at_the_same_time_each_get_their_revision_with_all_before_it() -> None:
    together = threading.Barrier(4)

    def edit(day: int) -> None:
        together.wait()
        try:
            actions.set_day(actor=None, now=NOW, date=date(2026, 12, day), hours=[], reason_nl=f"Dag {day}")
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=(day,)) for day in (14, 15, 16, 17)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    revisions = CalendarRevision.objects.order_by("number")
    assert [revision.number for revision in revisions] == [1, 2, 3, 4, 5]
    sizes = [len(revision.snapshot["exceptions"]) for revision in revisions]
    assert sizes == [sizes[0] + n for n in range(5)]
