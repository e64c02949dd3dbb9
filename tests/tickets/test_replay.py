"""Stored clocks are what the events say: after any sequence of actions, and after deleting them all."""

import os
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from io import StringIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.refusals import Refusal
from agreements.actions import set_day
from agreements.matrix import Impact, Severity
from agreements.models import CalendarRevision
from tests.cast import Cast
from tests.tickets.change_factories import change, ticked
from tests.tickets.factories import explained
from tests.tickets.test_life import submission
from tickets import sla
from tickets.actions.add_follower import add_follower
from tickets.actions.apply_edit import apply_edit
from tickets.actions.ask_customer import ask_customer
from tickets.actions.changes.decide_estimate import approve_estimate, refuse_estimate
from tickets.actions.changes.deliver import confirm_delivery, deliver
from tickets.actions.changes.propose_estimate import Figures, propose_estimate, withdraw_estimate
from tickets.actions.close import close
from tickets.actions.confirm_working import confirm_working
from tickets.actions.customer_reply import customer_reply
from tickets.actions.decide_edit import NewPins
from tickets.actions.due_steps import close_unanswered, expire_estimates, remind_approvals, remind_waiting
from tickets.actions.log_call import Call, log_call
from tickets.actions.make_appointment import Appointment, make_appointment
from tickets.actions.note import note
from tickets.actions.post_status_report import Report, post_status_report
from tickets.actions.publish_note import publish_note
from tickets.actions.rebuild_clocks import rebuild_clocks
from tickets.actions.reclassify import Answers, reclassify
from tickets.actions.recover import recover
from tickets.actions.release_queued import release_queued
from tickets.actions.remove_follower import remove_follower
from tickets.actions.reopen import reopen
from tickets.actions.reply import reply
from tickets.actions.report_incident import report_incident
from tickets.actions.resume import resume
from tickets.actions.take import take
from tickets.actions.withdraw import withdraw
from tickets.actions.write_path import Form, Words
from tickets.enums import AppointmentFor, EventKind, Ground, Kind
from tickets.models import Estimate, Message, SlaClock, Ticket, TicketEvent

pytestmark = pytest.mark.django_db

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# The same random lives on every machine; more of them when somebody asks (DESK_TEST_LIVES=200).
MANY = int(os.environ.get("DESK_TEST_LIVES", "12"))
Step = Callable[[Cast, Form, datetime], object]


def by_agent(verb: Callable[..., object]) -> Step:
    return lambda cast, form, now: verb(cast.agent, form, Words("Een bericht."), now=now)


def bare(verb: Callable[..., object], who: Callable[[Cast], User]) -> Step:
    return lambda cast, form, now: verb(who(cast), form, now=now)


def answered(*, still_broken: bool | None) -> Step:
    return lambda cast, form, now: customer_reply(
        cast.contact, form, Words("Een antwoord."), now=now, still_broken=still_broken
    )


def reclassified(answers: Answers) -> Step:
    return lambda cast, form, now: reclassify(cast.agent, form, answers, "Zo zit het.", now=now)


def agreed(about: AppointmentFor) -> Step:
    """In an hour; refused when the helpdesk is closed then, or when the ticket has norms of its own."""

    def make(cast: Cast, form: Form, now: datetime) -> object:
        soon = Appointment(about, now + timedelta(hours=1), "Sanne", "telefonisch")
        return make_appointment(cast.agent, form, soon, now=now)

    return make


def closed_day(now: datetime) -> int:
    """A revision in which the day after tomorrow is closed."""
    on = now.date() + timedelta(days=2)
    return set_day(actor=None, now=now, date=on, hours=[], reason_nl="Verhuizing").pk


def pinned(cast: Cast, form: Form, revision: int, now: datetime) -> int:
    return apply_edit(cast.administrator, NewPins(revision), [int(form.reference[3:])], now=now)


def decided(verb: Callable[..., object], *more: object) -> Step:
    """On the newest estimate, when there is one."""

    def decide(cast: Cast, form: Form, now: datetime) -> object:
        number = Estimate.objects.filter(ticket_id=int(form.reference[3:])).count() or 1
        return verb(cast.agent if verb is withdraw_estimate else cast.key_contact, form, number, *more, now=now)

    return decide


def proposed(cast: Cast, form: Form, now: datetime) -> object:
    return propose_estimate(cast.agent, form, Figures(90), Words("Het wordt meer."), now=now)


def delivered(cast: Cast, form: Form, now: datetime) -> object:
    """With every check done, or without any when it became a change."""
    with suppress(Refusal):
        ticked(cast, Ticket.objects.get(pk=int(form.reference[3:])), now=now)
    return deliver(cast.agent, form, Words("Het werkt."), now=now)


def published(cast: Cast, form: Form, now: datetime) -> object:
    """The newest note, when there is one; once is enough."""
    notes = Message.objects.filter(ticket_id=int(form.reference[3:]), event__kind=EventKind.NOTED)
    return publish_note(cast.agent, form, (notes.order_by("-pk").first() or Message(pk=0)).pk, now=now)


