"""Who sends the bills, read from the file that DESK_SELLER names."""

import re
import tomllib
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

NEEDED = ("name", "street", "postcode", "city", "kvk_number", "vat_number", "iban")
ALLOWED = {*NEEDED, "country", "endpoint", "email", "phone", "bic"}
VAT_NUMBER, IBAN = re.compile(r"[A-Z]{2}[0-9A-Z]{2,14}"), re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{10,30}")
LONGEST_PREFIX, MOST_DAYS = 8, 365
# A firm that does not exist, with numbers that belong to nobody.
DEMO = {
    "party": {
        "name": "OZMO B.V.",
        "street": "Voorbeeldstraat 1",
        "postcode": "5400 AA",
        "city": "Uden",
        "country": "NL",
        "kvk_number": "00000000",
        "vat_number": "NL000000000B01",
        "iban": "NL00BANK0000000000",
        "endpoint": "0106:00000000",
        "email": "administratie@ozmo.example",
        "phone": "0413 - 741 742",
    },
    "payment_days": 30,
    "prefix": "",
}


def seller(file: str, *, demo: bool) -> dict[str, Any] | None:
    """The party, in how many days bills are paid, and what their numbers begin with; None without a file."""
    if not file:
        return DEMO if demo else None
    try:
        told = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"DESK_SELLER: {file} cannot be read as TOML (see docs/operating.md).") from error
    days, prefix = told.pop("payment_days", 30), told.pop("prefix", "")
    _check(told)
    if not (isinstance(days, int) and 0 <= days <= MOST_DAYS):
        raise ImproperlyConfigured("DESK_SELLER: payment_days must be a number of days, 0 to 365.")
    if not (isinstance(prefix, str) and len(prefix) <= LONGEST_PREFIX):
        raise ImproperlyConfigured("DESK_SELLER: prefix must be a text of at most 8 signs.")
    return {"party": {"country": "NL", **told}, "payment_days": days, "prefix": prefix}


def _check(told: dict[str, Any]) -> None:
    missing = [name for name in NEEDED if not told.get(name)]
    if missing:
        raise ImproperlyConfigured(f"DESK_SELLER lacks {', '.join(missing)} (see docs/operating.md).")
    unknown = [name for name, value in told.items() if name not in ALLOWED or not isinstance(value, str)]
    if unknown:
        raise ImproperlyConfigured(f"DESK_SELLER: {', '.join(unknown)} is not understood (see docs/operating.md).")
    for name, form in (("vat_number", VAT_NUMBER), ("iban", IBAN)):
        told[name] = told[name].replace(" ", "").replace(".", "")
        if not form.fullmatch(told[name]):
            raise ImproperlyConfigured(f"DESK_SELLER: {name} {told[name]!r} does not look like one.")
