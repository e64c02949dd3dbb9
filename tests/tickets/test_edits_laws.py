"""What an edit moves is read from the stored clocks; after any life it is what the events themselves would give."""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from agreements import queries
from agreements.models import CalendarDay, CalendarRevision
from agreements.opening_hours import OpeningHours
from agreements.snapshot import opening_hours_of
from agreements.terms import Norm, Terms
from tests.cast import Cast
from tests.tickets.test_replay import AMSTERDAM, MANY, live_a_life
from tickets.models import Ticket, TicketEvent
from tickets.sla import what_if
from tickets.sla.what_if import Edit, outlook

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
RANGES = [
    [],
    [["08:30", "12:00"]],
    [["10:00", "17:00"]],
    [["08:30", "11:00"], ["11:30", "19:30"]],
    [["07:00", "00:00"]],
]
LIVES, EDITS = 4, 12


def other_hours(chance: random.Random, today: date) -> OpeningHours:
    """Days with other hours, other weekly hours from a date, or the calendar of any revision, from today on."""
    snapshot: Any = dict(queries._snapshot(chance.choice(list(CalendarRevision.objects.values_list("pk", flat=True)))))
    on = today + timedelta(days=chance.randrange(12))
    if chance.random() < 0.6:
        days = {
            (on + timedelta(days=n)).isoformat(): {"hours": chance.choice(RANGES), "nl": "x", "en": "x"}
            for n in range(chance.randrange(1, 3))
        }
        snapshot["exceptions"] = {**snapshot["exceptions"], **days}
    if chance.random() < 0.4:
        week = {str(day): hours for day in range(7) if (hours := chance.choice(RANGES))}
        snapshot["changes"] = {**snapshot["changes"], on.isoformat(): week or {"2": [["09:00", "15:00"]]}}
    return opening_hours_of(snapshot)


def other_terms(chance: random.Random, contract: Terms) -> Terms:
    """Norms and periods, some of them other than they are."""

    def norm(old: Norm) -> Norm:
        if chance.random() < 0.3:
            return old
        by_appointment = chance.random() < 0.1
        longer = [None if by_appointment else chance.choice([1, 2, 5, 30]) * HOUR for _ in range(2)]
        return replace(old, response=chance.choice([5, 30, 300]) * MINUTE, recovery=longer[0], status_report=longer[1])

    periods = {
        name: chance.choice([getattr(contract, name), 1, 5])
        for name in ("change_working_days", "reminder_working_days", "closing_working_days")
        if chance.random() < 0.3
    }
    return replace(contract, norms={number: norm(old) for number, old in contract.norms.items()}, **periods)


def edit(chance: random.Random, now: datetime) -> Edit:
    if chance.random() < 0.65:
        return Edit(hours=other_hours(chance, now.astimezone(AMSTERDAM).date()))
    agreement = queries.general_agreement_id()
    contract = queries.terms(queries.agreement_version_for(None, at=now))
    return Edit(terms=other_terms(chance, contract), agreement_id=agreement)


@pytest.mark.parametrize("seed", range(max(MANY // 4, 1)))
def test_stored_clocks_tell_what_the_events_would_say(cast: Cast, seed: int) -> None:
    for number in range(LIVES):
        live_a_life(cast, 1000 + seed * LIVES + number)
    chance = random.Random(seed)
    last = TicketEvent.objects.order_by("-at")[0].at
    for _ in range(EDITS):
        now = last + chance.choice([timedelta(), MINUTE, HOUR, 5 * HOUR, 30 * HOUR, timedelta(days=4)])
        tried = edit(chance, now)
        assert outlook(tried, now=now).effects == outlook(tried, now=now, slowly=True).effects


def test_the_same_calendar_moves_nothing(cast: Cast) -> None:
    for seed in range(LIVES):
        live_a_life(cast, seed)
    now = TicketEvent.objects.order_by("-at")[0].at
    for ticket in Ticket.objects.all():
        same = Edit(hours=queries.opening_hours(ticket.calendar_revision_id))
        found = outlook(same, now=now)
        assert ticket.pk not in found.effects


def test_most_tickets_are_told_without_their_events(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shortcut is taken: else it would only look fast on paper."""
    read: list[int] = []
    fold = what_if.folded_moves

    def counting(edit: Edit, tickets: Any, *, now: datetime) -> Any:
        read.extend(each.pk for each in tickets)
        return fold(edit, tickets, now=now)

    monkeypatch.setattr(what_if, "folded_moves", counting)
    for seed in range(2 * LIVES):
        live_a_life(cast, 500 + seed)
    now = TicketEvent.objects.order_by("-at")[0].at
    on = now.astimezone(AMSTERDAM).date() + timedelta(days=1)
    closed = CalendarDay(date=on, hours=[], name_nl="x", name_en="x", origin="hand")
    found = outlook(Edit(hours=opening_hours_of(_with(closed))), now=now)
    assert len(read) < len(found.open_ids)


def _with(day: CalendarDay) -> Any:
    from agreements.edited import snapshot_with_day  # noqa: PLC0415 - used once

    return snapshot_with_day(day)


@pytest.mark.parametrize(
    ("on", "hours"),
    [(date(2026, 12, 1), {}), (date(2026, 12, 4), {"4": [(time(8, 30), time(16))]})],
)
def test_differing_days_are_those_with_other_hours(on: date, hours: dict[str, Any]) -> None:
    week = {day: [(time(8, 30), time(17))] for day in range(5)}
    before = OpeningHours(AMSTERDAM, week)
    after = OpeningHours(AMSTERDAM, week, changes={on: {**week, **{int(day): h for day, h in hours.items()}}})
    days = before.differing_days(after, date(2026, 11, 1), date(2026, 12, 31))
    assert days == ([] if not hours else [date(2026, 12, 4) + timedelta(days=7 * n) for n in range(4)])
