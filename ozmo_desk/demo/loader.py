"""Tells the stories through the desk's own actions, so that demo tickets are as true as any other."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType

from django.db import connection, transaction
from django.db.models import F

from accounts.models import User
from agreements.actions import extend_calendar
from agreements.opening_hours import OpeningHours
from agreements.queries import current_calendar_id, opening_hours
from notifications.models import Notice, NoticeState
from ozmo_desk.demo.bills import load_bills
from ozmo_desk.demo.catalogue import load_catalogue, load_rates
from ozmo_desk.demo.changes import load_changes
from ozmo_desk.demo.maintenance import load_maintenance
from ozmo_desk.demo.people import SINCE, DemoPeople, load_people
from ozmo_desk.demo.stories import Story, stories
from ozmo_desk.demo.time import load_time
from tickets.actions.add_follower import add_follower
from tickets.actions.anonymise import anonymise
from tickets.actions.ask_customer import ask_customer
from tickets.actions.ask_question import ask_question
from tickets.actions.close import close
from tickets.actions.confirm_working import confirm_working
from tickets.actions.customer_reply import customer_reply
from tickets.actions.explain_breach import Explanation, explain_breach
from tickets.actions.log_call import Call, log_call
from tickets.actions.make_appointment import Appointment, make_appointment
from tickets.actions.merge import merge
from tickets.actions.note import note
from tickets.actions.post_status_report import Report, post_status_report
from tickets.actions.publish_note import publish_note
from tickets.actions.reclassify import Answers
from tickets.actions.recover import recover
from tickets.actions.release_queued import release_queued
from tickets.actions.reply import reply
from tickets.actions.report_incident import report_incident
from tickets.actions.submit import Submission
from tickets.actions.take import take
from tickets.actions.withdraw import withdraw
from tickets.actions.write_path import Form, Words
from tickets.enums import AppointmentAskedBy, AppointmentFor, AppointmentHow, BreachCause, ClockKind, EventKind, Kind
from tickets.models import Message, Ticket
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.breaches import breaches_of

FIRST_NUMBER = 4151
LOOK_BACK = timedelta(days=60)
LEFT_AGO = timedelta(hours=20)
WORKING_DAY = timedelta(hours=8, minutes=30)
Teller = Callable[[User, Form, tuple[str, ...], datetime], object]


def _with_words(verb: Callable[..., object], **answer: bool) -> Teller:
    return lambda user, form, texts, now: verb(user, form, Words(texts[0]), now=now, **answer)


def _bare(verb: Callable[..., object]) -> Teller:
    return lambda user, form, _texts, now: verb(user, form, now=now)


def _close(user: User, form: Form, now: datetime) -> None:
    """With a cause for what was missed, which is asked before a ticket is closed."""
    ticket = Ticket.objects.get(pk=int(form.reference.removeprefix(REFERENCE_PREFIX)))
    for each in breaches_of(ticket, now=now):
        explain_breach(user, form, Explanation(ClockKind(each.kind), each.round, BreachCause.SUPPLIER), now=now)
    close(user, form, now=now)


def _appointment(user: User, form: Form, texts: tuple[str, ...], now: datetime) -> object:
    """With whom, and how many days of opening time from now; on a whole quarter of an hour."""
    hours = opening_hours(current_calendar_id())
    moment = hours.next_opening(hours.add(now, int(texts[1]) * WORKING_DAY))
    moment = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    agreed = Appointment(AppointmentFor.RECOVERY, moment, texts[0], AppointmentHow.PHONE, AppointmentAskedBy.CUSTOMER)
    return make_appointment(user, form, agreed, now=now)


def _merge(user: User, form: Form, texts: tuple[str, ...], now: datetime) -> object:
    """Into the ticket with this subject."""
    survivor = Ticket.objects.get(subject=texts[0])
    return merge(user, form, Form(survivor.reference), now=now)


def _follow(user: User, form: Form, texts: tuple[str, ...], now: datetime) -> object:
    """Somebody is added, by name."""
    return add_follower(user, form, User.objects.get(name=texts[0]).pk, now=now)


def _publish(user: User, form: Form, _texts: tuple[str, ...], now: datetime) -> object:
    """The last note of the ticket."""
    notes = Message.objects.filter(ticket_id=int(form.reference.removeprefix(REFERENCE_PREFIX)))
    return publish_note(user, form, notes.filter(event__kind=EventKind.NOTED).latest("pk").pk, now=now)


TELLERS: Mapping[str, Teller] = MappingProxyType(
    {
        "reply": _with_words(reply),
        "ask": _with_words(ask_customer),
        "note": _with_words(note),
        "recover": _with_words(recover),
        "answer": _with_words(customer_reply),
        "thanks": _with_words(customer_reply, still_broken=False),
        "still_broken": _with_words(customer_reply, still_broken=True),
        "report": lambda user, form, texts, now: post_status_report(
            user, form, Report(texts[0], texts[1], texts[2]), now=now
        ),
        "appointment": _appointment,
        "take": _bare(take),
        "merge": _merge,
        "follow": _follow,
        "publish": _publish,
        "close": lambda user, form, _texts, now: _close(user, form, now),
        "works": _bare(confirm_working),
        "withdraw": _bare(withdraw),
    }
)


@transaction.atomic
def load(now: datetime) -> int:
    """Fill an empty database so that its queue makes sense at `now` (aware); returns how many tickets were made."""
    now = now.replace(second=0, microsecond=0)
    extend_calendar(now=now)
    hours = opening_hours(current_calendar_id())
    cast = load_people(now)
    load_rates(cast.people["petra"], now=now - SINCE)
    load_catalogue(cast.people["petra"], now=now - SINCE)
    _start_numbering()
    told = [(moment_before(hours, now, story.age), story) for story in (*stories("ended"), *stories("open"))]
    told += _night(hours, now)
    for reported_at, story in sorted(told, key=lambda each: each[0]):
        _tell(cast, hours, story, reported_at, now)
    load_maintenance(cast, now)
    # Somebody who left, and asked to be forgotten.
    anonymise(cast.people["petra"], cast.people["henk"], now=now - LEFT_AGO)
    # The last, because nothing is recorded in a month that is closed.
    load_time(cast, partial(moment_before, hours, now), now)
    load_bills(cast, hours, moment_before(hours, now, 95), now)
    load_changes(cast, hours, partial(moment_before, hours, now), now)
    # What was told in the past was mailed in the past: nobody waits for these.
    Notice.objects.filter(state=NoticeState.PENDING).update(state=NoticeState.SENT, sent_at=F("created_at"))
    return Ticket.objects.count()


def moment_before(hours: OpeningHours, now: datetime, minutes: int) -> datetime:
    """The moment so many minutes of opening time before `now`."""
    left = timedelta(minutes=minutes)
    for start, end in reversed(list(hours.stretches(now - LOOK_BACK, now))):
        if left <= end - start:
            return end - left
        left -= end - start
    raise ValueError("The demo data look back further than the calendar was asked for.")


def _night(hours: OpeningHours, now: datetime) -> list[tuple[datetime, Story]]:
    """The night's stories, spread over the last closed time (the present one, when it is closed now)."""
    stretches = list(hours.stretches(now - LOOK_BACK, now))
    closed_from = stretches[-2][1] if hours.is_open(now) else stretches[-1][1]
    closed_until = stretches[-1][0] if hours.is_open(now) else now
    told = stories("night")
    share = (closed_until - closed_from) / (len(told) + 1)
    return [(closed_from + share * (n + 1), story) for n, story in enumerate(told)]


