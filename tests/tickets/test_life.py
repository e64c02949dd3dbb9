"""The life of a ticket through its actions: promises, clocks, statuses and what is refused (H4, C1, N)."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.actions import end_mandate
from accounts.refusals import NotAllowed, NotVisible, Refusal, Stale
from agreements.matrix import Impact, Severity
from tests.cast import Cast
from tickets import sla
from tickets.actions.ask_customer import ask_customer
from tickets.actions.ask_question import ask_question
from tickets.actions.confirm_working import confirm_working
from tickets.actions.customer_reply import customer_reply
from tickets.actions.note import note
from tickets.actions.post_status_report import Report, post_status_report
from tickets.actions.recover import recover
from tickets.actions.redact import redact
from tickets.actions.release_queued import release_queued
from tickets.actions.reply import reply
from tickets.actions.report_incident import report_incident
from tickets.actions.submit import Submission
from tickets.actions.take import take
from tickets.actions.withdraw import withdraw
from tickets.actions.write_path import Form, Words
from tickets.enums import ClockKind, EventKind, Status, Visibility
from tickets.models import Message, SlaClock, Ticket, TicketEvent

pytestmark = pytest.mark.django_db

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SATURDAY = datetime(2026, 11, 28, 14, 20, tzinfo=AMSTERDAM)
MONDAY_OPENING = datetime(2026, 11, 30, 8, 30, tzinfo=AMSTERDAM)


def submission(cast: Cast, **changes: object) -> Submission:
    values = {
        "key": uuid.uuid4(),
        "organisation_id": cast.customer.pk,
        "subject": "Toestellen op locatie Haven registreren niet",
        "description": "Sinds 15:00 melden 14 toestellen geen registratie.",
        "phone": "0413 - 555 214",
        **changes,
    }
    return Submission(**values)  # type: ignore[arg-type]


def reported(
    cast: Cast,
    *,
    now: datetime,
    impact: Impact = Impact.SOME,
    severity: Severity = Severity.NO_CALLS,
) -> Ticket:
    return report_incident(cast.contact, submission(cast), impact, severity, now=now)


def due(ticket: Ticket) -> dict[tuple[str, int], str | None]:
    """When each clock is due, in local time."""
    return {
        (each.kind, each.round): each.due_at.astimezone(AMSTERDAM).strftime("%a %H:%M") if each.due_at else None
        for each in SlaClock.objects.filter(ticket=ticket)
    }


def form(ticket: Ticket) -> Form:
    return Form(ticket.reference, Ticket.objects.get(pk=ticket.pk).version)


def test_report_of_category_2_promises_three_moments(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    assert (ticket.category, ticket.status, ticket.release_at) == (2, Status.NEW, None)
    assert due(ticket) == {
        ("response", 1): "Tue 11:12",
        ("recovery", 1): "Wed 09:42",
        ("status_report", 1): "Tue 14:12",
    }
    assert (ticket.next_kind, ticket.next_due_at) == (
        ClockKind.RESPONSE,
        cast.now + timedelta(hours=1),
    )


@pytest.mark.parametrize(
    ("impact", "severity", "response"),
    [
        (Impact.ALL, Severity.NO_CALLS, "Mon 09:00"),
        (Impact.SOME, Severity.NO_CALLS, "Mon 09:30"),
        (Impact.ONE, Severity.NO_CALLS, "Mon 10:30"),
        (Impact.ONE, Severity.CUMBERSOME, "Mon 12:30"),
    ],
)
def test_submitted_while_closed_waits_for_the_next_opening(
    cast: Cast, impact: Impact, severity: Severity, response: str
) -> None:
    ticket = reported(cast, now=SATURDAY, impact=impact, severity=severity)
    assert (ticket.status, ticket.release_at) == (Status.QUEUED, MONDAY_OPENING)
    assert due(ticket)["response", 1] == response


def test_release_waits_for_the_opening_and_happens_once(cast: Cast) -> None:
    ticket = reported(cast, now=SATURDAY)
    assert release_queued(now=MONDAY_OPENING - timedelta(microseconds=1)) == 0
    assert release_queued(now=MONDAY_OPENING + timedelta(minutes=40)) == 1
    assert release_queued(now=MONDAY_OPENING + timedelta(minutes=41)) == 0
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW
    released = TicketEvent.objects.get(ticket=ticket, kind=EventKind.RELEASED)
    assert (released.system_actor, released.sequence) == ("release_queued", 2)
    assert due(ticket)["response", 1] == "Mon 09:30"
    assert sla.differences(ticket) == []


def test_question_is_category_4_and_answering_it_or_an_appointment_runs(cast: Cast) -> None:
    ticket = ask_question(cast.contact, submission(cast), now=cast.now)
    assert (ticket.category, ticket.kind, ticket.impact) == (4, "support_incident", "")
    assert due(ticket) == {("appointment", 1): "Tue 14:12", ("response", 1): "Tue 14:12"}
    assert ticket.next_kind == ClockKind.RESPONSE


def test_form_sent_twice_is_one_ticket(cast: Cast) -> None:
    same = submission(cast)
    first = report_incident(cast.contact, same, Impact.ALL, Severity.NO_CALLS, now=cast.now)
    second = report_incident(cast.contact, same, Impact.ALL, Severity.NO_CALLS, now=cast.now)
    assert first.pk == second.pk
    assert (Ticket.objects.count(), TicketEvent.objects.count()) == (1, 1)


def test_key_of_somebody_else_shows_nothing_of_that_ticket(cast: Cast) -> None:
    same = submission(cast)
    report_incident(cast.contact, same, Impact.ALL, Severity.NO_CALLS, now=cast.now)
    with pytest.raises(NotAllowed):
        report_incident(cast.colleague, same, Impact.ALL, Severity.NO_CALLS, now=cast.now)


def test_report_for_another_customer_is_refused(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        report_incident(cast.stranger, submission(cast), Impact.ALL, Severity.NO_CALLS, now=cast.now)
    assert Ticket.objects.count() == 0


def test_report_by_partner_is_on_behalf_of_the_customer(cast: Cast) -> None:
    ticket = report_incident(cast.partner, submission(cast), Impact.ALL, Severity.NO_CALLS, now=cast.now)
    assert (ticket.organisation_id, ticket.partner_id) == (
        cast.customer.pk,
        cast.partner_organisation.pk,
    )
    assert TicketEvent.objects.get().partner_id == cast.partner_organisation.pk


def test_ended_mandate_takes_away_what_the_partner_filed_itself(cast: Cast) -> None:
    ticket = report_incident(cast.partner, submission(cast), Impact.ALL, Severity.NO_CALLS, now=cast.now)
    ended = cast.now + timedelta(minutes=1)
    end_mandate(actor=cast.administrator, mandate=cast.mandate, now=ended)
    with pytest.raises(NotVisible):
        customer_reply(cast.partner, form(ticket), Words("Nog nieuws?"), now=ended)


def test_first_reply_is_the_response_and_takes_the_ticket(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    answered = cast.now + timedelta(minutes=29)
    ticket = reply(cast.agent, form(ticket), Words("Ik zoek het uit."), now=answered)
    clock = SlaClock.objects.get(ticket=ticket, kind=ClockKind.RESPONSE)
    assert (clock.met_at, clock.breached_at, clock.elapsed) == (
        answered,
        None,
        timedelta(minutes=29),
    )
    assert (ticket.status, ticket.assignee_id) == (Status.IN_PROGRESS, cast.agent.pk)
    assert ticket.next_kind == ClockKind.STATUS_REPORT


def test_reply_at_exactly_the_due_moment_is_late(cast: Cast) -> None:
    """N: a response after exactly the norm time is late."""
    ticket = reported(cast, now=cast.now)
    due_at = cast.now + timedelta(hours=1)
    reply(cast.agent, form(ticket), Words("Ik zoek het uit."), now=due_at)
    clock = SlaClock.objects.get(ticket=ticket, kind=ClockKind.RESPONSE)
    assert (clock.met_at, clock.breached_at, clock.stopped_at) == (None, due_at, due_at)


def test_taking_and_noting_are_no_response(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    take(cast.agent, form(ticket), now=cast.now + timedelta(minutes=1))
    note(
        cast.agent,
        form(ticket),
        Words("Lijkt op OZ-3962."),
        now=cast.now + timedelta(minutes=2),
    )
    clock = SlaClock.objects.get(ticket=ticket, kind=ClockKind.RESPONSE)
    assert (clock.stopped_at, clock.met_at) == (None, None)
    assert TicketEvent.objects.get(kind=EventKind.NOTED).visibility == Visibility.INTERNAL


def test_status_report_starts_the_next_interval(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    first = cast.now + timedelta(hours=2)
    post_status_report(cast.agent, form(ticket), Report("Router geüpdatet.", "Wij testen."), now=first)
    assert due(ticket) == {
        ("response", 1): "Tue 11:12",
        ("recovery", 1): "Wed 09:42",
        ("status_report", 1): "Tue 14:12",
        ("status_report", 2): "Tue 16:12",
    }
    assert Message.objects.get(report_number=1).known == "Router geüpdatet."


def test_waiting_pauses_recovery_and_report_until_the_customer_replies(
    cast: Cast,
) -> None:
    ticket = reported(cast, now=cast.now)
    asked = cast.now + timedelta(hours=1)
    ask_customer(cast.agent, form(ticket), Words("Staat SIP ALG aan?"), now=asked)
    waiting = Ticket.objects.get(pk=ticket.pk)
    assert (waiting.status, waiting.next_due_at) == (Status.WAITING, None)
    assert (waiting.next_kind, waiting.still_remaining) == (
        ClockKind.STATUS_REPORT,
        timedelta(hours=3),
    )
    customer_reply(
        cast.contact,
        Form(ticket.reference),
        Words("Ja, die stond aan."),
        now=asked + timedelta(hours=2),
    )
    assert due(ticket)["recovery", 1] == "Wed 11:42"
    assert Ticket.objects.get(pk=ticket.pk).status == Status.IN_PROGRESS


def test_recovered_in_time_and_thanked_for_reopens_nothing(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    recovered = cast.now + timedelta(hours=3)
    recover(cast.agent, form(ticket), Words("Het werkt weer."), now=recovered)
    later = recovered + timedelta(minutes=5)
    with pytest.raises(Refusal) as refused:
        customer_reply(cast.contact, Form(ticket.reference), Words("Dank!"), now=later)
    assert refused.value.sentence.endswith("?") or refused.value.sentence.endswith(".")
    customer_reply(
        cast.contact,
        Form(ticket.reference),
        Words("Dank!"),
        now=later,
        still_broken=False,
    )
    ticket.refresh_from_db()
    assert (ticket.status, ticket.next_kind, ticket.next_due_at) == (
        Status.RECOVERED,
        "",
        None,
    )
    assert SlaClock.objects.get(ticket=ticket, kind=ClockKind.RECOVERY).met_at == recovered
    report_clock = SlaClock.objects.get(ticket=ticket, kind=ClockKind.STATUS_REPORT)
    assert (report_clock.met_at, report_clock.breached_at, report_clock.stopped_at) == (
        None,
        None,
        recovered,
    )


def test_still_broken_goes_on_with_the_time_already_used(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    recovered = cast.now + timedelta(hours=3)
    recover(cast.agent, form(ticket), Words("Het werkt weer."), now=recovered)
    reopened = recovered + timedelta(hours=2)
    customer_reply(
        cast.contact,
        Form(ticket.reference),
        Words("Nee."),
        now=reopened,
        still_broken=True,
    )
    assert SlaClock.objects.get(ticket=ticket, kind=ClockKind.RECOVERY, round=1).met_at == recovered
    assert due(ticket) == {
        ("response", 1): "Tue 11:12",
        ("response", 2): "Tue 16:12",
        ("recovery", 1): "Wed 09:42",
        ("recovery", 2): "Wed 11:42",
        ("status_report", 1): "Tue 14:12",
        ("status_report", 2): "Wed 10:42",
    }
    ticket.refresh_from_db()
    assert (ticket.status, ticket.recovered_at) == (Status.IN_PROGRESS, None)
    assert sla.differences(ticket) == []


def test_reopening_after_ten_working_days_is_refused(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    recover(cast.agent, form(ticket), Words("Het werkt weer."), now=cast.now)
    last_moment = datetime(2026, 12, 8, 10, 12, tzinfo=AMSTERDAM)
    with pytest.raises(Refusal):
        customer_reply(
            cast.contact,
            Form(ticket.reference),
            Words("Nee."),
            now=last_moment,
            still_broken=True,
        )
    before = last_moment - timedelta(seconds=1)
    customer_reply(
        cast.contact,
        Form(ticket.reference),
        Words("Nee."),
        now=before,
        still_broken=True,
    )
    assert Ticket.objects.get(pk=ticket.pk).status == Status.IN_PROGRESS


def test_withdrawn_in_time_is_neither_met_nor_missed(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    withdraw(cast.contact, form(ticket), now=cast.now + timedelta(minutes=10))
    withdraw(cast.contact, Form(ticket.reference), now=cast.now + timedelta(minutes=11))
    outcomes = SlaClock.objects.filter(ticket=ticket).values_list("met_at", "breached_at")
    assert list(outcomes) == [(None, None)] * 3
    assert TicketEvent.objects.filter(kind=EventKind.WITHDRAWN).count() == 1


def test_withdrawn_after_the_due_moment_keeps_its_breach(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    withdraw(cast.contact, form(ticket), now=cast.now + timedelta(hours=2))
    clock = SlaClock.objects.get(ticket=ticket, kind=ClockKind.RESPONSE)
    assert (clock.breached_at, clock.met_at) == (cast.now + timedelta(hours=1), None)


def test_customer_saying_it_works_again_is_recovery(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    said = cast.now + timedelta(minutes=20)
    confirm_working(cast.contact, form(ticket), now=said)
    confirm_working(cast.contact, Form(ticket.reference), now=said + timedelta(minutes=1))
    assert SlaClock.objects.get(ticket=ticket, kind=ClockKind.RECOVERY).met_at == said
    response = SlaClock.objects.get(ticket=ticket, kind=ClockKind.RESPONSE)
    assert (response.met_at, response.breached_at, response.stopped_at) == (
        None,
        None,
        said,
    )


def test_stale_form_is_refused_and_changes_nothing(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    old = form(ticket)
    take(cast.second_agent, old, now=cast.now)
    with pytest.raises(Stale) as refused:
        take(cast.agent, old, now=cast.now)
    assert refused.value.changed_since == 1
    assert Ticket.objects.get(pk=ticket.pk).assignee_id == cast.second_agent.pk


def test_reply_sent_twice_is_said_once(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    words, old = Words("Ik zoek het uit."), form(ticket)
    reply(cast.agent, old, words, now=cast.now)
    reply(cast.agent, old, words, now=cast.now)
    assert TicketEvent.objects.filter(kind=EventKind.REPLIED).count() == 1


def test_colleague_and_stranger_get_the_same_answer_as_for_no_ticket(
    cast: Cast,
) -> None:
    ticket = reported(cast, now=cast.now)
    sentences = set()
    for person, reference in [
        (cast.colleague, ticket.reference),
        (cast.stranger, ticket.reference),
        (cast.ended_partner, ticket.reference),
        (cast.contact, "OZ-999999999"),
        (cast.contact, "OZ-99999999999999999999"),
        (cast.contact, "OZ-²"),
    ]:
        with pytest.raises(NotVisible) as refused:
            withdraw(person, Form(reference), now=cast.now)
        sentences.add(refused.value.sentence)
    assert len(sentences) == 1


def test_customer_cannot_use_the_verbs_of_agents(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    with pytest.raises(NotAllowed):
        note(cast.contact, form(ticket), Words("Ik schrijf mee."), now=cast.now)
    with pytest.raises(NotAllowed):
        reply(cast.contact, form(ticket), Words("Ik antwoord mezelf."), now=cast.now)


def test_redacted_words_are_gone_and_the_fact_stays(cast: Cast) -> None:
    ticket = reported(cast, now=cast.now)
    message = Message.objects.get(ticket=ticket)
    redact(cast.agent, form(ticket), message.pk, "Wachtwoord in de tekst", now=cast.now)
    message.refresh_from_db()
    assert (message.body, message.redacted_by_id, message.redacted_at) == (
        "",
        cast.agent.pk,
        cast.now,
    )
    assert TicketEvent.objects.get(kind=EventKind.REDACTED).data == {
        "message_id": message.pk,
        "reason": "Wachtwoord in de tekst",
    }


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 20_001])
def test_empty_and_huge_messages_are_refused(cast: Cast, text: str) -> None:
    ticket = reported(cast, now=cast.now)
    with pytest.raises(Refusal):
        reply(cast.agent, form(ticket), Words(text), now=cast.now)
    assert TicketEvent.objects.filter(ticket=ticket).count() == 1
