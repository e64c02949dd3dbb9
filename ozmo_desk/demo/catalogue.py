"""The demo's catalogue of standard changes, from a file that reads like the catalogue itself, and its hourly rates."""

import tomllib
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from accounts.models import User
from agreements.actions.add_rate import add_rate
from agreements.models import Activity, Agreement, AgreementVersion
from agreements.rates import NewRate
from tickets.actions.changes.edit_catalogue import Content, add_item

CATALOGUE = Path(__file__).with_name("catalogue.toml")
RATES = {Activity.REMOTE: "95.00", Activity.ON_SITE: "115.00", Activity.OUT_OF_HOURS: "142.50"}


def load_catalogue(actor: User | None, *, now: datetime) -> int:
    """Add every item, offered to everybody, in the order of the file; how many."""
    items: list[dict[str, Any]] = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["item"]
    for position, each in enumerate(items, 1):
        add_item(actor, each.pop("key"), _content(each), position=position * 10, now=now)
    return len(items)


def load_rates(actor: User | None, *, now: datetime) -> None:
    """What an hour costs under the general agreement, from its first day on."""
    agreement = Agreement.objects.get(customer=None)
    first = AgreementVersion.objects.filter(agreement=agreement).earliest("effective_from").effective_from
    for activity, amount in RATES.items():
        rate = NewRate(agreement, activity, Decimal(amount), first)
        add_rate(actor=actor, now=now, rate=rate, reason="Tarieven bij het begin")


def _content(fields: dict[str, Any]) -> Content:
    price = fields.pop("price_indication", None)
    return Content(**fields, price_indication=Decimal(price) if price else None)
