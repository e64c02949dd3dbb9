"""Two people, or a person and a job, at the same window: one is held before its commit while the other begins.

Each pair in both orders, on two connections of PostgreSQL: what the second one is answered, and what stands then.
"""

import time
from collections.abc import Callable
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction

from accounts.roles import Role
from maintenance.actions import due_steps
from maintenance.actions.announce import announce
from maintenance.actions.answer_consultation import Given, answer_consultation
from maintenance.actions.cancel_window import cancel_window
from maintenance.actions.complete_window import Outcome, complete_window
from maintenance.actions.join_environment import join_environment
from maintenance.actions.move_window import move_window
from maintenance.actions.open_consultation import open_consultation
from maintenance.actions.write_path import Form
from maintenance.enums import Answer, Result
from maintenance.models import MaintenanceWindow, WindowCustomer
from tests.cast import NOW, cast_at, member
from tests.maintenance import factories
from tests.maintenance.planning import DAY, OK, Planning, said
from tests.maintenance.windows import named

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]

PATIENCE_SECONDS = 30
SAT, NEXT_SAT = "2026-12-05 22:00 > 2026-12-06 02:00", "2026-12-12 22:00 > 2026-12-13 02:00"
Step = Callable[[], object]
Pair = Callable[[Planning], tuple[Step, Step]]


def interleaved(first: Step, second: Step) -> tuple[str, str]:
    """Hold `first` before its commit until `second` waits for it or is done; what both are answered."""
    answers = ["", ""]
    acted, may_commit = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            answers[0] = said(first)
            acted.set()
            assert may_commit.wait(PATIENCE_SECONDS)

    def follow() -> None:
        answers[1] = said(second)

    held, follower = _thread(hold), _thread(follow)
    held.start()
    assert acted.wait(PATIENCE_SECONDS)
    follower.start()
    _until(lambda: not follower.is_alive() or _somebody_waits())
    may_commit.set()
    for thread in (held, follower):
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()
    return answers[0], answers[1]


def _thread(work: Callable[[], None]) -> Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    return Thread(target=run)


def _until(holds: Callable[[], bool]) -> None:
    last_moment = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < last_moment
        time.sleep(0.005)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@pytest.fixture
def planning(transactional_db: None) -> Planning:
    cast = cast_at(NOW)
    return Planning(cast, factories.shared(cast))


def _opening(planning: Planning, when: str) -> Step:
    form = factories.form_of(planning.draft(when))
    return lambda: open_consultation(planning.planner, form, now=NOW)


def _last_place(planning: Planning) -> tuple[Step, Step]:
    planning.agree(planning.cast.customer, maintenance_per_year=1)
    return _opening(planning, SAT), _opening(planning, NEXT_SAT)


def _same_time(planning: Planning) -> tuple[Step, Step]:
    return _opening(planning, SAT), _opening(planning, "2026-12-06 01:00 > 2026-12-06 05:00")


def _last_of_a_customer(planning: Planning) -> tuple[Step, Step]:
    """On two environments, which share nothing but the customer."""
    planning.agree(planning.cast.customer, maintenance_per_year=1)
    other = factories.environment(planning.cast.customer, name="Eigen omgeving", now=NOW)
    form = factories.form_of(planning.draft(NEXT_SAT, on=other))
    return _opening(planning, SAT), lambda: open_consultation(planning.planner, form, now=NOW)


def _ready(planning: Planning) -> MaintenanceWindow:
    return factories.agreed(planning.open(SAT), planning.planner, now=NOW)


def _announcing(planning: Planning, form: Form) -> Step:
    return lambda: announce(planning.planner, form, now=NOW + DAY)


def _answer_and_announce(planning: Planning) -> tuple[Step, Step]:
    window = _ready(planning)
    key_contact, customer = planning.cast.key_contact, planning.cast.customer
    given = Given(Answer.OBJECTED, "Dan is het druk.", window.round, uuid4())
    form = factories.form_of(window)
    return (
        lambda: answer_consultation(key_contact, Form(window.reference), customer.pk, given, now=NOW + DAY),
        _announcing(planning, form),
    )


def _move_and_announce(planning: Planning) -> tuple[Step, Step]:
    window = _ready(planning)
    form = factories.form_of(window)
    moved = planning.proposal(NEXT_SAT)
    return lambda: move_window(planning.planner, form, moved, "Ziek", now=NOW + DAY), _announcing(planning, form)


def _move_to_one_time(planning: Planning) -> tuple[Step, Step]:
    one, other = planning.open(SAT), planning.open(NEXT_SAT)
    third = planning.proposal("2026-12-19 22:00 > 2026-12-20 02:00")

    def moving(window: MaintenanceWindow) -> Step:
        form = factories.form_of(window)
        return lambda: move_window(planning.planner, form, third, "Ziek", now=NOW)

    return moving(one), moving(other)


def _cancel_and_start(planning: Planning) -> tuple[Step, Step]:
    window = planning.announced(SAT)
    form = Form(window.reference)
    return (
        lambda: cancel_window(planning.planner, form, "Storing", now=window.starts_at - factories.MINUTE),
        lambda: due_steps.start_due(now=window.starts_at),
    )


def _start_and_cancel(planning: Planning) -> tuple[Step, Step]:
    window = planning.announced(SAT)
    form = Form(window.reference)
    return (
        lambda: due_steps.start_due(now=window.starts_at),
        lambda: cancel_window(planning.planner, form, "Storing", now=window.starts_at),
    )


