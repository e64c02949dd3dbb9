"""Changes that are open in the demo: under way, on a wished day, for an incident, and asked for by phone."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from agreements.opening_hours import OpeningHours
from ozmo_desk.demo.people import DemoPeople
from tickets.actions.changes.decide_estimate import approve_estimate
from tickets.actions.changes.placing import Asked
from tickets.actions.log_call import Call
from tickets.actions.log_change import log_change
from tickets.actions.release_queued import release_queued
from tickets.actions.request_change import Requester, request_change
from tickets.actions.take import take
from tickets.actions.write_path import Form
from tickets.models import Ticket

MINUTE = timedelta(minutes=1)
INCIDENT = "Belgeschiedenis ontbreekt in de app"
APP: dict[str, Any] = {"people": [{"name": "Wilma Hoogbrug", "mail": "wilma@hoogbrug.example"}], "where": "mobile"}
MENU: dict[str, Any] = {
    "number": "+31735556100",
    "choices": [
        {"digit": 1, "said": "Aanmelden van leerlingen", "goes_to": "Wachtrij Aanmelden"},
        {"digit": 2, "said": "Verzuim melden", "goes_to": "Wachtrij Verzuim"},
        {"digit": 3, "said": "Overige vragen", "goes_to": "Receptie"},
    ],
    "speech": "voice",
}
PHONE: dict[str, Any] = {"name": "Balie locatie Oever", "extension": "231", "device": "desk", "voicemail": "yes"}
GROUP: dict[str, Any] = {"group": "Werkplaats", "members": "201, 205–208", "order": "all", "seconds": 25}


def load_changes(cast: DemoPeople, hours: OpeningHours, ago: Callable[[int], datetime], now: datetime) -> None:
    """Four, asked for in the last two days; `ago` is the moment so many minutes of opening time before `now`."""
    _under_way(cast, hours, ago(460), now)
    wished = hours.add_working_days(now, 6).date()
    _approved(cast, "paul", "kompas", Asked("keuzemenu", 1, MENU, wished_date=wished), ago(300), now)
    incident = Ticket.objects.get(subject=INCIDENT)
    _request(cast, "wilma", "hoogbrug", Asked("gebruiker-in-app", 1, APP, incident=incident.reference), ago(150))
    called = ago(45)
    anouk, customer = cast.people["anouk"], cast.organisations["wieldraaijer"].pk
    call = Call(uuid.uuid4(), customer, "", "", called, caller_id=anouk.pk, phone=anouk.phone)
    log_change(cast.people["fatima"], call, Asked("belgroep", 1, GROUP), now=min(called + 3 * MINUTE, now))


def _under_way(cast: DemoPeople, hours: OpeningHours, at: datetime, now: datetime) -> None:
    """By the partner for its customer; the customer's key contact approved at once."""
    ticket = _request(cast, "marieke", "maasoever", Asked("nieuw-toestel", 1, PHONE), at)
    approve_estimate(cast.people["els"], Form(ticket.reference), 1, now=hours.add(at, 5 * MINUTE))
    take(cast.people["daan"], Form(ticket.reference), now=min(hours.add(at, 30 * MINUTE), now))


def _approved(cast: DemoPeople, who: str, customer: str, asked: Asked, at: datetime, now: datetime) -> None:
    """By a key contact, who approves the costs right after."""
    ticket = _request(cast, who, customer, asked, at)
    if ticket.estimates.filter(state="proposed").exists():
        approve_estimate(cast.people[who], Form(ticket.reference), 1, now=min(at + MINUTE, now))


def _request(cast: DemoPeople, who: str, customer: str, asked: Asked, at: datetime) -> Ticket:
    user = cast.people[who]
    ticket = request_change(user, Requester(uuid.uuid4(), cast.organisations[customer].pk, user.phone), asked, now=at)
    if ticket.release_at:
        release_queued(now=ticket.release_at)
    return ticket
