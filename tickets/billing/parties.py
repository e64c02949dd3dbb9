"""Who bills and who is billed, as both stand on a document and are kept with a closed month."""

from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings

from tickets.models import BillingParty


@dataclass(frozen=True, slots=True)
class Party:
    """Name, address and numbers; `endpoint` is the electronic address, as scheme:number."""

    name: str
    street: str
    postcode: str
    city: str
    country: str
    kvk_number: str = ""
    vat_number: str = ""
    endpoint: str = ""
    reference: str = ""
    email: str = ""
    phone: str = ""
    iban: str = ""
    bic: str = ""

    @property
    def address(self) -> tuple[str, str]:
        """Two lines, as on an envelope."""
        return self.street, f"{self.postcode}  {self.city}"

    @property
    def stored(self) -> dict[str, Any]:
        """As it is kept; `Party(**stored)` is it again."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Seller:
    """Who bills, in how many days a bill is paid, and what its number begins with."""

    party: Party
    payment_days: int
    prefix: str


def seller() -> Seller | None:
    """From the settings (DESK_SELLER); None when nobody has said so yet."""
    known = settings.SELLER
    return Seller(Party(**known["party"]), known["payment_days"], known["prefix"]) if known else None


def buyer(party: BillingParty) -> Party:
    """The customer as its bills name it."""
    return Party(
        name=party.legal_name,
        street=party.street,
        postcode=party.postcode,
        city=party.city,
        country=party.country,
        kvk_number=party.kvk_number,
        vat_number=party.vat_number,
        endpoint=party.endpoint,
        reference=party.reference,
    )
