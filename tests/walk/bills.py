"""Bills for the walk: a closed month of the customer and one of the stranger, and an open one of the customer."""

from dataclasses import dataclass
from datetime import date

from tests.cast import Cast
from tests.tickets.billing.rows import party, worked
from tickets.actions.bills.close_month import close_month
from tickets.billing.months import draft_of
from tickets.models import BilledMonth, Ticket


@dataclass(frozen=True, slots=True)
class Bills:
    """`closed` is of the customer, in October; its September is open still."""

    closed: BilledMonth
    strangers: BilledMonth

    @property
    def seen(self) -> str:
        """What the form that closes September carries."""
        bill = draft_of(self.closed.customer, 2026, 9, now=self.closed.closed_at).bill
        return f"{len(bill.lines)} {bill.total}"


def bills_at(cast: Cast, own: Ticket, strangers: Ticket) -> Bills:
    """Work on an incident of each: it stands on the bill for nothing."""
    party(cast.customer)
    party(cast.other_customer)
    worked(cast, own, 50, date(2026, 10, 5), note="Werk qbillwork")
    worked(cast, own, 20, date(2026, 9, 7), note="Werk qbillopen")
    worked(cast, strangers, 20, date(2026, 10, 5), note="Werk qbillstranger")
    closed, theirs = (
        close_month(cast.administrator, each.pk, 2026, 10, now=cast.now)
        for each in (cast.customer, cast.other_customer)
    )
    return Bills(closed, theirs)
