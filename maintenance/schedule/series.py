"""Windows that come back: every so many weeks, or on the first Sunday of the month, by the clock on the wall."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta, tzinfo
from itertools import count, islice, takewhile

from maintenance.schedule.errors import BadRule, SchedulingError
from maintenance.schedule.spans import DAY, Span, check_span
from maintenance.schedule.wall_clock import LAST_YEAR, check_year, local_moment

WEEK = timedelta(weeks=1)
LAST = -1
WEEKS_OF_A_YEAR = 52
# Five years of months or two of weeks: a year's plan with ample room, and an end to a mistyped count.
MOST_OCCURRENCES = 104


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every so many weeks, counted from the first date."""

    every: int = 1


@dataclass(frozen=True, slots=True)
class Monthly:
    """The nth such weekday (Monday = 0) of each month; -1 is the last, and months without a fifth are passed over."""

    nth: int
    weekday: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A series from a date on, for `count` times or up to and including `until`, whichever is reached first.

    `begins` and `ends` are read from the clock on the wall; an end at or before the begin is on the next date.
    """

    repeats: Weekly | Monthly
    first: date
    begins: time
    ends: time
    count: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A date of a series on which its window cannot be, and why."""

    on: date
    why: SchedulingError


def series(rule: Rule, zone: tzinfo) -> list[Span | Refused]:
    """The windows of a rule, one for each of its dates; each has still to be held against M1 to M5 on its own.

    A date on which the clock skips the begin or the end is `Refused`; of a time that it reads twice it is the first
    (`read_twice` says which windows have one). Raises `BadRule` for a rule that makes no sense or gives over 104 dates.
    """
    _check(rule)
    dates = list(islice(_bounded(rule), MOST_OCCURRENCES + 1))
    if len(dates) > MOST_OCCURRENCES:
        raise BadRule("until", rule.until)
    return [_window(rule, on, zone) for on in dates]


def _window(rule: Rule, on: date, zone: tzinfo) -> Span | Refused:
    last = on if rule.ends > rule.begins else on + DAY
    try:
        span = Span(local_moment(on, rule.begins, zone), local_moment(last, rule.ends, zone))
        check_span(span, zone)
    except SchedulingError as why:
        return Refused(on, why)
    return span


def _bounded(rule: Rule) -> Iterator[date]:
    until = rule.until or date(LAST_YEAR, 12, 31)
    dates = takewhile(lambda on: on <= until, _dates(rule))
    return islice(dates, rule.count)


def _dates(rule: Rule) -> Iterator[date]:
    if isinstance(rule.repeats, Weekly):
        return (rule.first + n * rule.repeats.every * WEEK for n in count())
    return _monthly(rule.repeats, rule.first)


def _monthly(repeats: Monthly, first: date) -> Iterator[date]:
    for months in count(first.year * 12 + first.month - 1):
        on = _nth_weekday(repeats, date(months // 12, months % 12 + 1, 1))
        if on is not None and on >= first:
            yield on


def _nth_weekday(repeats: Monthly, month: date) -> date | None:
    """The nth such weekday of the month that begins on this date."""
    if repeats.nth == LAST:
        end = (month + 31 * DAY).replace(day=1) - DAY
        return end - (end.weekday() - repeats.weekday) % 7 * DAY
    on = month + (repeats.weekday - month.weekday()) % 7 * DAY + (repeats.nth - 1) * WEEK
    return on if on.month == month.month else None


def _check(rule: Rule) -> None:
    check_year(rule.first.year)
    if rule.count is None and rule.until is None:
        raise BadRule("until", None)
    if rule.count is not None and not 1 <= rule.count <= MOST_OCCURRENCES:
        raise BadRule("count", rule.count)
    if rule.until is not None:
        check_year(rule.until.year)
    if isinstance(rule.repeats, Weekly):
        if not 1 <= rule.repeats.every <= WEEKS_OF_A_YEAR:
            raise BadRule("every", rule.repeats.every)
    elif rule.repeats.nth not in (1, 2, 3, 4, 5, LAST):
        raise BadRule("nth", rule.repeats.nth)
    elif rule.repeats.weekday not in range(7):
        raise BadRule("weekday", rule.repeats.weekday)
