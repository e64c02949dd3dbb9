"""Standard changes in every state, made the way that people make them: requested, estimated, approved, delivered."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from agreements.models import Activity, AgreementVersion, Rate
from tests.cast import Cast
from tests.tickets.factories import form_of
from tickets.actions.changes.decide_estimate import approve_estimate
from tickets.actions.changes.deliver import deliver, tick_check
from tickets.actions.changes.placing import Asked
from tickets.actions.request_change import Requester, request_change
from tickets.actions.write_path import Form, Words
from tickets.models import CatalogueItem, CatalogueVersion, Ticket

CHECKS = [
    {"key": "calls", "nl": "Bellen naar buiten lukt", "en": "Calling out works"},
    {"key": "called", "nl": "Gebeld worden lukt", "en": "Being called works"},
]
FIELDS = [{"key": "name", "type": "text", "label_nl": "Naam", "label_en": "Name", "required": True}]


def rate(amount: str = "95.00", *, since: date = date(2026, 1, 1)) -> None:
    """The hourly rate of remote work under every version of every agreement."""
    for version in AgreementVersion.objects.all():
        Rate.objects.create(
            version=version, activity=Activity.REMOTE, effective_from=since, number=99, amount=Decimal(amount),
            created_at=datetime.fromisoformat("2026-01-01T00:00:00+00:00"),
        )  # fmt: skip


def catalogue_version(cast: Cast, *, key: str = "new-extension", minutes: int = 60, **fields: Any) -> CatalogueVersion:
    """A change that asks for a name, has two checks and usually takes an hour."""
    item = CatalogueItem.objects.create(key=key)
    values: dict[str, Any] = {
        "name_nl": "Nieuw toestel", "name_en": "New extension",
        "explanation_nl": "Een toestel erbij.", "explanation_en": "One more extension.",
        "fields": FIELDS, "checks": CHECKS, "usual_minutes": minutes, "created_at": cast.now, **fields,
    }  # fmt: skip
    return CatalogueVersion.objects.create(item=item, number=1, **values)


def requested(cast: Cast, version: CatalogueVersion, *, now: datetime, **asked: Any) -> Ticket:
    """Requested by the contact; it waits for approval where the rate is known."""
    form = Asked(version.item.key, version.number, {"name": "Jan de Vries"}, **asked)
    return request_change(cast.contact, Requester(uuid4(), cast.customer.pk), form, now=now)


def change(cast: Cast, *, now: datetime, **asked: Any) -> Ticket:
    """The same, of a catalogue with one item and an hourly rate."""
    found = CatalogueVersion.objects.filter(item__key="new-extension").first()
    if found is None:
        rate()
        found = catalogue_version(cast)
    return requested(cast, found, now=now, **asked)


def approved(cast: Cast, *, now: datetime, **asked: Any) -> Ticket:
    """Requested and approved by the key contact at once."""
    ticket = change(cast, now=now, **asked)
    return approve_estimate(cast.key_contact, Form(ticket.reference), 1, now=now)


def ticked(cast: Cast, ticket: Ticket, *, now: datetime) -> Ticket:
    """With every check done."""
    for check in CHECKS:
        ticket = tick_check(cast.agent, Form(ticket.reference), check["key"], done=True, now=now)
    return ticket


def delivered(cast: Cast, *, now: datetime, at: datetime | None = None, **more: Any) -> Ticket:
    """Requested, approved, ticked and delivered."""
    ticket = ticked(cast, approved(cast, now=now, **more), now=at or now)
    return deliver(cast.agent, form_of(ticket), Words("Het toestel doet het."), now=at or now)
