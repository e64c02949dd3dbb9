"""A phone call as a ticket, what time does to waiting and recovered tickets, and edits that are applied or left."""

import threading
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connections

from accounts.queries import access_for
from accounts.refusals import NotAllowed, Refusal
from agreements import queries as agreements
from agreements.actions import publish_version, set_day
from agreements.matrix import Impact, Severity
from agreements.models import Agreement
from notifications.models import Notice
from tests.cast import NOW, Cast, cast_at
from tests.tickets import factories
from tests.tickets.promises import moment
from tickets import sla
from tickets.actions.apply_edit import apply_edit
from tickets.actions.customer_reply import customer_reply
from tickets.actions.decide_edit import NewPins
from tickets.actions.due_steps import close_recovered, close_unanswered, remind_waiting
from tickets.actions.log_call import Call, log_call
from tickets.actions.reclassify import Answers
from tickets.actions.write_path import Form, Words
from tickets.enums import ClockKind, EventKind, Ground, Kind, Status
from tickets.models import SlaClock, Ticket, TicketEvent
from tickets.queries.breaches import breaches_without_cause
from tickets.queries.desk import search_tickets
from tickets.queries.door import visible_tickets
from tickets.sla.what_if import Edit, preview_edit

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOME_DOWN = Answers(Kind.INCIDENT, impact=Impact.SOME, severity=Severity.NO_CALLS)


def call(cast: Cast, **fields: object) -> Call:
    values: dict[str, object] = {
        "key": uuid.uuid4(),
        "organisation_id": cast.customer.pk,
        "subject": "Geen kiestoon op de balie",
        "said": "Mevrouw belt: sinds tien uur geen kiestoon.",
        "called_at": cast.now - 5 * MINUTE,
        "caller_id": cast.contact.pk,
    }
    return Call(**{**values, **fields})  # type: ignore[arg-type]


def clock(ticket: Ticket, kind: ClockKind) -> SlaClock:
    return SlaClock.objects.get(ticket=ticket, kind=kind)


def test_call_is_its_own_response_and_counts_from_the_call(cast: Cast) -> None:
    ticket = log_call(cast.agent, call(cast), SOME_DOWN, now=cast.now)
    called = cast.now - 5 * MINUTE
    assert (ticket.channel, ticket.status, ticket.category, ticket.submitted_at) == ("phone", Status.NEW, 2, called)
    assert clock(ticket, ClockKind.RESPONSE).met_at == called
    assert clock(ticket, ClockKind.RECOVERY).due_at == moment("11-25", "09:37")
    event = TicketEvent.objects.get(ticket=ticket)
    assert (event.kind, event.at, event.actor_id) == (EventKind.CALL_LOGGED, cast.now, cast.agent.pk)
    assert Notice.objects.filter(recipient=cast.contact).count() == 1
    assert visible_tickets(access_for(cast.contact, now=cast.now)).count() == 1
    assert sla.differences(ticket) == []


def test_call_at_night_is_not_held(cast: Cast) -> None:
    night = moment("11-24", "22:00")
    ticket = log_call(cast.agent, call(cast, called_at=night), SOME_DOWN, now=night + MINUTE)
    assert (ticket.status, ticket.release_at) == (Status.NEW, None)
    assert clock(ticket, ClockKind.RECOVERY).due_at == moment("11-25", "16:30")


def test_unknown_caller_has_a_name_and_gets_no_mail(cast: Cast) -> None:
    unknown = call(cast, caller_id=None, caller_name="  Meneer  Pietersen ", phone="06 12345678")
    ticket = log_call(cast.agent, unknown, SOME_DOWN, now=cast.now)
    assert (ticket.reporter, ticket.reported_by) == (None, "Meneer Pietersen")
    assert Notice.objects.count() == 0
    assert visible_tickets(access_for(cast.contact, now=cast.now)).count() == 0
    assert visible_tickets(access_for(cast.key_contact, now=cast.now)).count() == 1
    found = search_tickets(access_for(cast.agent, now=cast.now), "pietersen")
    assert [each.reporter for each in found] == ["Meneer Pietersen"]


def test_call_of_a_partner_is_by_its_mandate(cast: Cast) -> None:
    ticket = log_call(cast.agent, call(cast, caller_id=cast.partner.pk), SOME_DOWN, now=cast.now)
    assert (ticket.reporter_id, ticket.partner_id) == (cast.partner.pk, cast.partner_organisation.pk)


