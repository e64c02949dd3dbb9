"""The table of a window's life: complete, reachable, and the same for rules, buttons and the diagram."""

import pytest
from django.conf import settings

from accounts.refusals import NotAllowed, Refusal
from maintenance.enums import ENDED_STATUSES, EventKind, Status
from maintenance.state_machine import TRANSITIONS, Action, Who, possible_actions, refusal_sentence, transition
from ozmo_desk.management.commands.window_states import FILE, window_states


def test_every_action_has_a_row() -> None:
    assert {row.action for row in TRANSITIONS} == set(Action)


def test_every_event_kind_is_written_by_a_row() -> None:
    assert {row.event for row in TRANSITIONS} == set(EventKind)


def test_rows_of_one_action_never_share_a_source() -> None:
    pairs = [(row.action, source) for row in TRANSITIONS for source in row.sources]
    assert len(pairs) == len(set(pairs))


def test_every_status_is_reachable() -> None:
    reached: set[Status | None] = {None}
    for _ in Status:
        reached |= {row.target for row in TRANSITIONS if row.target and reached & set(row.sources)}
    assert reached == {None, *Status}


def test_every_status_can_still_end() -> None:
    ending: set[Status] = set(ENDED_STATUSES)
    for _ in Status:
        ending |= {
            source for row in TRANSITIONS for source in row.sources if source is not None and row.target in ending
        }
    assert ending == set(Status)


@pytest.mark.parametrize("who", [Who.CUSTOMER, Who.SYSTEM, Who.DESK])
@pytest.mark.parametrize("status", ENDED_STATUSES)
def test_nothing_moves_an_ended_window(status: Status, who: Who) -> None:
    assert possible_actions(status, who) == frozenset()


def test_planner_only_records_the_result_of_an_ended_window() -> None:
    assert possible_actions(Status.COMPLETED, Who.PLANNER) == {Action.RECORD_RESULT}
    assert possible_actions(Status.CANCELLED, Who.PLANNER) == frozenset()


@pytest.mark.parametrize("status", list(Status))
def test_agents_look_on(status: Status) -> None:
    assert possible_actions(status, Who.DESK) == frozenset()


def test_customer_answers_and_asks_only() -> None:
    assert {row.action for row in TRANSITIONS if Who.CUSTOMER in row.who} == {Action.ANSWER, Action.ASK}


def test_only_the_planner_and_nobody_else_announces() -> None:
    """No job, and no customer (M4)."""
    announcing = [row for row in TRANSITIONS if row.target is Status.ANNOUNCED]
    assert {row.action: row.who for row in announcing} == {
        Action.ANNOUNCE: (Who.PLANNER,),
        Action.RECORD_EMERGENCY: (Who.PLANNER,),
    }


def test_planner_cannot_answer_as_a_customer() -> None:
    with pytest.raises(NotAllowed) as refused:
        transition(Action.ANSWER, Status.CONSULTATION, Who.PLANNER)
    assert refused.value.status == 403


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("status", list(Status))
def test_what_is_not_in_the_table_is_refused_with_a_sentence(action: Action, status: Status) -> None:
    if any(row.action is action and status in row.sources for row in TRANSITIONS):
        return
    with pytest.raises(Refusal) as refused:
        transition(action, status, Who.PLANNER)
    assert refused.value.sentence == refusal_sentence(action, status)
    assert refused.value.sentence.endswith(".")


def test_page_of_window_states_is_what_the_table_says() -> None:
    page = (settings.BASE_DIR / FILE).read_text(encoding="utf-8")
    assert page == window_states(), "run: python3 manage.py window_states"