def _tell(cast: DemoPeople, hours: OpeningHours, story: Story, reported_at: datetime, now: datetime) -> None:
    if story.logged_by:
        _log(cast, story, reported_at)
        return
    user = cast.people[story.reporter]
    submission = Submission(
        key=uuid.uuid4(),
        organisation_id=cast.organisations[story.customer].pk,
        subject=story.subject,
        description=story.text,
        phone=user.phone,
        confidential=story.confidential,
    )
    if story.impact and story.severity:
        ticket = report_incident(user, submission, story.impact, story.severity, now=reported_at)
    else:
        ticket = ask_question(user, submission, now=reported_at)
    if ticket.release_at and ticket.release_at <= now:
        release_queued(now=ticket.release_at)
    for step in story.steps:
        at = hours.add(reported_at, timedelta(minutes=step.after))
        TELLERS[step.verb](cast.people[step.who], Form(ticket.reference), step.texts, at)


def _log(cast: DemoPeople, story: Story, called_at: datetime) -> None:
    """Somebody called whom nobody knows; the agent wrote it down two minutes later."""
    assert story.impact is not None
    assert story.severity is not None
    call = Call(
        key=uuid.uuid4(),
        organisation_id=cast.organisations[story.customer].pk,
        subject=story.subject,
        said=story.text,
        called_at=called_at,
        caller_name=story.reporter,
    )
    answers = Answers(Kind.INCIDENT, impact=story.impact.value, severity=story.severity.value)
    log_call(cast.people[story.logged_by], call, answers, now=called_at + timedelta(minutes=2))


def _start_numbering() -> None:
    """Let the first demo ticket have a number as in a desk that has been running for a while."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('tickets_ticket', 'id'), %s)", [FIRST_NUMBER - 1])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'tickets_ticket'")
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('tickets_ticket', %s)", [FIRST_NUMBER - 1])