def test_call_about_a_change_promises_two_working_days(cast: Cast) -> None:
    ticket = log_call(cast.agent, call(cast), Answers(Kind.STANDARD_CHANGE), now=cast.now)
    clocks = list(SlaClock.objects.filter(ticket=ticket).values_list("kind", "clause", "target", "target_days"))
    assert clocks == [("delivery", "W2", None, 2)]
    assert (ticket.next_kind, ticket.next_due_at) == (ClockKind.DELIVERY, moment("11-26", "10:07"))
    waiting = factories.waiting(ticket, cast.agent, now=cast.now + HOUR)
    waiting.refresh_from_db()
    assert (waiting.next_kind, waiting.still_remaining) == ("delivery", timedelta(hours=15, minutes=55))
    assert sla.differences(waiting) == []


def test_call_logged_twice_is_one_ticket(cast: Cast) -> None:
    same = call(cast)
    first = log_call(cast.agent, same, SOME_DOWN, now=cast.now)
    assert log_call(cast.agent, same, SOME_DOWN, now=cast.now).pk == first.pk
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"called_at": moment("11-24", "10:12:01")}, id="in the future"),
        pytest.param({"called_at": moment("1990-01-01", "10:00")}, id="before any agreement"),
        pytest.param({"caller_id": None, "caller_name": " "}, id="nobody called"),
        pytest.param({"organisation_id": 10**9}, id="no organisation"),
        pytest.param({"subject": " "}, id="no subject"),
        pytest.param({"said": ""}, id="no words"),
        pytest.param({"caller_id": 10**9}, id="nobody that we know"),
    ],
)
def test_call_is_refused(cast: Cast, fields: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        log_call(cast.agent, call(cast, **fields), SOME_DOWN, now=cast.now)
    assert Ticket.objects.count() == 0


def test_caller_of_another_customer_and_customer_as_agent_are_refused(cast: Cast) -> None:
    for stranger in (cast.stranger, cast.ended_partner):
        with pytest.raises(Refusal):
            log_call(cast.agent, call(cast, caller_id=stranger.pk), SOME_DOWN, now=cast.now)
    with pytest.raises(NotAllowed):
        log_call(cast.contact, call(cast), SOME_DOWN, now=cast.now)


def test_question_by_phone_has_no_impact(cast: Cast) -> None:
    answers = Answers(Kind.SUPPORT_INCIDENT, ground=Ground.QUESTION)
    ticket = log_call(cast.agent, call(cast), answers, now=cast.now)
    assert (ticket.category, ticket.is_question, ticket.next_kind) == (4, True, ClockKind.APPOINTMENT)


def test_waiting_ticket_is_reminded_once_and_closed_after_ten_days(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    factories.waiting(ticket, cast.agent, now=cast.now)
    due = moment("11-26", "10:12")
    assert [remind_waiting(now=at) for at in (due - MINUTE, due, due, due + 24 * HOUR)] == [0, 1, 0, 0]
    closing = moment("12-10", "10:12")
    assert [close_unanswered(now=at) for at in (due, closing - MINUTE, closing, closing)] == [0, 0, 1, 0]
    ticket.refresh_from_db()
    assert (ticket.status, ticket.ended_at, ticket.acts_at) == (Status.CLOSED, closing, None)
    assert clock(ticket, ClockKind.RECOVERY).met_at is None
    kinds = list(TicketEvent.objects.filter(ticket=ticket).order_by("sequence").values_list("kind", "system_actor"))
    assert kinds[-2:] == [("reminded", "remind"), ("closed_unanswered", "close_unanswered")]
    assert Notice.objects.filter(recipient=cast.contact).count() == 4
    assert sla.differences(ticket) == []


def test_nothing_is_closed_before_it_was_reminded(cast: Cast) -> None:
    factories.waiting(factories.incident(cast.contact, cast.customer, now=cast.now), cast.agent, now=cast.now)
    late = moment("12-20", "10:00")
    assert (close_unanswered(now=late), remind_waiting(now=late), close_unanswered(now=late)) == (0, 1, 0)


def test_answer_takes_the_reminder_back(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    factories.waiting(ticket, cast.agent, now=cast.now)
    customer_reply(cast.contact, Form(ticket.reference), Words("Ja."), now=cast.now + HOUR)
    assert remind_waiting(now=moment("12-20", "10:00")) == 0
    ticket.refresh_from_db()
    factories.waiting(ticket, cast.agent, now=moment("12-21", "10:00"))
    assert remind_waiting(now=moment("12-23", "10:00")) == 1


def test_recovered_ticket_closes_by_itself_after_the_reopening_period(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    factories.recovered(ticket, cast.agent, now=cast.now + 2 * HOUR)
    end = moment("12-08", "12:12")
    assert [close_recovered(now=at) for at in (end - MINUTE, end, end)] == [0, 1, 0]
    ticket.refresh_from_db()
    assert (ticket.status, ticket.ended_at) == (Status.CLOSED, end)
    found = breaches_without_cause(access_for(cast.agent, now=end))
    assert [each.kind for each in found] == ["response"]
    assert sla.differences(ticket) == []


def test_many_are_closed_in_batches(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.actions.due_steps.BATCH", 2)
    for _ in range(5):
        ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
        factories.recovered(ticket, cast.agent, now=cast.now)
    assert close_recovered(now=moment("12-08", "10:12")) == 5


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_each_is_reminded_once_whoever_does_it() -> None:
    cast = cast_at(NOW)
    for _ in range(6):
        factories.waiting(factories.incident(cast.contact, cast.customer, now=cast.now), cast.agent, now=cast.now)
    done: list[int] = []
    gate = threading.Barrier(3)

    def work() -> None:
        gate.wait()
        done.append(remind_waiting(now=moment("11-26", "10:12")))
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (sum(done), TicketEvent.objects.filter(kind=EventKind.REMINDED).count()) == (6, 6)


def closed_wednesday(cast: Cast) -> int:
    """The revision in which 25 November is a closed day."""
    made = set_day(actor=None, now=cast.now, date=date(2026, 11, 25), hours=[], reason_nl="Verhuizing")
    return made.pk


def test_calendar_edit_is_previewed_and_stores_nothing(cast: Cast) -> None:
    running = factories.incident(cast.contact, cast.customer, now=cast.now)
    held = factories.incident(cast.contact, cast.customer, now=moment("11-24", "18:00"))
    factories.recovered(factories.incident(cast.contact, cast.customer, now=cast.now), cast.agent, now=cast.now)
    hours = agreements.opening_hours(closed_wednesday(cast))
    effects = {each.ticket_id: each for each in preview_edit(Edit(hours), now=moment("11-24", "19:00"))}
    assert set(effects) == {running.pk, held.pk}
    moved = {each.kind: (each.before, each.after) for each in effects[running.pk].moves}
    assert moved == {ClockKind.RECOVERY: (moment("11-25", "09:42"), moment("11-26", "09:42"))}
    assert (effects[held.pk].release_before, effects[held.pk].release_after) == (
        moment("11-25", "08:30"),
        moment("11-26", "08:30"),
    )
    assert TicketEvent.objects.filter(kind=EventKind.PINNED).count() == 0


def test_edit_is_applied_by_an_event_and_replays(cast: Cast) -> None:
    running = factories.incident(cast.contact, cast.customer, now=cast.now)
    held = factories.incident(cast.contact, cast.customer, now=moment("11-24", "18:00"))
    left = factories.incident(cast.contact, cast.customer, now=cast.now)
    ended = factories.withdrawn(
        factories.incident(cast.contact, cast.customer, now=cast.now), cast.contact, now=cast.now
    )
    revision, now = closed_wednesday(cast), moment("11-24", "19:00")
    ids = [running.pk, held.pk, ended.pk]
    assert apply_edit(cast.administrator, NewPins(calendar_revision=revision), ids, now=now) == 2
    assert apply_edit(cast.administrator, NewPins(calendar_revision=revision), ids, now=now) == 0
    for ticket in (running, held, left, ended):
        ticket.refresh_from_db()
        assert sla.differences(ticket) == []
    assert clock(running, ClockKind.RECOVERY).due_at == moment("11-26", "09:42")
    assert clock(running, ClockKind.RESPONSE).due_at == moment("11-24", "11:12")
    assert clock(left, ClockKind.RECOVERY).due_at == moment("11-25", "09:42")
    assert (held.release_at, held.calendar_revision_id) == (moment("11-26", "08:30"), revision)
    again = preview_edit(Edit(agreements.opening_hours(revision)), now=now)
    assert [each.ticket_id for each in again] == [left.pk]


def test_agreement_edit_is_previewed_and_applied(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    terms = agreements.terms(agreements.agreement_version_for(None, at=cast.now))
    stricter = replace(terms, norms={**terms.norms, 2: replace(terms.norms[2], response=HOUR / 4)})
    [effect] = preview_edit(Edit(terms=stricter), now=cast.now + HOUR / 2)
    assert [(each.kind, each.late) for each in effect.moves] == [(ClockKind.RESPONSE, True)]
    version = publish_version(
        actor=None, now=cast.now, agreement=Agreement.objects.get(customer=None), terms=stricter,
        effective_from=date(2026, 12, 1), reason="Strenger",
    )  # fmt: skip
    pins = NewPins(agreement_version=version.pk)
    assert apply_edit(cast.administrator, pins, [ticket.pk], now=cast.now + 5 * MINUTE) == 1
    assert clock(ticket, ClockKind.RESPONSE).due_at == cast.now + HOUR / 4


def test_edit_is_an_administrators(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now)
    with pytest.raises(NotAllowed):
        apply_edit(cast.agent, NewPins(calendar_revision=1), [ticket.pk], now=cast.now)
    for pins in (NewPins(), NewPins(calendar_revision=10**9)):
        with pytest.raises(Refusal):
            apply_edit(cast.administrator, pins, [ticket.pk], now=cast.now)