STEPS: list[Step] = [
    by_agent(reply),
    by_agent(note),
    by_agent(ask_customer),
    by_agent(recover),
    by_agent(reopen),
    bare(take, lambda cast: cast.agent),
    bare(resume, lambda cast: cast.agent),
    bare(close, lambda cast: cast.agent),
    bare(withdraw, lambda cast: cast.contact),
    bare(confirm_working, lambda cast: cast.contact),
    answered(still_broken=None),
    answered(still_broken=True),
    lambda cast, form, now: post_status_report(cast.agent, form, Report("Wij weten.", "Wij doen."), now=now),
    lambda _cast, _form, now: release_queued(now=now),
    reclassified(Answers(Kind.INCIDENT, impact=Impact.ALL, severity=Severity.NO_CALLS)),
    reclassified(Answers(Kind.INCIDENT, impact=Impact.ONE, severity=Severity.CUMBERSOME)),
    reclassified(Answers(Kind.SUPPORT_INCIDENT, Ground.NOT_MANAGED, Impact.SOME, Severity.CUMBERSOME)),
    reclassified(Answers(Kind.STANDARD_CHANGE)),
    agreed(AppointmentFor.RECOVERY),
    agreed(AppointmentFor.STATUS_REPORT),
    lambda cast, form, now: explained(Ticket.objects.get(pk=int(form.reference[3:])), cast.agent, now=now),
    lambda _cast, _form, now: remind_waiting(now=now),
    lambda _cast, _form, now: close_unanswered(now=now + timedelta(days=1)),
    lambda cast, form, now: pinned(cast, form, CalendarRevision.objects.order_by("pk")[0].pk, now),
    lambda cast, form, now: pinned(cast, form, closed_day(now), now),
    published,
    lambda cast, form, now: add_follower(cast.contact, form, cast.colleague.pk, now=now),
    lambda cast, form, now: remove_follower(cast.contact, form, cast.colleague.pk, now=now),
    proposed,
    decided(approve_estimate),
    decided(refuse_estimate, "Te duur"),
    decided(withdraw_estimate, "Vergissing"),
    delivered,
    bare(confirm_delivery, lambda cast: cast.contact),
    lambda _cast, _form, now: remind_approvals(now=now),
    lambda _cast, _form, now: expire_estimates(now=now),
]
# What ends a ticket comes seldom, so that histories grow long.
WEIGHTS = [
    3,
    1,
    4,
    2,
    4,
    1,
    3,
    0.2,
    0.2,
    0.5,
    3,
    3,
    4,
    2,
    2,
    3,
    2,
    1,
    4,
    2,
    1,
    1,
    0.3,
    1,
    1,
    3,
    1,
    1,
    2,
    3,
    0.5,
    0.5,
    3,
    0.3,
    1,
    0.3,
]


def reported(cast: Cast, impact: Impact, severity: Severity, now: datetime) -> Ticket:
    return report_incident(cast.contact, submission(cast), impact, severity, now=now)


def called(cast: Cast, impact: Impact, severity: Severity, now: datetime) -> Ticket:
    said = Call(uuid4(), cast.customer.pk, "Geen kiestoon", "Alles is stil.", now - timedelta(hours=2), cast.contact.pk)
    return log_call(cast.agent, said, Answers(Kind.INCIDENT, "", impact, severity), now=now)


def requested(cast: Cast, _impact: Impact, _severity: Severity, now: datetime) -> Ticket:
    return change(cast, now=now)


def live_a_life(cast: Cast, seed: int) -> Ticket:
    """A ticket that went through up to 40 random actions, the impossible ones refused."""
    chance = random.Random(seed)
    now = datetime(2026, 12, 21, 7, tzinfo=AMSTERDAM) + timedelta(minutes=chance.randrange(60 * 24 * 3))
    impact, severity = chance.choice(list(Impact)), chance.choice(list(Severity))
    ticket = chance.choice([reported, called, requested])(cast, impact, severity, now)
    for _ in range(40):
        now += timedelta(seconds=chance.choice([0, 1, 600, 3600, 4 * 3600, 20 * 3600]))
        step = chance.choices(STEPS, WEIGHTS)[0]
        with suppress(Refusal):
            step(cast, Form(ticket.reference), now)
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize("seed", range(MANY))
def test_random_life_leaves_the_clocks_that_its_events_say(cast: Cast, seed: int) -> None:
    ticket = live_a_life(cast, seed)
    assert sla.differences(ticket) == []
    before = list(
        SlaClock.objects.filter(ticket=ticket).order_by("kind", "round").values_list("kind", "round", "due_at")
    )
    SlaClock.objects.all().delete()
    assert rebuild_clocks() == bool(before)
    after = list(
        SlaClock.objects.filter(ticket=ticket).order_by("kind", "round").values_list("kind", "round", "due_at")
    )
    assert before == after
    sequences = list(TicketEvent.objects.filter(ticket=ticket).order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, ticket.version + 1))


def test_check_names_what_differs_and_changes_nothing(cast: Cast) -> None:
    ticket = report_incident(cast.contact, submission(cast), Impact.ALL, Severity.NO_CALLS, now=cast.now)
    SlaClock.objects.filter(ticket=ticket, kind="response").update(elapsed=timedelta(minutes=3))
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("rebuild_clocks", "--check", stdout=out)
    assert out.getvalue() == f"{ticket.reference} response 1 elapsed: 0:03:00 is 0:00:00\n"
    assert SlaClock.objects.get(ticket=ticket, kind="response").elapsed == timedelta(minutes=3)


def test_repair_puts_right_what_differs(cast: Cast) -> None:
    ticket = report_incident(cast.contact, submission(cast), Impact.ALL, Severity.NO_CALLS, now=cast.now)
    SlaClock.objects.filter(ticket=ticket, kind="response").delete()
    call_command("rebuild_clocks", stdout=StringIO())
    assert sla.differences(ticket) == []
    call_command("rebuild_clocks", "--check", stdout=StringIO())
