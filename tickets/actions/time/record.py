"""Somebody of the helpdesk says how long they worked on a ticket, and on which day (W3)."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import access_for, agents
from accounts.refusals import Refusal
from agreements import wording
from agreements.models import Activity
from agreements.queries import rate_for
from tickets.models import Ticket, TimeEntry
from tickets.models.time_entry import MINUTES_A_DAY
from tickets.permissions import check_is_agent
from tickets.queries.billing import is_closed
from tickets.queries.door import ticket_for_update
from tickets.queries.time import current_entries

NOTE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody did: `person_id` None is whoever records it. The same key twice is one entry."""

    minutes: int
    day: date
    activity: str
    note: str = ""
    person_id: int | None = None
    key: uuid.UUID = field(default_factory=uuid.uuid4)


def record_time(user: User, reference: str, work: Work, *, now: datetime) -> TimeEntry:
    """Keep the time at the rate of its day (W3).

    Refused: anybody but an agent (403), a day in the future or in a closed month, less than a minute, more than 24
    hours of one person on a day (422). A day without a rate is kept all the same; its month cannot be closed.
    """
    with transaction.atomic():
        access = access_for(user, now=now)
        ticket = ticket_for_update(access, reference)
        check_is_agent(access)
        return keep_time(ticket, user, work, now=now)


def keep_time(ticket: Ticket, user: User, work: Work, *, now: datetime) -> TimeEntry:
    """The same inside the transaction of the caller, who locked the ticket and asked whether this is an agent."""
    known = TimeEntry.objects.filter(key=work.key).first()
    if known is not None:
        return known
    check_work(ticket, work, now=now)
    person = _agent(work.person_id or user.pk)
    check_fits_in_day(person, work)
    return TimeEntry.objects.create(
        ticket=ticket,
        person=person,
        day=work.day,
        minutes=work.minutes,
        activity=work.activity,
        note=work.note.strip(),
        rate=rate_for(ticket.organisation_id, work.activity, work.day),
        recorded_at=now,
        recorded_by=user,
        key=work.key,
    )


def check_work(ticket: Ticket, work: Work, *, now: datetime) -> None:
    """Refuse (422) what no day can hold, with a sentence; ask it while the ticket is locked."""
    if work.minutes < 1:
        raise Refusal(_("Give the time in whole minutes, at least 1."))
    if work.activity not in Activity.values:
        raise Refusal(_("Choose an activity from the list."))
    if len(work.note.strip()) > NOTE_LENGTH:
        raise Refusal(_("Say what was done in at most 200 characters."))
    if work.day > now.astimezone(wording.ZONE).date():
        raise Refusal(_("This day is still to come. Record time when the work is done."))
    check_month_open(ticket, work.day)


def check_month_open(ticket: Ticket, day: date) -> None:
    """Refuse (422) a day in a month of the customer that is closed: its bill stands."""
    if is_closed(ticket.organisation_id, day):
        raise Refusal(
            _(
                "The month of {day} is closed for {customer}, and its bill stands. Put right what is wrong by a "
                "correction on the next bill."
            ).format(day=wording.day(day), customer=ticket.organisation.name)
        )


def check_fits_in_day(person: User, work: Work, *, instead_of: TimeEntry | None = None) -> None:
    """Refuse (422) more than 24 hours of one person on a day, whatever the tickets; two at once wait for each other."""
    if work.minutes > MINUTES_A_DAY:
        raise Refusal(_("A day has 24 hours: record at most 1440 minutes."))
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    others = current_entries().filter(person=person, day=work.day)
    if instead_of is not None:
        others = others.exclude(pk=instead_of.pk)
    before = others.aggregate(minutes=Sum("minutes"))["minutes"] or 0
    if before + work.minutes > MINUTES_A_DAY:
        sentence = _(
            "With this {name} would have worked more than 24 hours on {day}: {before} minutes are recorded already."
        )
        raise Refusal(sentence.format(name=person.name, day=wording.day(work.day), before=before))


def _agent(person_id: int) -> User:
    person = agents().filter(pk=person_id).first()
    if person is None:
        raise Refusal(_("Time can be recorded for people of the helpdesk only."))
    return person
