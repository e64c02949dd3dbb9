"""What a standard change is expected to cost a customer, before it is requested (W3)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from agreements import wording
from agreements.models import Activity
from agreements.money import amount_for, rounded_minutes, vat_of
from agreements.queries import rate_for, terms
from tickets.billable import Ruled, billable_by_rule
from tickets.enums import Kind
from tickets.models import CatalogueVersion


@dataclass(frozen=True, slots=True)
class Cost:
    """Billed or not and why; `rate` is of today, None in a gap; `amount` is the indication without VAT.

    `amount` None: there is no indication, because there is no rate today and the item has no price of its own.
    """

    ruled: Ruled
    minutes: int
    rate: Decimal | None
    amount: Decimal | None
    vat_percent: Decimal
    is_fixed: bool

    @property
    def is_billed(self) -> bool:
        """Whether the customer pays for it."""
        return self.ruled.billable

    @property
    def including(self) -> Decimal | None:
        """The indication with VAT."""
        return None if self.amount is None else self.amount + vat_of(self.amount, self.vat_percent)


def expected_cost(
    version: CatalogueVersion, customer_id: int, agreement_version: int, *, has_incident: bool, now: datetime
) -> Cost:
    """By the rate of the day of `now`, rounded as the agreement says; two SQL."""
    contract = terms(agreement_version)
    ruled = billable_by_rule(Kind.STANDARD_CHANGE, "", has_incident, contract.billable_grounds)
    minutes = rounded_minutes(version.usual_minutes, contract.rounding_minutes)
    rate = rate_for(customer_id, Activity.REMOTE, now.astimezone(wording.ZONE).date())
    amount = version.price_indication
    if amount is None and rate is not None:
        amount = amount_for(minutes, rate)
    is_fixed = version.price_indication is not None
    return Cost(ruled, minutes, rate, amount, contract.vat_percent, is_fixed)
