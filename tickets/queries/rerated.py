"""Which recorded time another rate would touch: looked at before it is saved, and applied by the same list (W3)."""

from dataclasses import dataclass
from decimal import Decimal

from agreements.money import amount_for
from agreements.queries import RateBook, rate_book
from agreements.rates import NewRate
from tickets.billable import Ruled
from tickets.models import BilledMonth, TimeEntry
from tickets.queries.time import current_entries, ruled_for


@dataclass(frozen=True, slots=True)
class Touched:
    """An entry that gets another rate; a closed month keeps what its bill says."""

    entry: TimeEntry
    rate: Decimal
    ruled: Ruled
    closed: bool

    @property
    def before(self) -> Decimal | None:
        """What it comes to now, before rounding and without VAT; None without a rate."""
        return amount_for(self.entry.minutes, self.entry.rate) if self.entry.rate is not None else None

    @property
    def after(self) -> Decimal:
        """What it would come to."""
        return amount_for(self.entry.minutes, self.rate)


def touched_by(rate: NewRate) -> list[Touched]:
    """The entries whose rate is another one once this rate is stored, by day; five SQL, however many.

    Asked before and after the storing it answers the same.
    """
    entries = list(_candidates(rate))
    if not entries:
        return []
    customers = {entry.ticket.organisation_id for entry in entries}
    book = _with(rate_book(customers), rate)
    changed = [(entry, new) for entry in entries if (new := _rate_of(book, entry)) is not None and new != entry.rate]
    ruled, closed = ruled_for(entry.ticket for entry, _new in changed), _closed_months(customers)
    return [
        Touched(
            entry, new, ruled[entry.ticket_id],
            (entry.ticket.organisation_id, entry.day.year, entry.day.month) in closed,
        )
        for entry, new in changed
    ]  # fmt: skip


def _candidates(rate: NewRate) -> list[TimeEntry]:
    """What counts of the activity since the date, of customers under this agreement."""
    entries = current_entries().filter(activity=rate.activity, day__gte=rate.effective_from)
    if rate.agreement.customer_id is not None:
        entries = entries.filter(ticket__organisation_id=rate.agreement.customer_id)
    named = entries.select_related("ticket__organisation", "person").order_by("day", "ticket_id", "pk")
    return list(named)


def _rate_of(book: RateBook, entry: TimeEntry) -> Decimal | None:
    return book.rate(entry.ticket.organisation_id, entry.activity, entry.day)


def _with(book: RateBook, rate: NewRate) -> RateBook:
    """The book as it is once the rate is stored: under the version in force on its date, and all later ones."""
    versions = book.versions.get(rate.agreement.customer_id, [])
    begun = [place for place, (begins, _pk) in enumerate(versions) if begins <= rate.effective_from]
    ids = [pk for _begins, pk in versions[begun[-1] :]] if begun else []
    rates = dict(book.rates)
    for version_id in ids:
        known = rates.get((version_id, rate.activity), [])
        earlier = [row for row in known if row[0] <= rate.effective_from]
        later = [row for row in known if row[0] > rate.effective_from]
        rates[version_id, rate.activity] = [*earlier, (rate.effective_from, rate.amount), *later]
    return RateBook(book.versions, rates)


def _closed_months(customer_ids: set[int]) -> set[tuple[int, int, int]]:
    rows = BilledMonth.objects.filter(customer_id__in=customer_ids)
    return set(rows.values_list("customer_id", "year", "month"))
