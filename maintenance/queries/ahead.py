"""Planning ahead: the next free moments of a length, and a series of windows of which each is checked on its own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, takewhile

from agreements.opening_hours import BeyondCalendar
from agreements.wording import ZONE
from maintenance.queries.places import free_place
from maintenance.queries.proposals import Proposal
from maintenance.queries.rules import Check, Rules
from maintenance.queries.situation import OtherWindow, Situation, situation_of
from maintenance.schedule import Refused, Rule, SchedulingError, Slot, Span, free_slots, series, year_of

LOOK_AHEAD = timedelta(days=366)
MOST_WEEKENDS, MOST_WEEKDAYS = 12, 6


@dataclass(frozen=True, slots=True)
class Free:
    """Free moments, those in the weekend first (M5); `beyond` when the calendar ended before there were enough."""

    weekend: list[Span]
    weekdays: list[Span]
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series: its window with its checks, or why there can be none on it."""

    span: Span | None
    refused: Refused | None
    checks: tuple[Check, ...] = ()

    @property
    def may_be_drafted(self) -> bool:
        """Whether it makes sense and keeps M1: what a draft must."""
        return self.span is not None and not any(
            each.state == "fail" and each.key == "opening_hours" for each in self.checks
        )

    @property
    def passes(self) -> bool:
        """Whether nothing stands in its way as things are now."""
        return self.span is not None and all(each.state != "fail" for each in self.checks)


def free_moments(environment_id: int, length: timedelta, since: datetime | None, *, now: datetime) -> Free:
    """The next moments of a length: outside opening hours, free, announced in time, in years with room (M1, M3-M5).

    For all customers of the environment. A constant number of SQL.
    """
    situation = situation_of(_sketch(environment_id, now, now + length), now=now)
    not_before = max(Rules(situation, now).earliest_start, since or now)
    try:
        weekends = takewhile(lambda slot: slot.is_weekend, _slots(situation, length, not_before, soonest=False))
        others = (slot for slot in _slots(situation, length, not_before, soonest=True) if not slot.is_weekend)
        return Free(
            [slot.span for slot in islice(weekends, MOST_WEEKENDS)],
            [slot.span for slot in islice(others, MOST_WEEKDAYS)],
        )
    except (BeyondCalendar, SchedulingError):
        return Free([], [], beyond=True)


def series_of(rule: Rule, proposal: Proposal, *, now: datetime) -> list[Occurrence]:
    """Every date of a rule, checked on its own and after the ones before it; `proposal` gives words and customers.

    A constant number of SQL. Raises `BadRule` for a rule that makes no sense.
    """
    found: list[Occurrence] = []
    situation: Situation | None = None
    for each in series(rule, ZONE):
        if isinstance(each, Refused):
            found.append(Occurrence(None, each))
            continue
        here = replace(proposal, starts_at=each.starts_at, ends_at=each.ends_at, key=uuid.uuid4())
        situation = situation_of(here, now=now) if situation is None else replace(situation, proposal=here)
        checks = _checks(Rules(situation, now))
        found.append(Occurrence(each, None, tuple(checks)))
        if found[-1].passes:
            situation = _after(situation, each)
    return found


def _checks(rules: Rules) -> Iterator[Check]:
    for check in (rules.opening_hours(), rules.overlap(), rules.notice(), rules.cap(), rules.customers_cap()):
        if check is not None:
            yield check
    yield rules.weekend()


def _after(situation: Situation, span: Span) -> Situation:
    """As it would be with one more window in consultation: the next one finds its place and its time taken."""
    year = year_of(span.starts_at, ZONE)
    place = free_place(situation.places_of_environment(year), situation.strictest.per_year)
    taken = OtherWindow(window_id=0, span=span, year=year, place=place, holds_time=True)
    return replace(situation, others=(*situation.others, taken))


def _slots(situation: Situation, length: timedelta, not_before: datetime, *, soonest: bool) -> Iterator[Slot]:
    return free_slots(
        length,
        situation.hours,
        situation.taken_spans,
        not_before=not_before,
        until=not_before + LOOK_AHEAD,
        zone=ZONE,
        rank="soonest" if soonest else "weekend first",
        full_years=situation.full_years,
    )


def _sketch(environment_id: int, starts_at: datetime, ends_at: datetime) -> Proposal:
    return Proposal(uuid.uuid4(), environment_id, "", "", starts_at, ends_at)
