"""Text as search sees it: lower case, without accents, phone numbers as digits."""

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.models import Ticket

_NOT_DIGITS = re.compile(r"\D")
_PHONE = re.compile(r"^[\d\s()+.-]{6,}$")


def fold(text: str) -> str:
    """Lower case without accents; a text that looks like a phone number becomes its digits."""
    if _PHONE.match(text.strip()):
        return _NOT_DIGITS.sub("", text)
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if not unicodedata.combining(each))


def folded(ticket: "Ticket", customer: str) -> str:
    """What a ticket can be found by besides its number: subject, reporter, customer and phone number."""
    parts = (ticket.subject, ticket.reported_by, customer, ticket.phone)
    return " ".join(fold(part) for part in parts if part)
