"""The life of a window, step by step: what each step leaves on record (M1 to M4)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from agreements.actions import set_day
from maintenance.actions import due_steps
from maintenance.actions.announce import announce
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.complete_window import Outcome, complete_window
from maintenance.actions.hold_open import hold_open
from maintenance.actions.move_window import move_window
from maintenance.actions.open_consultation import open_consultation
from maintenance.actions.renew_reservation import renew_reservation
from maintenance.actions.start_window import start_window
from maintenance.actions.write_path import Form
from maintenance.enums import EventKind, Result, Scope, Status
from maintenance.models import Announcement, MaintenanceWindow, WindowCustomer, WindowEvent
from maintenance.queries import windows_around
from maintenance.queries.consultation import standing
from maintenance.queries.places import YearCount, year_count, year_counts
from tests.cast import NOW, Cast
from tests.maintenance import factories
from tests.maintenance.planning import DAY, HOUR, OK, Planning, moment, said

pytestmark = pytest.mark.django_db

SAT, NEXT_SAT, THIRD_SAT = (
    "2026-12-05 22:00 > 2026-12-06 02:00",
    "2026-12-12 22:00 > 2026-12-13 02:00",
    "2026-12-19 22:00 > 2026-12-20 02:00",
)
NEW_YEAR = "2027-01-02 22:00 > 2027-01-03 02:00"
STARTS, ENDS = moment("2026-12-05 22:00"), moment("2026-12-06 02:00")
MINUTE, SECOND = factories.MINUTE, timedelta(seconds=1)


@pytest.fixture
def planning(cast: Cast) -> Planning:
    return Planning(cast, factories.shared(cast))


def kinds(window: MaintenanceWindow) -> list[str]:
    return list(WindowEvent.objects.filter(window=window).order_by("sequence").values_list("kind", flat=True))


def fresh(window: MaintenanceWindow) -> MaintenanceWindow:
    return MaintenanceWindow.objects.get(pk=window.pk)


# The consultation and the announcement
def test_opening_takes_places_and_asks_everybody(planning: Planning) -> None:
    window = planning.open(SAT)
    assert (window.status, window.round, window.place, window.cap) == (Status.CONSULTATION, 1, 1, 24)
    assert window.reserved_until == NOW + 30 * DAY
    rows = WindowCustomer.objects.filter(window=window).order_by("customer_id")
    assert [(row.customer_id, row.asked_at, row.place, row.cap, row.year) for row in rows] == [
        (planning.cast.customer.pk, NOW, 1, 24, 2026),
        (planning.cast.other_customer.pk, NOW, 1, 24, 2026),
    ]


def test_window_for_a_part_asks_that_part_only(planning: Planning) -> None:
    window = planning.open(SAT, customers=[planning.cast.other_customer])
    assert [row.customer for row in WindowCustomer.objects.filter(window=window)] == [planning.cast.other_customer]
    assert planning.places(planning.cast.customer) == []


def test_customer_with_a_lower_cap_keeps_its_own_count(planning: Planning) -> None:
    planning.agree(planning.cast.other_customer, maintenance_per_year=3)
    window = planning.open(SAT)
    caps = WindowCustomer.objects.filter(window=window).order_by("customer_id").values_list("cap", flat=True)
    assert (window.cap, list(caps)) == (3, [24, 3])


def test_freed_number_is_given_again(planning: Planning) -> None:
    first, second = planning.open(SAT), planning.open(NEXT_SAT)
    planning.cancel(first)
    third = planning.open(THIRD_SAT)
    assert (second.place, third.place) == (2, 1)
    assert planning.places(planning.cast.customer) == [1, 2]


def test_announcement_is_on_record(planning: Planning) -> None:
    window = planning.announced(SAT)
    assert (window.status, window.announced_at, window.reserved_until) == (Status.ANNOUNCED, NOW, None)
    assert window.earliest_start == NOW + 3 * DAY
    announcement = Announcement.objects.get(window=window)
    assert (announcement.at, announcement.starts_at, announcement.ends_at) == (NOW, STARTS, ENDS)
    assert announcement.event.kind == EventKind.ANNOUNCED
    assert set(WindowCustomer.objects.values_list("told_at", flat=True)) == {NOW}


def test_announcement_by_a_calendar_that_changed_is_refused(planning: Planning) -> None:
    window = factories.agreed(planning.open(SAT), planning.planner, now=NOW)
    set_day(actor=None, now=NOW, date=STARTS.date(), hours=[["20:00", "23:00"]], reason_nl="Open", reason_en="Open")
    assert said(lambda: announce(planning.planner, factories.form_of(window), now=NOW)) == (
        "422 M1: The window touches opening hours: 5 Dec 20:00–23:00. "
        "The nearest moment that passes is Saturday 5 December 23:00."
    )


# Moving
def test_moving_an_announced_window_begins_anew(planning: Planning) -> None:
    window = planning.announced(SAT)
    moved = planning.move(window, NEXT_SAT)
    assert (moved.status, moved.round, moved.place) == (Status.CONSULTATION, 2, 1)
    assert (moved.announced_at, moved.earliest_start, moved.ics_sequence) == (None, None, 1)
    assert standing(moved).outstanding == 2
    assert Announcement.objects.get().starts_at == STARTS
    event = WindowEvent.objects.get(kind=EventKind.MOVED)
    assert (event.data["reason"], event.data["was_announced"]) == ("Leverancier", True)
    assert event.data["before"]["starts_at"] == "2026-12-05T21:00:00+00:00"


def test_moved_window_is_announced_with_full_notice(planning: Planning) -> None:
    window = planning.announced(SAT)
    planning.now = moment("2026-12-03 12:00")
    assert said(lambda: planning.move(window, "2026-12-06 03:00 > 2026-12-06 05:00")).startswith(
        "422 M4: Announced now, it can start Sunday 6 December 12:00 at the earliest."
    )
    moved = factories.agreed(planning.move(window, NEXT_SAT), planning.planner, now=planning.now)
    again = announce(planning.planner, factories.form_of(moved), now=planning.now)
    assert (again.status, again.ics_sequence, Announcement.objects.count()) == (Status.ANNOUNCED, 2, 2)


@pytest.mark.parametrize(
    "when,fields",
    [(SAT, {"effect": "De hele nacht niet bellen."}), (SAT, {"scope": "chosen"}), (SAT.replace("22:00", "22:01"), {})],
    ids=["effect", "scope", "time"],
)
def test_change_of_what_was_asked_voids_the_answers(planning: Planning, when: str, fields: dict[str, object]) -> None:
    window = planning.announced(SAT)
    if "scope" in fields:
        fields = {**fields, "customer_ids": (planning.cast.customer.pk,)}
    moved = planning.move(window, when, **fields)  # type: ignore[arg-type]
    assert (moved.status, moved.round, standing(moved).agreed) == (Status.CONSULTATION, 2, 0)


def test_other_title_voids_nothing(planning: Planning) -> None:
    window = planning.announced(SAT)
    reworded = planning.move(window, SAT, title="Andere titel")
    assert (reworded.status, reworded.round, reworded.title) == (Status.ANNOUNCED, 1, "Andere titel")
    assert (kinds(window)[-1], reworded.ics_sequence) == (EventKind.EDITED, 1)
    assert said(lambda: planning.move(window, SAT, title="Andere titel")) == OK
    assert fresh(window).version == reworded.version


def test_moving_to_another_year_takes_a_place_there(planning: Planning) -> None:
    planning.agree(planning.cast.customer, maintenance_per_year=1)
    moved = planning.move(planning.open(SAT), NEW_YEAR)
    assert (moved.year, moved.place) == (2027, 1)
    assert (planning.places(planning.cast.customer), planning.places(planning.cast.customer, 2027)) == ([], [1])
    planning.open(NEXT_SAT)
    assert said(lambda: planning.move(moved, THIRD_SAT)).startswith(
        "422 M3: No window is left in 2026: at most 1 a year"
    )


def test_moving_within_the_year_keeps_the_place_under_a_lowered_cap(planning: Planning) -> None:
    first, second = planning.open(SAT), planning.open(NEXT_SAT)
    planning.agree(planning.cast.customer, maintenance_per_year=1)
    moved = planning.move(second, THIRD_SAT)
    assert (first.place, moved.place, moved.cap) == (1, 2, 24)


def test_narrowing_the_scope_frees_the_places_of_the_others(planning: Planning) -> None:
    window = planning.open(SAT)
    planning.move(window, SAT, customers=[planning.cast.customer])
    assert (planning.places(planning.cast.customer), planning.places(planning.cast.other_customer)) == ([1], [])
    planning.move(window, SAT)
    assert planning.places(planning.cast.other_customer) == [1]


def test_window_stays_on_its_environment(planning: Planning) -> None:
    window = planning.open(SAT)
    other = factories.environment(planning.cast.customer, name="Eigen omgeving", now=NOW)
    proposal = planning.proposal(SAT, on=other)
    answer = said(lambda: move_window(planning.planner, factories.form_of(window), proposal, "Ziek", now=NOW))
    assert answer == "422 A window stays on its environment. Cancel it, and plan another."


def test_moving_needs_a_reason(planning: Planning) -> None:
    window = planning.open(SAT)
    assert said(lambda: planning.move(window, NEXT_SAT, "  ")) == "422 Give a reason."


# Places that lapse
def test_place_lapses_after_thirty_days_without_progress(planning: Planning) -> None:
    window = planning.open("2027-02-06 22:00 > 2027-02-07 02:00")
    lapses = NOW + 30 * DAY
    assert due_steps.warn_lapsing(now=lapses - 7 * DAY - SECOND) == 0
    assert [due_steps.warn_lapsing(now=lapses - 7 * DAY) for _ in range(2)] == [1, 0]
    assert due_steps.lapse_reservations(now=lapses - SECOND) == 0
    assert [due_steps.lapse_reservations(now=lapses) for _ in range(2)] == [1, 0]
    lapsed = fresh(window)
    assert (lapsed.status, lapsed.place, lapsed.cap, lapsed.reserved_until) == (Status.DRAFT, None, None, None)
    assert planning.places(planning.cast.customer, 2027) == []
    assert kinds(window) == ["drafted", "consultation_opened", "lapse_warned", "lapsed"]


def test_lapsed_window_is_asked_about_anew(planning: Planning) -> None:
    window = factories.agreed(planning.open("2027-02-06 22:00 > 2027-02-07 02:00"), planning.planner, now=NOW)
    due_steps.lapse_reservations(now=NOW + 30 * DAY)
    again = open_consultation(planning.planner, factories.form_of(window), now=NOW + 31 * DAY)
    assert (again.round, again.place, standing(again).outstanding) == (2, 1, 2)


def test_renewal_reserves_for_the_whole_period_again(planning: Planning) -> None:
    window = planning.open("2027-02-06 22:00 > 2027-02-07 02:00")
    due_steps.warn_lapsing(now=NOW + 25 * DAY)
    renewed = renew_reservation(planning.planner, Form(window.reference), now=NOW + 25 * DAY)
    assert (renewed.reserved_until, renewed.lapse_warned_at) == (NOW + 55 * DAY, None)
    assert due_steps.lapse_reservations(now=NOW + 30 * DAY) == 0
    assert due_steps.warn_lapsing(now=NOW + 48 * DAY) == 1


def test_reservation_of_another_agreement_lapses_sooner(planning: Planning) -> None:
    planning.agree(planning.cast.customer, reservation_days=10)
    planning.agree(planning.cast.other_customer, maintenance_per_year=5)
    window = planning.open(SAT)
    assert window.reserved_until == NOW + 10 * DAY


# Start and end
def test_clock_starts_and_completes_exactly_once(planning: Planning) -> None:
    window = planning.announced(SAT)
    assert due_steps.start_due(now=STARTS - SECOND) == 0
    assert [due_steps.start_due(now=STARTS + MINUTE) for _ in range(2)] == [1, 0]
    assert due_steps.complete_due(now=ENDS - SECOND) == 0
    assert [due_steps.complete_due(now=ENDS + MINUTE) for _ in range(2)] == [1, 0]
    done = fresh(window)
    assert (done.status, done.result) == (Status.COMPLETED, Result.BY_THE_CLOCK)
    assert (done.started_at, done.ended_at) == (STARTS, ENDS)
    assert kinds(window)[-3:] == ["announced", "started", "completed"]


def test_status_tells_the_truth_without_jobs(planning: Planning) -> None:
    window = planning.announced(SAT)
    moments = (STARTS - SECOND, STARTS, ENDS - SECOND, ENDS)
    assert [window.status_at(at) for at in moments] == ["announced", "running", "running", "completed"]


def test_result_is_recorded_after_the_clock_completed(planning: Planning) -> None:
    window = planning.announced(SAT)
    done = complete_window(
        planning.planner, Form(window.reference), Outcome(Result.ROLLED_BACK, "Schijf stuk"), now=ENDS + 8 * HOUR
    )
    assert (done.result, done.result_words, done.ended_at) == (Result.ROLLED_BACK, "Schijf stuk", ENDS)
    assert kinds(window)[-3:] == ["started", "completed", "result_recorded"]


def test_window_started_by_hand_is_completed_by_hand(planning: Planning) -> None:
    window = planning.announced(SAT)
    start_window(planning.planner, Form(window.reference), now=STARTS + SECOND)
    assert due_steps.complete_due(now=ENDS + MINUTE) == 0
    done = complete_window(planning.planner, Form(window.reference), Outcome(Result.AS_PLANNED), now=ENDS + HOUR)
    assert (done.started_at, done.ended_at) == (STARTS + SECOND, ENDS + HOUR)


@pytest.mark.parametrize(
    "outcome,answer",
    [
        (Outcome(Result.PARTLY, " "), "422 Say in words what did not go as planned."),
        (Outcome(Result.ROLLED_BACK), "422 Say in words what did not go as planned."),
        (Outcome(Result.BY_THE_CLOCK), "422 Choose how it went."),
        (Outcome(""), "422 Choose how it went."),
        (Outcome(Result.AS_PLANNED, "x" * 2001), "422 Use at most 2000 characters."),
        (Outcome(Result.AS_PLANNED, ended_at=STARTS + 2 * HOUR), "422 The end lies in the future."),
        (Outcome(Result.AS_PLANNED, ended_at=STARTS - SECOND), "422 The end is before the start."),
        (Outcome(Result.AS_PLANNED, ended_at=STARTS + MINUTE), OK),
    ],
)
def test_outcome(planning: Planning, outcome: Outcome, answer: str) -> None:
    window = planning.announced(SAT)
    form = Form(window.reference)
    assert said(lambda: complete_window(planning.planner, form, outcome, now=STARTS + HOUR)) == answer


def test_window_that_runs_into_opening_hours_raises_the_alarm_once(planning: Planning) -> None:
    """Sunday night; the helpdesk opens on Monday 7 December at 08:30."""
    window = planning.announced("2026-12-06 22:00 > 2026-12-07 02:00")
    hold_open(planning.planner, Form(window.reference), now=window.starts_at + HOUR)
    assert due_steps.complete_due(now=moment("2026-12-07 03:00")) == 0
    assert due_steps.note_overruns(now=moment("2026-12-07 08:29:59")) == 0
    assert [due_steps.note_overruns(now=moment("2026-12-07 08:31")) for _ in range(2)] == [1, 0]
    assert fresh(window).overran_at == moment("2026-12-07 08:30")
    assert kinds(window)[-1] == EventKind.OVERRAN


def test_window_that_only_takes_the_night_raises_no_alarm(planning: Planning) -> None:
    window = planning.announced("2026-12-06 22:00 > 2026-12-07 02:00")
    hold_open(planning.planner, Form(window.reference), now=window.starts_at + HOUR)
    complete_window(
        planning.planner, Form(window.reference), Outcome(Result.AS_PLANNED), now=moment("2026-12-07 08:30")
    )
    assert due_steps.note_overruns(now=moment("2026-12-07 08:31")) == 0


# Cancelling
def test_cancelled_before_its_start_frees_its_places(planning: Planning) -> None:
    window = planning.announced(SAT)
    cancelled = planning.cancel(window)
    assert (cancelled.status, cancelled.place, cancelled.ics_sequence) == (Status.CANCELLED, None, 1)
    assert planning.places(planning.cast.customer) == []


def test_cancelled_while_running_took_place(planning: Planning) -> None:
    """Also when the job that starts it had not run."""
    window = planning.announced(SAT)
    cancelled = cancel_window(planning.planner, Form(window.reference), "Storing", now=STARTS)
    assert (cancelled.status, cancelled.place, cancelled.ended_at) == (Status.CANCELLED, 1, STARTS)
    assert planning.places(planning.cast.customer) == [1]
    assert kinds(window)[-2:] == ["started", "cancelled"]


def test_cancelling_needs_a_reason(planning: Planning) -> None:
    window = planning.open(SAT)
    assert said(lambda: cancel_window(planning.planner, Form(window.reference), "", now=NOW)) == "422 Give a reason."


# Emergencies
TODAY = "2026-11-24 12:00 > 2026-11-24 13:00"


def test_emergency_is_announced_at_once_and_takes_no_place(planning: Planning) -> None:
    window = planning.emergency(TODAY)
    assert (window.status, window.announced_at, window.place, window.is_emergency) == ("announced", NOW, None, True)
    assert (window.emergency_reason, window.decided_by) == ("Lek wordt misbruikt", "Lotte Hermans")
    assert planning.places(planning.cast.customer) == []
    assert Announcement.objects.get(window=window).at == NOW
    assert year_count(planning.on.pk, 2026) == YearCount(2026, 24, emergencies=1)


@pytest.mark.parametrize(
    "when,fields,answer",
    [
        ("2026-11-25 10:12 > 2026-11-25 11:00", {}, OK),
        (
            "2026-11-25 10:12:01 > 2026-11-25 11:00", {},
            "422 Emergency maintenance begins within 24 hours. What can wait longer is planned maintenance (M4).",
        ),
        (TODAY, {"reason": " "}, "422 Say why this cannot wait."),
        (TODAY, {"decided_by": ""}, "422 Say who decided this."),
        (TODAY, {"scope": "chosen"}, "422 M2: Choose at least one customer of this environment."),
        ("2026-11-24 13:00 > 2026-11-24 12:00", {}, "422 The end is before the start."),
    ],
)  # fmt: skip
def test_emergency_recorded(planning: Planning, when: str, fields: dict[str, object], answer: str) -> None:
    assert said(lambda: planning.emergency(when, **fields)) == answer


def test_emergency_that_is_over_is_recorded_as_over(planning: Planning) -> None:
    window = planning.emergency("2026-11-23 20:00 > 2026-11-23 21:00")
    assert (window.status, kinds(window)) == (Status.COMPLETED, ["emergency_recorded", "started", "completed"])


def test_emergency_may_overlap_and_is_not_moved(planning: Planning) -> None:
    planning.now = moment("2026-11-28 12:00")
    planning.open("2026-12-05 22:00 > 2026-12-06 02:00")
    planning.now = moment("2026-12-05 12:00")
    window = planning.emergency(SAT)
    assert said(lambda: planning.move(window, NEXT_SAT)) == (
        "422 Emergency maintenance is not moved. Cancel it, and record it anew."
    )


def test_emergency_sent_twice_is_recorded_once(planning: Planning) -> None:
    key = uuid4()
    assert planning.emergency(TODAY, key=key) == planning.emergency(TODAY, key=key)
    assert MaintenanceWindow.objects.count() == 1


# The year
def test_twenty_four_are_planned_and_the_next_when_one_is_cancelled(planning: Planning) -> None:
    nights = [moment("2027-01-02 22:00") + number * timedelta(weeks=1) for number in range(25)]
    windows = [factories.consulted(planning.planner, planning.on, night, length=HOUR, now=NOW) for night in nights[:24]]
    assert [window.place for window in windows] == list(range(1, 25))
    draft = factories.drafted(planning.planner, planning.on, nights[24], length=HOUR, now=NOW)
    opening = lambda: open_consultation(planning.planner, Form(draft.reference), now=NOW)  # noqa: E731
    assert said(opening) == (
        "422 M3: No window is left in 2027: at most 24 a year. "
        "The nearest moment that passes is Saturday 1 January 2028 00:00."
    )
    planning.cancel(windows[6])
    assert said(opening) == OK
    assert fresh(draft).place == 7


def test_year_counts_each_kind(planning: Planning) -> None:
    planning.open(THIRD_SAT)
    planning.announced(NEXT_SAT)
    ran = planning.announced(SAT)
    planning.cancel(planning.open("2026-12-26 22:00 > 2026-12-27 02:00"))
    planning.emergency(TODAY)
    planning.draft("2026-12-27 22:00 > 2026-12-28 02:00")
    cancel_window(planning.planner, Form(ran.reference), "Storing", now=STARTS + MINUTE)
    count = year_count(planning.on.pk, 2026)
    assert count == YearCount(2026, cap=24, completed=1, announced=1, reserved=1, emergencies=1)
    assert (count.used, count.left) == (3, 21)


def test_year_counts_of_many_environments(planning: Planning) -> None:
    planning.agree(planning.cast.customer, maintenance_per_year=2)
    other = factories.environment(planning.cast.other_customer, name="Eigen omgeving", now=NOW)
    planning.open(SAT, on=other)
    counts = year_counts([planning.on.pk, other.pk], [2026, 2027])
    assert {key: (count.cap, count.used) for key, count in counts.items()} == {
        (planning.on.pk, 2026): (2, 0),
        (planning.on.pk, 2027): (2, 0),
        (other.pk, 2026): (24, 1),
        (other.pk, 2027): (24, 0),
    }


# What a customer may be noticing
@pytest.mark.parametrize(
    "at,seen",
    [
        ("2026-12-05 21:59:59", False),
        ("2026-12-05 22:00", True),
        ("2026-12-06 03:59:59", True),
        ("2026-12-06 04:00", False),
    ],
)
def test_windows_around_a_moment(planning: Planning, at: str, seen: bool) -> None:
    window = planning.announced(SAT, customers=[planning.cast.customer])
    planning.draft(SAT)
    found = windows_around(planning.cast.customer.pk, moment(at))
    assert found == ([window] if seen else [])
    assert windows_around(planning.cast.other_customer.pk, moment(at)) == []


def test_window_that_is_held_open_stays_around(planning: Planning) -> None:
    window = planning.announced(SAT)
    hold_open(planning.planner, Form(window.reference), now=STARTS)
    assert windows_around(planning.cast.customer.pk, ENDS + 5 * HOUR) == [window]
    complete_window(planning.planner, Form(window.reference), Outcome(Result.AS_PLANNED), now=ENDS + 6 * HOUR)
    assert windows_around(planning.cast.customer.pk, ENDS + 7 * HOUR) == [window]
    assert windows_around(planning.cast.customer.pk, ENDS + 8 * HOUR) == []


def test_scope_of_a_lapsed_draft_can_be_edited(planning: Planning) -> None:
    window = planning.open("2027-02-06 22:00 > 2027-02-07 02:00", customers=[planning.cast.customer])
    due_steps.lapse_reservations(now=NOW + 30 * DAY)
    again = open_consultation(planning.planner, factories.form_of(window), now=NOW + 31 * DAY)
    assert (again.scope, [each.customer for each in standing(again).customers]) == (
        Scope.CHOSEN,
        [planning.cast.customer],
    )
