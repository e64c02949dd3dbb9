"""What was agreed about the bills of a customer, and which of its months are closed (W3)."""

from datetime import date
from decimal import Decimal

from tickets.models import BilledMonth, BillingParty


def approval_threshold(customer_id: int) -> Decimal:
    """The amount (euro, excl. VAT) above which the customer approves first; 0 without a row: always (W3)."""
    found = BillingParty.objects.filter(customer_id=customer_id).values_list("approval_threshold", flat=True).first()
    return Decimal(0) if found is None else found


def is_closed(customer_id: int, day: date) -> bool:
    """Whether the customer's month of `day` (Amsterdam) is closed: nothing is recorded or corrected in it any more.

    Ask it while the ticket is locked: the closing of a month locks the customer's tickets first.
    """
    return BilledMonth.objects.filter(customer_id=customer_id, year=day.year, month=day.month).exists()
