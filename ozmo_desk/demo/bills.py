"""Changes of last month that were worked on and billed, one of this month that is not, and how customers are billed."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Mandate, User
from agreements import wording
from agreements.models import Activity
from agreements.opening_hours import OpeningHours
from ozmo_desk.demo.people import DemoPeople
from tickets.actions.bills.close_month import close_month
from tickets.actions.changes.decide_estimate import approve_estimate
from tickets.actions.changes.deliver import confirm_delivery, deliver, tick_check
from tickets.actions.changes.placing import Asked
from tickets.actions.request_change import Requester, request_change
from tickets.actions.rule_billing import rule_billing
from tickets.actions.take import take
from tickets.actions.time.record import Work, record_time
from tickets.actions.write_path import Form, Words
from tickets.models import BillingParty, Ticket
from tickets.queries.deliveries import checks_for

CUSTOMER = "maasoever"
# Street, postcode, place, number of the Chamber of Commerce, reference, and from which amount approval is asked.
PARTIES = {
    "maasoever": ("Maasoeverlaan 40", "5431 GA", "Cuijk", "00000001", "Kostenplaats 4410", "0"),
    "akkers": ("Akkerstraat 12", "5401 BC", "Uden", "00000002", "", "250"),
    "dommelrade": ("Raadhuisplein 1", "5671 HA", "Nuenen", "00000003", "ICT-2026-118", "100"),
}
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A change: so many days into the month it was asked for, who did it, and how long that took, day after day."""

    days: int
    item: str
    answers: dict[str, Any]
    agent: str
    spent: tuple[tuple[int, str], ...]
    free: str = ""


LAST_MONTH = (
    Told(
        4,
        "nieuw-toestel",
        {"name": "Verpleegpost 3", "extension": "231", "device": "dect", "voicemail": "no"},
        "fatima",
        ((35, "Toestel aangemaakt en aangemeld"), (20, "Samen met de afdeling getest")),
    ),
    Told(
        11,
        "openingstijden-wachtrij",
        {
            "queue": "Receptie",
            "hours": [{"day": "weekdays", "opens": "08:00", "closes": "17:30"}],
            "closed": "voicemail",
        },
        "joris",
        ((40, "Tijden en tekst omgezet, daarna nagebeld"),),
    ),
    Told(
        18,
        "nieuw-toestel",
        {"name": "Balie West", "device": "desk", "voicemail": "yes"},
        "fatima",
        ((50, "Toestel ingericht; het nummer stond bij ons verkeerd"),),
        free="Het nummer stond door ons verkeerd in het systeem.",
    ),
)
THIS_MONTH = Told(
    1,
    "nieuw-toestel",
    {"name": "Fysiotherapie", "device": "app", "voicemail": "yes"},
    "fatima",
    ((25, "App ingericht"),),
)
WAITING = Told(0, "nieuw-toestel", {"name": "Nachtdienst", "device": "dect", "voicemail": "no"}, "fatima", ())


def load_bills(cast: DemoPeople, hours: OpeningHours, asked_at: datetime, now: datetime) -> None:
    """Last month is closed, this month stands open; what was asked for at `asked_at` waits for its approval."""
    _parties(cast)
    # Approval by the partner is what its mandate at this customer is for too.
    partner = cast.organisations["lijnrecht"]
    Mandate.objects.filter(customer=cast.organisations[CUSTOMER], partner=partner).update(may_approve_cost=True)
    begin = now.astimezone(wording.ZONE).replace(day=1, hour=0, minute=0, second=0)
    before = (begin - timedelta(days=1)).replace(day=1)
    for told in LAST_MONTH:
        _tell(cast, hours, told, hours.next_opening(before + timedelta(days=told.days)) + 20 * MINUTE)
    month = before.astimezone(wording.ZONE)
    opening = min(hours.next_opening(begin) + 45 * MINUTE, now)
    close_month(cast.people["petra"], cast.organisations[CUSTOMER].pk, month.year, month.month, now=opening)
    at = hours.next_opening(begin + timedelta(days=THIS_MONTH.days)) + 20 * MINUTE
    if hours.add(at, timedelta(hours=5)) < now:
        _tell(cast, hours, THIS_MONTH, at)
    _request(cast, WAITING, asked_at)


def _parties(cast: DemoPeople) -> None:
    for key, (street, postcode, city, kvk, reference, threshold) in PARTIES.items():
        customer = cast.organisations[key]
        BillingParty.objects.create(
            customer=customer,
            legal_name=customer.name,
            street=street,
            postcode=postcode,
            city=city,
            kvk_number=kvk,
            endpoint=f"0106:{kvk}",
            reference=reference,
            approval_threshold=Decimal(threshold),
        )


def _tell(cast: DemoPeople, hours: OpeningHours, told: Told, at: datetime) -> None:
    """Asked for by the contact, approved by the key contact, done by the agent within two working days, confirmed."""
    contact, agent = cast.people["sanne"], cast.people[told.agent]
    ticket = _request(cast, told, at)
    form = Form(ticket.reference)
    if ticket.estimates.filter(state="proposed").exists():
        approve_estimate(cast.people["els"], form, 1, now=hours.add(at, 25 * MINUTE))
    take(agent, form, now=hours.add(at, 40 * MINUTE))
    _work(agent, form, told, hours, hours.add(at, 60 * MINUTE))
    if told.free:
        rule_billing(agent, form, billable=False, reason=told.free, now=hours.add(at, 250 * MINUTE))
    confirm_delivery(contact, form, now=hours.add(at, 280 * MINUTE))


def _request(cast: DemoPeople, told: Told, at: datetime) -> Ticket:
    contact, customer = cast.people["sanne"], cast.organisations[CUSTOMER].pk
    asked = Asked(told.item, 1, told.answers)
    return request_change(contact, Requester(uuid.uuid4(), customer, contact.phone), asked, now=at)


def _work(agent: User, form: Form, told: Told, hours: OpeningHours, at: datetime) -> None:
    """Every check ticked, the change delivered, and the time recorded."""
    done = hours.add(at, 120 * MINUTE)
    for check in checks_for(Ticket.objects.get(pk=int(form.reference.removeprefix("OZ-")))):
        tick_check(agent, form, check.key, done=True, now=done)
    deliver(agent, form, Words("Het is gelukt en getest. Wilt u het ook proberen?"), now=done)
    for minutes, what in told.spent:
        work = Work(minutes, done.astimezone(wording.ZONE).date(), Activity.REMOTE, what)
        record_time(agent, form.reference, work, now=done)