def _join_and_announce(planning: Planning) -> tuple[Step, Step]:
    window = _ready(planning)
    joining = planning.customer("Gemeente Dommelrade")
    member("ans@dommelrade.example", "Ans Vos", joining, role=Role.KEY_CONTACT, now=NOW)
    return (
        lambda: join_environment(planning.planner, planning.on.pk, joining.pk, now=NOW + DAY),
        _announcing(planning, Form(window.reference)),
    )


def _join_twice(planning: Planning) -> tuple[Step, Step]:
    joining = planning.customer("Gemeente Dommelrade")
    step = lambda: join_environment(planning.planner, planning.on.pk, joining.pk, now=NOW)  # noqa: E731
    return step, step


def _lapse_and_announce(planning: Planning) -> tuple[Step, Step]:
    window = planning.open("2027-01-09 22:00 > 2027-01-10 02:00")
    factories.agreed(window, planning.planner, now=NOW)
    form, later = factories.form_of(window), NOW + 30 * DAY
    return (
        lambda: due_steps.lapse_reservations(now=later),
        lambda: announce(planning.planner, Form(form.reference), now=later),
    )


def _complete_by_hand_and_clock(planning: Planning) -> tuple[Step, Step]:
    window = planning.announced(SAT)
    due_steps.start_due(now=window.starts_at)
    form = factories.form_of(window)
    return (
        lambda: complete_window(planning.planner, form, Outcome(Result.AS_PLANNED), now=window.ends_at),
        lambda: due_steps.complete_due(now=window.ends_at),
    )


def _turned(pair: Pair) -> Pair:
    def turn(planning: Planning) -> tuple[Step, Step]:
        one, other = pair(planning)
        return other, one

    return turn


def _state() -> list[tuple[str, str, int | None]]:
    """Status, result and place of every window."""
    windows = MaintenanceWindow.objects.order_by("pk")
    return [(window.status, window.result, window.place) for window in windows]


STALE = "409 Somebody else changed this window in the meantime."
NEAREST_YEAR = "The nearest moment that passes is Friday 1 January 2027 00:00."
TAKEN = "422 OH-# is planned on this environment then: {}. The nearest moment that passes is {}."
ONE_OPENED = [("consultation", "", 1), ("draft", "", None)]
PAIRS: dict[str, tuple[Pair, str, list[tuple[str, str, int | None]]]] = {
    "two for the last place": (
        _last_place, f"422 M3: No window is left in 2026: at most 1 a year. {NEAREST_YEAR}", ONE_OPENED,
    ),
    "two for one time": (
        _same_time,
        TAKEN.format("5 Dec 22:00–6 Dec 02:00", "Sunday 6 December 02:00"),
        ONE_OPENED,
    ),
    "two for the last of a customer": (
        _last_of_a_customer,
        f"422 M3: No window is left in 2026 for Zorggroep Maasoever. {NEAREST_YEAR}",
        # The other environment's was drafted first.
        [("draft", "", None), ("consultation", "", 1)],
    ),
    "an objection, then the announcement": (
        _answer_and_announce,
        "422 M2: To be settled with Zorggroep Maasoever: an objection or a proposal of other times.",
        [("consultation", "", 1)],
    ),
    "the announcement, then an objection": (
        _turned(_answer_and_announce),
        "422 This maintenance is not being consulted about now, so an answer no longer counts.",
        [("announced", "", 1)],
    ),
    "a move, then the announcement": (_move_and_announce, STALE, [("consultation", "", 1)]),
    "the announcement, then a move": (_turned(_move_and_announce), STALE, [("announced", "", 1)]),
    "two moves to one time": (
        _move_to_one_time,
        TAKEN.format("19 Dec 22:00–20 Dec 02:00", "Sunday 20 December 02:00"),
        [("consultation", "", 1), ("consultation", "", 2)],
    ),
    "cancelled, then its start": (_cancel_and_start, OK, [("cancelled", "", None)]),
    "its start, then cancelled": (_start_and_cancel, OK, [("cancelled", "", 1)]),
    "a customer joins, then the announcement": (
        _join_and_announce, "422 M2: No answer yet from Gemeente Dommelrade.", [("consultation", "", 1)],
    ),
    "the announcement, then a customer joins": (_turned(_join_and_announce), OK, [("announced", "", 1)]),
    "one customer joins twice": (_join_twice, "422 Gemeente Dommelrade uses this environment already.", []),
    "lapsed, then the announcement": (
        _lapse_and_announce, "422 Only a window in consultation can be announced.", [("draft", "", None)],
    ),
    "the announcement, then it would lapse": (_turned(_lapse_and_announce), OK, [("announced", "", 1)]),
    "completed by hand, then by the clock": (
        _complete_by_hand_and_clock, OK, [("completed", "as_planned", 1)],
    ),
    "completed by the clock, then by hand": (
        _turned(_complete_by_hand_and_clock), OK, [("completed", "as_planned", 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("pair,answer,state", named(PAIRS))
def test_pair(planning: Planning, pair: Pair, answer: str, state: list[tuple[str, str, int | None]]) -> None:
    first, second = pair(planning)
    answers = interleaved(first, second)
    number = MaintenanceWindow.objects.order_by("pk").values_list("pk", flat=True).first()
    assert answers == (OK, answer.replace("#", str(number)))
    assert _state() == state


def test_customer_that_joins_an_announced_window_is_told_and_not_asked(planning: Planning) -> None:
    joining, announcing = _join_and_announce(planning)
    assert interleaved(announcing, joining) == (OK, OK)
    row = WindowCustomer.objects.get(customer__name="Gemeente Dommelrade")
    assert (row.asked_at, row.told_at, row.place) == (None, NOW + DAY, 1)
