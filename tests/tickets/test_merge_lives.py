"""Two tickets that live, are merged and are taken apart at random: no promise moves back, and replay gives the rows."""

import random
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from accounts.refusals import Refusal
from agreements.matrix import Impact, Severity
from tests.cast import Cast
from tests.tickets.test_replay import AMSTERDAM, MANY, STEPS, WEIGHTS, called, reported
from tickets.actions.merge import merge, preview_merge
from tickets.actions.rebuild_clocks import clock_differences, rebuild_clocks
from tickets.actions.unmerge import unmerge
from tickets.actions.write_path import Form
from tickets.enums import EventKind
from tickets.models import SlaClock, Ticket, TicketEvent
from tickets.sla.preview import is_late

pytestmark = pytest.mark.django_db

Due = dict[str, datetime]
MERGE_OFTEN = 0.12


def in_time(ticket: Ticket, now: datetime) -> Due:
    """When each clock is due that runs and is not late."""
    clocks = SlaClock.objects.filter(ticket=ticket, stopped_at__isnull=True, paused_at__isnull=True)
    return {each.kind: each.due_at for each in clocks if each.due_at and not is_late(each, now)}


def open_clocks(ticket: Ticket) -> dict[str, SlaClock]:
    return {each.kind: each for each in SlaClock.objects.filter(ticket=ticket, stopped_at__isnull=True)}


def merged(cast: Cast, duplicate: Ticket, survivor: Ticket, now: datetime) -> bool:
    """Whether it was possible; then no running promise of either is due later than it was."""
    try:
        shown = preview_merge(Ticket.objects.get(pk=duplicate.pk), Ticket.objects.get(pk=survivor.pk), now=now)
    except Refusal:
        return False
    promised = [in_time(duplicate, now), in_time(survivor, now)]
    were_late = {kind for kind, clock in open_clocks(survivor).items() if is_late(clock, now)}
    merge(cast.agent, Form(duplicate.reference), Form(survivor.reference), now=now)
    after = open_clocks(survivor)
    for kind, due in [pair for each in promised for pair in each.items()]:
        if kind in after and kind not in were_late:
            moment = after[kind].due_at or after[kind].breached_at
            assert moment is not None
            assert moment <= due, kind
        elif kind not in after:
            assert kind == "appointment"
    assert {each.kind: each.after.due_at for each in shown.survivor if each.after} == {
        kind: clock.due_at for kind, clock in after.items()
    }
    assert open_clocks(duplicate) == {}
    return True


def live_together(cast: Cast, seed: int) -> tuple[Ticket, Ticket]:
    """Two tickets through up to 50 random actions; half of the merges are undone within the hour."""
    chance = random.Random(seed)
    now = datetime(2026, 12, 21, 7, tzinfo=AMSTERDAM) + timedelta(minutes=chance.randrange(60 * 24 * 3))
    makers, pair = [reported, called], []
    for _ in range(2):
        impact, severity = chance.choice(list(Impact)), chance.choice(list(Severity))
        pair.append(chance.choice(makers)(cast, impact, severity, now))
        now += timedelta(minutes=chance.choice([0, 7, 90]))
    for _ in range(50):
        now += timedelta(seconds=chance.choice([0, 1, 600, 1800, 3600, 9 * 3600]))
        one, other = chance.sample(pair, 2)
        if chance.random() < MERGE_OFTEN:
            merged(cast, one, other, now)
        elif chance.random() < MERGE_OFTEN * 2:
            with suppress(Refusal):
                unmerge(cast.agent, one.reference, now=now)
        else:
            with suppress(Refusal):
                chance.choices(STEPS, WEIGHTS)[0](cast, Form(one.reference), now)
    return pair[0], pair[1]


@pytest.mark.parametrize("seed", range(max(MANY * 2 // 3, 1)))
def test_random_lives_with_merges_leave_the_clocks_that_their_events_say(cast: Cast, seed: int) -> None:
    pair = live_together(cast, seed)
    assert list(clock_differences()) == []
    columns = ("ticket_id", "kind", "round", "due_at", "breached_at", "met_at", "stopped_at", "target", "agreed_at")
    before = list(SlaClock.objects.order_by(*columns[:3]).values_list(*columns))
    SlaClock.objects.all().delete()
    rebuild_clocks()
    assert list(SlaClock.objects.order_by(*columns[:3]).values_list(*columns)) == before
    for ticket in pair:
        events = TicketEvent.objects.filter(ticket=ticket).order_by("sequence")
        assert list(events.values_list("sequence", flat=True)) == list(range(1, events.count() + 1))


def test_random_lives_do_merge_and_part(cast: Cast) -> None:
    """The law above would say nothing of merges that never happened."""
    for seed in range(4):
        live_together(cast, seed)
    merges = TicketEvent.objects.filter(kind=EventKind.MERGED).count()
    undone = TicketEvent.objects.filter(kind=EventKind.UNMERGED).count()
    assert (merges > 2, undone > 0) == (True, True)
