"""Fills a database of the benchmark's own: customers, people and tickets, their clocks as the engine gives them.

Run by the other modules as `python -m benchmarks.inside seed TICKETS [QUEUED]`; answers with one line of JSON: whom to
be, and which pages to ask for.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from accounts.models.organisation import OrganisationKind
from accounts.roles import Role
from agreements.matrix import Impact, Severity, category
from agreements.queries import in_force, opening_hours, terms
from benchmarks import database, stories
from benchmarks.facts import Facts
from tickets.enums import Channel, Kind, Status
from tickets.models import Message, SlaClock, Ticket, TicketEvent
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.search import folded
from tickets.sla import Books, Happening
from tickets.sla import clocks as sla_clocks

CUSTOMERS, PEOPLE_EACH, AGENTS, SUBMITTERS = 200, 5, 10, 8
OPEN_SHARE, FEWEST_OPEN, YEARS = 0.02, 200, 2
HOME_OPEN, HOME_RECOVERED, CHUNK = 12, 5, 2_000
NAMES = ("Sanne de Vries", "Bram Jacobs", "Ingrid Smulders", "Mo Haddad", "Els Kramer")
ANSWERS = [(impact, severity) for impact in Impact for severity in Severity]


@dataclass(slots=True)
class World:
    """Who there is, which terms hold, and the chance that decides the rest: the same in every run."""

    customers: list[Organisation]
    people: dict[int, list[User]]
    agents: list[User]
    pins: tuple[int, int]
    now: datetime
    chance: random.Random


@dataclass(slots=True)
class Made:
    """The rows of some tickets, with ids of their own."""

    tickets: list[Ticket]
    events: list[TicketEvent]
    messages: list[Message]
    clocks: list[SlaClock]


def people(now: datetime) -> World:
    """Two hundred customers with five people each, the first a key contact, and ten agents."""
    customers = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.CUSTOMER, name=f"Klant {n:03} Zorg en Wonen") for n in range(CUSTOMERS)
    )
    agents = User.objects.bulk_create(
        User(email=f"medewerker{n}@ozmo.example", name=f"Joris van Laar {n}", desk_role=Role.AGENT, password="!")
        for n in range(AGENTS)
    )
    found: dict[int, list[User]] = {}
    for place, customer in enumerate(customers):
        found[customer.pk] = User.objects.bulk_create(
            User(email=f"p{n}@klant{place}.example", name=f"{name} {place}", phone="0413 - 555 214", password="!")
            for n, name in enumerate(NAMES[:PEOPLE_EACH])
        )
    Membership.objects.bulk_create(
        Membership(user=user, organisation_id=customer, role=Role.CONTACT if n else Role.KEY_CONTACT)
        for customer, users in found.items()
        for n, user in enumerate(users)
    )
    return World(customers, found, agents, in_force(None, at=now), now, random.Random(7))


def plans(world: World, number: int) -> Iterator[tuple[tuple[Any, ...], datetime, Organisation]]:
    """For each ticket what happens, since when, and whose it is: first the customer whose home page is measured."""
    chance, hours = world.chance, opening_hours(world.pins[1])
    first, *others = world.customers
    recent = [hours.add(world.now - timedelta(days=10), timedelta(minutes=14 * n)) for n in range(200)]
    recent = [at for at in recent if at < world.now - timedelta(hours=9)]
    open_ones = max(round(number * OPEN_SHARE), FEWEST_OPEN) - HOME_OPEN - 1
    yield stories.LONG[0], world.now - timedelta(days=1, hours=1), first
    for n in range(HOME_OPEN - 1):
        yield stories.OPEN[n % len(stories.OPEN)], recent[-1 - n], first
    for n in range(HOME_RECOVERED):
        yield stories.RECOVERED[0], recent[-20 - n], first
    for n in range(open_ones):
        fresh = world.now - timedelta(minutes=chance.uniform(1, 90))
        yield (stories.OPEN[0], fresh, chance.choice(others)) if n % 10 == 0 else (
            chance.choice(stories.OPEN), chance.choice(recent), chance.choice(others),
        )  # fmt: skip
    for _ in range(number - open_ones - HOME_OPEN - HOME_RECOVERED):
        ago = timedelta(days=chance.uniform(30, 365 * YEARS))
        yield chance.choice(stories.ENDED), hours.next_opening(world.now - ago), chance.choice(world.customers)


def queued(world: World, number: int) -> Iterator[tuple[tuple[Any, ...], datetime, Organisation]]:
    """Tickets of last night, that wait for the opening of today."""
    for _ in range(number):
        ago = timedelta(hours=4, minutes=world.chance.uniform(0, 600))
        yield (), world.now - ago, world.chance.choice(world.customers)


def still_open(world: World, number: int) -> Iterator[tuple[tuple[Any, ...], datetime, Organisation]]:
    """Open tickets of this morning and of the last days, in every state of their life."""
    hours, settled = opening_hours(world.pins[1]), world.now - timedelta(hours=8)
    for n in range(number):
        customer, days = world.chance.choice(world.customers), 4 * world.chance.random()
        at = hours.next_opening(settled - timedelta(days=days))
        if n % 5 == 0 or at > settled:
            # Of this morning: nothing happened to it yet.
            yield stories.OPEN[0], world.now - timedelta(minutes=world.chance.uniform(1, 90)), customer
        else:
            yield stories.OPEN[n % len(stories.OPEN)], at, customer


def ticket_of(world: World, pk: int, submitted_at: datetime, customer: Organisation) -> Ticket:
    """A ticket as it was submitted, unsaved."""
    impact, severity = world.chance.choice(ANSWERS)
    hours, contract = opening_hours(world.pins[1]), terms(world.pins[0])
    subject = world.chance.choice(stories.MATTERS)
    ticket = Ticket(
        pk=pk, kind=Kind.INCIDENT, organisation=customer, reporter=world.chance.choice(world.people[customer.pk]),
        phone="0413 - 555 214", channel=Channel.PORTAL, subject=subject, impact=impact.value, severity=severity.value,
        category=category(contract.matrix, impact, severity), submitted_at=submitted_at,
        release_at=None if hours.is_open(submitted_at) else hours.next_opening(submitted_at),
        agreement_version_id=world.pins[0], calendar_revision_id=world.pins[1], submission_key=UUID(int=pk),
    )  # fmt: skip
    ticket.search_text = folded(ticket, customer.name)
    return ticket


def tell(world: World, ticket: Ticket, plan: tuple[Any, ...], made: Made, event_id: int) -> int:
    """Live the plan: events, messages, and the clocks that the program itself computes from them."""
    agent, history = world.chance.choice(world.agents), []
    for number, step in enumerate(stories.life(plan, ticket.submitted_at, world.chance), start=1):
        if number == 1 and ticket.release_at and not plan:
            step.status = Status.QUEUED
        data = _facts(ticket) if number == 1 else {"assignee_id": agent.pk} if step.kind == "taken" else {}
        event_id += 1
        user_id = agent.pk if step.by == "agent" else ticket.reporter_id
        made.events.append(
            TicketEvent(
                pk=event_id, ticket_id=ticket.pk, sequence=number, kind=step.kind, actor_id=user_id, at=step.at,
                status=step.status, visibility=step.visibility, data=data,
            )
        )  # fmt: skip
        if step.words:
            body = {"known": step.words, "doing": step.words} if step.report else {"body": step.words}
            made.messages.append(
                Message(
                    pk=event_id, ticket_id=ticket.pk, event_id=event_id, key=UUID(int=event_id),
                    report_number=step.report, **body,
                )
            )  # fmt: skip
        history.append(Happening(step.kind, step.at, step.status, data))
        _live(ticket, step, agent, number)
    fold = sla_clocks.folded(history, Books())
    clocks = sla_clocks.clocks_from(ticket, fold)
    made.clocks += clocks
    for name, value in sla_clocks.fields_of(fold, clocks).items():
        setattr(ticket, name, value)
    made.tickets.append(ticket)
    return event_id


def _live(ticket: Ticket, step: stories.Step, agent: User, number: int) -> None:
    if number == 1 or step.status != ticket.status:
        ticket.status_since = step.at
    ticket.status, ticket.version = step.status, number
    if step.kind == "taken":
        ticket.assignee_id = agent.pk
    if step.kind == "recovered":
        ticket.recovered_at = step.at
    if step.kind == "closed":
        ticket.ended_at = step.at


def _facts(ticket: Ticket) -> dict[str, Any]:
    return {
        "submitted_at": ticket.submitted_at.isoformat(),
        "release_at": ticket.release_at.isoformat() if ticket.release_at else None,
        "channel": "portal", "kind": "incident", "ground": "", "impact": ticket.impact, "severity": ticket.severity,
        "category": ticket.category,
        "agreement_version": ticket.agreement_version_id, "calendar_revision": ticket.calendar_revision_id,
    }  # fmt: skip


def copy(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """All columns of these rows by COPY; an id that is not set is left to the database."""
    fields = [each for each in model._meta.concrete_fields if model is not SlaClock or not each.primary_key]
    names = ", ".join(f'"{each.column}"' for each in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as out:
        for row in rows:
            out.write_row([_stored(each, getattr(row, each.attname)) for each in fields])


def _stored(column: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(column, models.JSONField):
        return json.dumps(value, cls=DjangoJSONEncoder)
    return str(value) if isinstance(column, models.CharField) else value


def fill(world: World, number: int, waiting: int) -> None:
    """Write all tickets of the pages' world, and those that wait for the opening."""
    every = [*plans(world, number)] if number else []
    write(world, [*every, *queued(world, waiting)])


