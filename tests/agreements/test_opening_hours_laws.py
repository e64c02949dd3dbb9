"""Opening time on calendars of every kind: equal to the slow oracle, and true to the laws of arithmetic."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from agreements.opening_hours import NeverOpens
from tests.agreements.calendars import Case, amounts, cases, spots, steady
from tests.agreements.oracle import MICROSECOND, MIDNIGHT_1970, OutOfPatience, micros

ZERO = timedelta()
MOST_WORKING_DAYS = 5


def answer(question: Callable[..., datetime], *asked: object) -> datetime | None:
    """What the engine answers, in UTC so that equality is equality of moments; None where it never opens again."""
    try:
        return question(*asked).astimezone(UTC)
    except NeverOpens:
        return None


def walked(question: Callable[..., int | None], *asked: object) -> datetime | None:
    """What the oracle answers; an example that it cannot walk to proves nothing and is passed over."""
    try:
        micros_since_epoch = question(*asked)
    except OutOfPatience:
        reject()
    return None if micros_since_epoch is None else MIDNIGHT_1970 + micros_since_epoch * MICROSECOND


def questions(moments: int) -> st.SearchStrategy[tuple[Case, list[datetime]]]:
    """A calendar, and so many moments near the date that it is about."""
    asked = st.tuples(cases, st.lists(spots, min_size=moments, max_size=moments))
    return asked.map(lambda drawn: (drawn[0], list(map(drawn[0].moment, drawn[1]))))


@steady
@given(questions(4))
def test_between_equals_the_oracle(question: tuple[Case, list[datetime]]) -> None:
    case, (first, *others) = question
    engine, oracle = case.engine(), case.oracle()
    for other in others:
        assert engine.between(first, other) == oracle.between(micros(first), micros(other)) * MICROSECOND


@steady
@given(questions(2), st.lists(amounts, min_size=3, max_size=3))
def test_add_equals_the_oracle(question: tuple[Case, list[datetime]], durations: list[timedelta]) -> None:
    case, (start, end) = question
    engine, oracle = case.engine(), case.oracle()
    for duration in (*durations, abs(engine.between(start, end))):
        expected = walked(oracle.add, micros(start), duration // MICROSECOND)
        assert answer(engine.add, start, duration) == expected


@steady
@given(questions(4))
def test_is_open_and_next_opening_equal_the_oracle(question: tuple[Case, list[datetime]]) -> None:
    case, moments = question
    engine, oracle = case.engine(), case.oracle()
    for moment in moments:
        assert engine.is_open(moment) == oracle.is_open(micros(moment))
        assert answer(engine.next_opening, moment) == walked(oracle.next_opening, micros(moment))


@steady
@given(questions(2), st.integers(1, MOST_WORKING_DAYS))
def test_w2_working_days_equal_the_oracle(question: tuple[Case, list[datetime]], most: int) -> None:
    case, moments = question
    engine, oracle = case.engine(), case.oracle()
    for start in moments:
        for n in (1, most):
            assert answer(engine.add_working_days, start, n) == walked(oracle.add_working_days, micros(start), n)


@steady
@given(questions(2))
def test_stretches_equal_the_oracle_and_sum_to_between(question: tuple[Case, list[datetime]]) -> None:
    case, moments = question
    start, end = sorted(moments, key=micros)
    engine = case.engine()
    stretches = list(engine.stretches(start, end))
    assert [(micros(opens), micros(closes)) for opens, closes in stretches] == case.oracle().stretches(
        micros(start), micros(end)
    )
    lengths = (closes.astimezone(UTC) - opens.astimezone(UTC) for opens, closes in stretches)
    assert sum(lengths, ZERO) == engine.between(start, end)
    if start != end:
        assert list(engine.stretches(end, start)) == []


@steady
@given(questions(1), amounts)
def test_between_takes_back_what_add_gave(question: tuple[Case, list[datetime]], duration: timedelta) -> None:
    case, (start,) = question
    engine = case.engine()
    due = answer(engine.add, start, duration)
    assume(due is not None)
    assert due is not None
    assert engine.between(start, due) == duration
    assert engine.between(due, start) == -duration


@steady
@given(questions(1), amounts, amounts)
def test_adding_twice_is_adding_the_sum(
    question: tuple[Case, list[datetime]], first: timedelta, second: timedelta
) -> None:
    case, (start,) = question
    engine = case.engine()
    at_once = answer(engine.add, start, first + second)
    assume(at_once is not None)
    in_between = engine.add(start, first)
    if second:
        assert answer(engine.add, in_between, second) == at_once
    else:
        assert in_between.astimezone(UTC) == at_once


@steady
@given(questions(2), amounts, amounts)
def test_add_is_monotonic_in_both_arguments(
    question: tuple[Case, list[datetime]], less: timedelta, more: timedelta
) -> None:
    case, moments = question
    early, late = sorted((moment.astimezone(UTC) for moment in moments), key=micros)
    less, more = sorted((less, more))
    engine = case.engine()
    furthest = answer(engine.add, late, more)
    assume(furthest is not None)
    assert furthest is not None
    for start, duration in ((early, more), (late, less)):
        assert engine.add(start, duration).astimezone(UTC) <= furthest


@steady
@given(questions(3))
def test_between_is_monotonic_and_additive(question: tuple[Case, list[datetime]]) -> None:
    case, moments = question
    engine = case.engine()
    first, middle, last = sorted(moments, key=micros)
    assert ZERO <= engine.between(first, middle) <= engine.between(first, last)
    assert engine.between(first, middle) + engine.between(middle, last) == engine.between(first, last)
    assert engine.between(first, last) <= last.astimezone(UTC) - first.astimezone(UTC)


@steady
@given(questions(1), amounts)
def test_answers_read_the_wall_clock_of_the_calendar(
    question: tuple[Case, list[datetime]], duration: timedelta
) -> None:
    case, (start,) = question
    engine, zone = case.engine(), case.oracle().zone
    due = answer(engine.add, start, duration)
    assume(due is not None)
    assert due is not None
    given_back = engine.add(start, duration)
    assert given_back.tzinfo is zone
    read = due.astimezone(zone)
    assert (given_back.replace(tzinfo=None), given_back.fold) == (read.replace(tzinfo=None), read.fold)


@settings(steady, max_examples=15)
@given(questions(2))
def test_questions_in_any_order_get_the_same_answers(question: tuple[Case, list[datetime]]) -> None:
    """The table behind the answers widens both ways, by what is asked; nobody may notice."""
    case, moments = question
    asked = case.engine()
    far = [moment.replace(year=moment.year + years) for moment in moments for years in (-3, 7) if moment.day < 29]
    for start in [*moments, *far]:
        alone = case.engine()
        assert answer(asked.add, start, timedelta(hours=30)) == answer(alone.add, start, timedelta(hours=30))
        assert asked.between(moments[0], start) == alone.between(moments[0], start)
