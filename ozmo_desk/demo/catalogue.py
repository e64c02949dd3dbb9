"""The catalogue of standard changes of the demo, from a file that reads like the catalogue itself."""

import tomllib
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from accounts.models import User
from tickets.actions.changes.edit_catalogue import Content, add_item

CATALOGUE = Path(__file__).with_name("catalogue.toml")


def load_catalogue(actor: User | None, *, now: datetime) -> int:
    """Add every item, offered to everybody, in the order of the file; how many."""
    items: list[dict[str, Any]] = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["item"]
    for position, each in enumerate(items, 1):
        add_item(actor, each.pop("key"), _content(each), position=position * 10, now=now)
    return len(items)


def _content(fields: dict[str, Any]) -> Content:
    price = fields.pop("price_indication", None)
    return Content(**fields, price_indication=Decimal(price) if price else None)
