"""The table of transitions: complete, reachable, and the same for rules, buttons and the diagram."""

import pytest
from django.conf import settings

from accounts.refusals import NotAllowed, Refusal
from tickets.enums import ENDED_STATUSES, ClockKind, EventKind, Status
from tickets.management.commands.ticket_states import FILE, ticket_states
from tickets.state_machine import (
    TRANSITIONS,
    Action,
    Effect,
    Who,
    effects_of,
    possible_actions,
    refusal_sentence,
    transition,
)


def test_every_action_has_a_row() -> None:
    assert {row.action for row in TRANSITIONS} == set(Action)


def test_every_event_kind_is_written_by_a_row() -> None:
    assert {row.event for row in TRANSITIONS} == set(EventKind)


def test_rows_of_one_action_never_share_a_source() -> None:
    pairs = [(row.action, source) for row in TRANSITIONS for source in row.sources]
    assert len(pairs) == len(set(pairs))


def test_rows_of_one_event_never_share_a_source() -> None:
    """The clocks are folded from (event, status before): two rows for one pair would be two truths."""
    meanings: dict[tuple[EventKind, Status | None], set[tuple[tuple[ClockKind, Effect], ...]]] = {}
    for row in TRANSITIONS:
        for source in row.sources:
            meanings.setdefault((row.event, source), set()).add(tuple(sorted(row.effects.items())))
    assert {pair: len(each) for pair, each in meanings.items() if len(each) > 1} == {}


def test_every_status_is_reachable() -> None:
    reached: set[Status | None] = {None}
    for _ in Status:
        reached |= {row.target for row in TRANSITIONS if row.target and reached & set(row.sources)}
    assert reached == {None, *Status}


@pytest.mark.parametrize("status", ENDED_STATUSES)
@pytest.mark.parametrize("who", [Who.CUSTOMER, Who.AGENT])
def test_nothing_moves_an_ended_ticket(status: Status, who: Who) -> None:
    following = {Action.ADD_FOLLOWER, Action.REMOVE_FOLLOWER, Action.SET_CONFIDENTIAL}
    undoing = Action.UNMERGE if status is Status.MERGED else Action.GIVE_BACK
    on_record = {Action.NOTE, Action.REDACT, Action.EXPLAIN_BREACH, Action.LINK, Action.UNLINK, undoing} | {
        Action.RULE_BILLING
    }
    assert possible_actions(status, who) == (following | on_record if who is Who.AGENT else following)


def test_customer_may_withdraw_what_is_open_only() -> None:
    allowed = {status for status in Status if Action.WITHDRAW in possible_actions(status, Who.CUSTOMER)}
    assert allowed == {Status.QUEUED, Status.NEW, Status.IN_PROGRESS, Status.WAITING, Status.AWAITING_APPROVAL}


def test_response_is_stopped_by_replies_and_recovery_only() -> None:
    """N: no automatic message, internal note, assignment or status change counts."""
    stopping = {row.event for row in TRANSITIONS if row.effects.get(ClockKind.RESPONSE) is Effect.STOP}
    assert stopping == {
        EventKind.REPLIED,
        EventKind.STATUS_REPORTED,
        EventKind.CUSTOMER_ASKED,
        EventKind.RECOVERED,
        EventKind.APPOINTMENT_MADE,
        EventKind.NOTE_PUBLISHED,
        EventKind.ESTIMATE_PROPOSED,
        EventKind.DELIVERED,
    }


def test_waiting_never_pauses_the_response() -> None:
    touching = {row.effects.get(ClockKind.RESPONSE) for row in TRANSITIONS}
    assert Effect.PAUSE not in touching
    assert Effect.RESUME not in touching


def test_agent_cannot_do_what_is_the_customers() -> None:
    with pytest.raises(NotAllowed) as refused:
        transition(Action.WITHDRAW, Status.NEW, Who.AGENT)
    assert refused.value.status == 403


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("status", list(Status))
def test_what_is_not_in_the_table_is_refused_with_a_sentence(action: Action, status: Status) -> None:
    if any(row.action is action and status in row.sources for row in TRANSITIONS):
        return
    with pytest.raises(Refusal) as refused:
        transition(action, status, Who.AGENT)
    assert refused.value.sentence == refusal_sentence(action, status)
    assert refused.value.sentence.endswith(".")


def test_reply_of_the_customer_resumes_only_when_waiting() -> None:
    assert dict(effects_of(EventKind.CUSTOMER_REPLIED, Status.IN_PROGRESS)) == {}
    assert dict(effects_of(EventKind.CUSTOMER_REPLIED, Status.WAITING)) == {
        ClockKind.RECOVERY: Effect.RESUME,
        ClockKind.STATUS_REPORT: Effect.RESUME,
        ClockKind.DELIVERY: Effect.RESUME,
    }


def test_page_of_ticket_states_is_what_the_table_says() -> None:
    page = (settings.BASE_DIR / FILE).read_text(encoding="utf-8")
    assert page == ticket_states(), "run: python3 manage.py ticket_states"