def write(world: World, every: list[tuple[tuple[Any, ...], datetime, Organisation]]) -> None:
    """Write tickets by their plans, a few thousand at a time, and let the planner know."""
    # In the order of their submission, as they would have come: the first is the measured one and stays the first.
    ordered = every[:1] + sorted(every[1:], key=lambda plan: plan[1])
    event_id = 0
    for start in range(0, len(ordered), CHUNK):
        made = Made([], [], [], [])
        for pk, (plan, at, customer) in enumerate(ordered[start : start + CHUNK], start=start + 1):
            event_id = tell(world, ticket_of(world, pk, at, customer), plan, made, event_id)
        with transaction.atomic():
            for model, rows in (
                (Ticket, made.tickets), (TicketEvent, made.events), (Message, made.messages), (SlaClock, made.clocks),
            ):  # fmt: skip
                copy(model, rows)
    with connection.cursor() as cursor:
        for model in (Ticket, TicketEvent, Message):
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute(NOTICES)
        cursor.execute("VACUUM ANALYZE")


NOTICES = """
INSERT INTO notifications_notice (source, subject_id, recipient_id, address, channel, payload, state, created_at,
                                  send_after, attempts, sent_at, message_id, last_error)
SELECT 'tickets.event', event.id, ticket.reporter_id, '', 'mail', '{}', 'sent', event.at, event.at, 1, event.at,
       '<notice-' || event.id || '@ozmo.example>', ''
FROM tickets_ticketevent event JOIN tickets_ticket ticket ON ticket.id = event.ticket_id
WHERE event.kind IN ('submitted', 'replied', 'recovered')
"""


def session_of(user: User) -> str:
    """The key of a session in which this person is signed in."""
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store.create()
    return str(store.session_key)


def seed(number: int, waiting: int) -> Facts:
    """A fresh database with so many tickets, and so many more that wait for this morning's opening."""
    begun, now = time.perf_counter(), timezone.now()
    database.make_empty(settings.DATABASE_URL)
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        world = people(now)
    fill(world, number, waiting)
    first = world.customers[0].pk
    facts = Facts(
        agent=session_of(world.agents[0]),
        home=session_of(world.people[first][0]),
        submitters=[session_of(world.people[each.pk][1]) for each in world.customers[10 : 10 + SUBMITTERS]],
        ticket=f"{REFERENCE_PREFIX}1",
        tickets=number + waiting,
        open=Ticket.objects.filter(ended_at=None, recovered_at=None).count(),
        seconds=time.perf_counter() - begun,
    )
    database.write_mark(settings.DATABASE_URL, f"{number} tickets")
    return facts


def main(tickets: str, waiting: str = "0") -> None:
    """Seed, and tell what the measuring side needs."""
    try:
        print(json.dumps(asdict(seed(int(tickets), int(waiting)))))
    except database.NotOurs as refusal:
        sys.exit(str(refusal))
