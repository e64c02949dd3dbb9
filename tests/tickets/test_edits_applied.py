"""An edit that is applied to many open tickets is finished whatever dies: where it stopped, the job goes on (N)."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse

from agreements.actions import set_day
from tests.cast import NOW, Cast, cast_at
from tests.tickets import factories
from tests.tickets.portal.conftest import at, travel  # noqa: F401 - a fixture
from tests.tickets.portal.test_report import text_of
from tests.tickets.test_edits import DAY, TOMORROW, browser, decided, recovery_of, running  # noqa: F401 - fixtures
from tickets import sla
from tickets.actions import apply_edit as module
from tickets.actions.apply_edit import apply_at_once, apply_batch
from tickets.actions.decide_edit import Edited, NewPins, Scope, decide_edit
from tickets.actions.rebuild_clocks import clock_differences
from tickets.actions.reopen import reopen
from tickets.actions.write_path import Words
from tickets.enums import EditOutcome
from tickets.models import EditDecision, Ticket, TicketEvent
from tickets.tasks import apply_edits


class Killed(BaseException):
    """The process dies here."""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    monkeypatch.setattr(module, "AT_ONCE", 4)


def some(cast: Cast, count: int, *, now: datetime = NOW - timedelta(minutes=2)) -> list[Ticket]:
    return [factories.incident(cast.contact, cast.customer, now=now) for _ in range(count)]


def closed_tomorrow(cast: Cast, tickets: list[Ticket]) -> EditDecision:
    """Tomorrow is closed, and that is to be applied to these tickets; nothing is applied yet."""
    revision = set_day(actor=None, now=NOW, date=at("2026-11-25 12:00").date(), hours=[], reason_nl="Verhuizing")
    ids = [each.pk for each in tickets]
    pins, edited = NewPins(calendar_revision=revision.pk), Edited("agreements.calendarday", 1)
    return decide_edit(cast.administrator, pins, edited, Scope(ids, ids), EditOutcome.APPLY, now=NOW)


def pinned() -> list[int]:
    return list(TicketEvent.objects.filter(kind="pinned").order_by("ticket_id").values_list("ticket_id", flat=True))


def progress() -> tuple[int, int, int, bool]:
    decision = EditDecision.objects.get()
    return decision.open_count, decision.dealt_count, decision.applied_count, decision.is_under_way


@pytest.mark.django_db
def test_what_fits_is_applied_at_once_and_the_rest_by_the_job(
    browser: Client,  # noqa: F811 - the fixture
    cast: Cast,
    small: None,
) -> None:
    tickets = some(cast, 7)
    answer = decided(browser, reverse(DAY), TOMORROW, "apply")
    said = "Toegepast op 4 van de 7 openstaande tickets; de rest volgt binnen enkele minuten vanzelf."
    assert said in text_of(answer)
    assert progress() == (7, 4, 4, True)
    decision = EditDecision.objects.get()
    for page in ("history", "change"):
        url = reverse(f"admin:agreements_calendarday_{page}", args=[decision.edited_id])
        assert said in text_of(browser.get(url))
    apply_edits()
    assert progress() == (7, 7, 7, False)
    assert pinned() == [each.pk for each in tickets]
    assert {recovery_of(each).due_at for each in tickets} == {at("2026-11-26 09:40")}
    history = reverse("admin:agreements_calendarday_history", args=[decision.edited_id])
    assert "Lotte Hermans: Toegepast op 7 openstaande tickets; 7 krijgen andere momenten." in text_of(
        browser.get(history)
    )
    apply_edits()
    assert len(pinned()) == 7
    record = text_of(browser.get(reverse("admin:tickets_editdecision_changelist")))
    assert "2026-11-25: Verhuizing" in record
    assert "Toegepast op 7 openstaande tickets; 7 krijgen andere momenten." in record
    shown = browser.get(reverse("admin:tickets_editdecision_change", args=[decision.pk]))
    assert (shown.status_code, "ticket_ids" in text_of(shown)) == (200, False)


@pytest.mark.django_db
def test_request_that_dies_after_saving_is_finished_by_the_job(
    browser: Client,  # noqa: F811 - the fixture
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (ticket,) = some(cast, 1)

    def dies(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("tickets.admin.previewed.apply_at_once", dies)
        with pytest.raises(Killed):
            decided(browser, reverse(DAY), TOMORROW, "apply")
    assert (progress(), pinned()) == ((1, 0, 0, True), [])
    apply_edits()
    assert (progress(), pinned()) == ((1, 1, 1, False), [ticket.pk])
    assert recovery_of(ticket).due_at == at("2026-11-26 09:40")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("dies_in", ["the first batch", "the second batch", "the last batch"])
def test_killed_in_the_middle_goes_on_where_it_stopped(
    dies_in: str, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch and how far it came commit together: nothing is left out, nothing is done twice."""
    cast = cast_at(NOW - timedelta(days=1))
    tickets = some(cast, 5)
    decision = closed_tomorrow(cast, tickets)
    whole = ["the first batch", "the second batch", "the last batch"].index(dies_in)
    for _ in range(whole):
        assert apply_batch(now=NOW)

    def dies(_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sla, "refresh_many", dies)
        with pytest.raises(Killed):
            apply_batch(now=NOW)
    assert progress() == (5, 2 * whole, 2 * whole, True)
    assert pinned() == [each.pk for each in tickets[: 2 * whole]]
    while apply_batch(now=NOW + timedelta(minutes=1)):
        pass
    assert pinned() == [each.pk for each in tickets]
    decision.refresh_from_db()
    assert (decision.applied_count, decision.finished_at) == (5, NOW + timedelta(minutes=1))
    assert list(clock_differences()) == []


