"""Months of work as rows: many tickets and entries in a few statements."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from accounts.models import Organisation
from agreements.models import Activity, AgreementVersion, CalendarRevision
from tests.cast import AMSTERDAM, Cast
from tickets.enums import Ground, Kind, Relation, Status
from tickets.models import BillableRuling, BillingParty, Ticket, TicketLink, TimeEntry

RATE = Decimal("95.00")
NOVEMBER_OVER = datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM)
STARTED = datetime(2026, 10, 1, 9, 0, tzinfo=AMSTERDAM)


def party(customer: Organisation, **fields: Any) -> BillingParty:
    """How a customer is billed."""
    values = {"legal_name": f"{customer.name} B.V.", "street": "Havenkade 12", "postcode": "5405 AB", "city": "Uden"}
    return BillingParty.objects.create(customer=customer, **{**values, **fields})


def ticket(cast: Cast, kind: str = Kind.STANDARD_CHANGE, ground: str = "", **fields: Any) -> Ticket:
    """A ticket of the customer since the first of October, as a row."""
    return Ticket.objects.create(**ticket_values(cast, kind, ground, **fields))


def ticket_values(cast: Cast, kind: str, ground: str, **fields: Any) -> dict[str, Any]:
    """The fields of such a ticket."""
    return {
        "kind": kind,
        "ground": ground,
        "organisation": cast.customer,
        "reporter": cast.contact,
        "subject": "Nieuw toestel",
        "category": 4,
        "status": Status.IN_PROGRESS,
        "status_since": STARTED,
        "submitted_at": STARTED,
        "agreement_version": AgreementVersion.objects.order_by("pk")[0],
        "calendar_revision": CalendarRevision.objects.order_by("pk")[0],
        **fields,
    }


def entry_values(cast: Cast, of: Ticket, minutes: int, day: date, **fields: Any) -> dict[str, Any]:
    """The fields of an entry at 95 euro an hour."""
    return {
        "ticket": of,
        "person": cast.agent,
        "recorded_by": cast.agent,
        "recorded_at": cast.now,
        "day": day,
        "minutes": minutes,
        "activity": Activity.REMOTE,
        "rate": RATE,
        "note": "Ingericht",
        "key": uuid4(),
        **fields,
    }


def worked(cast: Cast, of: Ticket, minutes: int, day: date = date(2026, 11, 3), **fields: Any) -> TimeEntry:
    """An entry of November."""
    return TimeEntry.objects.create(**entry_values(cast, of, minutes, day, **fields))


def random_month(cast: Cast, seed: int, *, entries: int = 25) -> None:
    """Entries of random length, rate and day on tickets of every kind, some of an incident, some decided by hand."""
    chance = random.Random(seed)
    plain: dict[str, Any] = {"category": 3, "impact": "one", "severity": "no_functions"}
    incident = ticket(cast, Kind.INCIDENT, **plain)
    kinds = [(Kind.STANDARD_CHANGE, ""), (Kind.SUPPORT_INCIDENT, Ground.CONFIGURATION), (Kind.INCIDENT, "")]
    kinds += [(Kind.SUPPORT_INCIDENT, Ground.NOT_MANAGED), (Kind.STANDARD_CHANGE, "")]
    tickets = [ticket(cast, kind, ground, **plain) for kind, ground in kinds]
    for each in chance.sample(tickets, 2):
        TicketLink.objects.create(ticket=each, other=incident, relation=Relation.SAME_CAUSE)
    for each in chance.sample(tickets, 2):
        decided = {"billable": chance.random() < 0.5, "reason": "Zo afgesproken", "at": cast.now, "by": cast.agent}
        BillableRuling.objects.create(ticket=each, **decided)
    rows = []
    for _number in range(entries):
        day = date(2026, 10, 28) + timedelta(days=chance.randrange(40))
        rate = Decimal(chance.randrange(100, 20000)).scaleb(-2)
        rows.append(
            TimeEntry(**entry_values(cast, chance.choice([incident, *tickets]), chance.randint(1, 500), day, rate=rate))
        )
    TimeEntry.objects.bulk_create(rows)
