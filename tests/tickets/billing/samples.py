"""Lines and documents as the pure parts see them: no rows, no database."""

from datetime import date
from decimal import Decimal
from typing import Any

from tickets.billing.document import Document, Earlier
from tickets.billing.figures import Line, Rounding, bill_of
from tickets.billing.parties import Party

VAT, LOW_VAT = Decimal("21.00"), Decimal("9.00")
SELLER = Party(
    "OZMO B.V.", "Voorbeeldstraat 1", "5400 AA", "Uden", "NL", "00000000", "NL000000000B01", "0106:00000000",
    email="administratie@ozmo.example", phone="0413 - 741 742", iban="NL00BANK0000000000",
)  # fmt: skip
BUYER = Party(
    "De Vries Bouw B.V.", "Havenkade 12", "5405 AB", "Uden", "NL", "12345678", "NL001234567B01", "0106:12345678",
    reference="PO-77",
)  # fmt: skip


def work(number: int, minutes: int, **fields: Any) -> Line:
    """An entry of a change, at 95 euro an hour unless told otherwise."""
    values: dict[str, Any] = {
        "ticket_id": 4100,
        "reference": "OZ-4100",
        "subject": "Nieuw toestel voor Bas",
        "activity": "remote",
        "note": "Toestel aangemaakt",
        "who": "Fatima El Amrani",
        "day": date(2026, 10, 2),
        "rate": Decimal("95.00"),
        "vat_percent": VAT,
        "billable": True,
        "why": "change",
    }
    return Line(entry_id=number, minutes=minutes, **{**values, **fields})


def taken_back(minutes: int, **fields: Any) -> Line:
    """A correction of a line of an earlier bill."""
    named = {"corrects_id": 1, "corrects": "2026-0001/4", "reason": "Dubbel geteld", "day": date(2026, 9, 10)}
    return work(0, minutes, billed_minutes=minutes, **{**named, **fields})


def document(*lines: Line, rounding: Rounding = Rounding(), number: str = "2026-0003", **fields: Any) -> Document:  # noqa: B008
    """October 2026 of one customer with these lines."""
    works = [each for each in lines if not each.corrects]
    corrections = [each for each in lines if each.corrects]
    earlier = (Earlier("2026-0001", date(2026, 10, 2)),) if corrections else ()
    values: dict[str, Any] = {"seller": SELLER, "buyer": BUYER, **fields}
    return Document(
        number, 2026, 10, date(2026, 11, 2), date(2026, 12, 2), rounding=rounding,
        bill=bill_of(works, corrections, rounding), earlier=earlier, **values,
    )  # fmt: skip