@pytest.mark.django_db
def test_request_and_job_that_take_turns_apply_to_each_ticket_once(cast: Cast, small: None) -> None:
    tickets = some(cast, 7)
    decision = closed_tomorrow(cast, tickets)
    assert apply_batch(now=NOW)
    assert apply_at_once(decision, now=NOW).dealt_count == 6
    assert [apply_batch(now=NOW), apply_batch(now=NOW)] == [True, False]
    assert pinned() == [each.pk for each in tickets]
    assert progress() == (7, 7, 7, False)


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_apply_to_each_ticket_once(small: None) -> None:
    cast = cast_at(NOW - timedelta(days=1))
    tickets = some(cast, 9)
    closed_tomorrow(cast, tickets)
    gate = threading.Barrier(2)
    failures: list[BaseException] = []

    def work() -> None:
        gate.wait()
        try:
            while apply_batch(now=NOW):
                pass
        except BaseException as failure:
            failures.append(failure)
            raise
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    apply_edits()
    assert pinned() == [each.pk for each in tickets]
    assert progress() == (9, 9, 9, False)


@pytest.mark.django_db
def test_ticket_that_ended_or_got_a_later_edit_meanwhile_is_left_alone(cast: Cast, small: None) -> None:
    """An edit that is still being applied never takes back a later one."""
    ended, later, plain = some(cast, 3)
    first = closed_tomorrow(cast, [ended, later, plain])
    factories.withdrawn(ended, cast.contact, now=NOW)
    newer = set_day(actor=None, now=NOW, date=at("2026-11-26 12:00").date(), hours=[], reason_nl="Brand")
    scope = Scope([later.pk], [later.pk])
    second = decide_edit(
        cast.administrator, NewPins(newer.pk), Edited("agreements.calendarday", 2), scope, EditOutcome.APPLY, now=NOW
    )
    assert apply_batch(now=NOW, decision_id=second.pk)
    apply_edits()
    first.refresh_from_db()
    assert (first.applied_count, first.passed_count, first.is_under_way) == (1, 2, False)
    assert [each.calendar_revision_id for each in Ticket.objects.order_by("pk")][1:] == [
        newer.pk, first.calendar_revision_id,
    ]  # fmt: skip
    assert TicketEvent.objects.filter(kind="pinned", ticket=later).count() == 1


@pytest.mark.django_db
def test_ticket_that_reopens_after_the_decision_keeps_what_it_had(cast: Cast) -> None:
    reopened, plain = some(cast, 2)
    factories.recovered(reopened, cast.agent, now=NOW)
    reopened.refresh_from_db()
    closed_tomorrow(cast, [plain])
    reopen(cast.agent, factories.form_of(reopened), Words("Toch niet."), now=NOW + timedelta(minutes=5))
    apply_edits()
    assert pinned() == [plain.pk]


@pytest.mark.django_db
def test_ticket_submitted_while_the_edit_was_saved_gets_it_too(cast: Cast) -> None:
    """It read the old calendar, and came in when the list had been made."""
    (shown,), (meanwhile,) = some(cast, 1), some(cast, 1, now=NOW)
    closed_tomorrow(cast, [shown])
    apply_edits()
    assert pinned() == [shown.pk, meanwhile.pk]
    assert progress() == (2, 2, 2, False)


@pytest.mark.django_db
def test_left_tickets_are_on_record_and_nothing_follows(
    browser: Client,  # noqa: F811 - the fixture
    running: Ticket,  # noqa: F811 - the fixture
) -> None:
    decided(browser, reverse(DAY), TOMORROW, "leave")
    decision = EditDecision.objects.get()
    assert (decision.outcome, decision.open_count, decision.moving_count) == ("leave", 1, 1)
    apply_edits()
    assert pinned() == []
    history = reverse("admin:agreements_calendarday_history", args=[decision.edited_id])
    assert "1 openstaand ticket is gelaten zoals het is" in text_of(browser.get(history))


@pytest.mark.django_db
def test_event_after_the_request_began_is_followed_and_not_preceded(
    cast: Cast,
    travel: time_machine.Traveller,  # noqa: F811 - the fixture
) -> None:
    """Who waits for the lock of a ticket writes after what was written meanwhile."""
    (ticket,) = some(cast, 1)
    decision = closed_tomorrow(cast, [ticket])
    factories.replied(ticket, cast.agent, now=NOW + timedelta(seconds=3))
    assert apply_batch(now=NOW, decision_id=decision.pk)
    assert TicketEvent.objects.get(kind="pinned").at == NOW + timedelta(seconds=3)
    cache.clear()
