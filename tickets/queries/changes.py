"""What reads the catalogue of standard changes, and what is promised of one: which form, which costs, when (W1-W3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.refusals import NotVisible
from agreements.queries import opening_hours, terms
from tickets.models import CatalogueItem, CatalogueVersion, ChangeRequest, Ticket
from tickets.queries.billing import approval_threshold
from tickets.queries.working_days import closing_on


@dataclass(frozen=True, slots=True)
class DeliveryPromise:
    """Before when a change is delivered working, if it starts counting at `starts_at` (an opening, or in opening time).

    `by_appointment`: a wished day after the norm is the promise, until that day's closing. `is_early`: the wished day
    is before the norm, so it is a wish only.
    """

    starts_at: datetime
    due_at: datetime
    by_appointment: bool = False
    is_early: bool = False


def delivery_promise(
    agreement_version: int, calendar_revision: int, start: datetime, wished_date: date | None = None
) -> DeliveryPromise:
    """The promise of a change that is submitted, or approved, at `start` (W2). Arithmetic, as the clock does it."""
    hours, days = opening_hours(calendar_revision), terms(agreement_version).change_working_days
    starts_at, norm = hours.next_opening(start), hours.add_working_days(start, days)
    until = closing_on(hours, wished_date) if wished_date is not None else None
    if until is None:
        return DeliveryPromise(starts_at, norm)
    if norm < until:
        return DeliveryPromise(starts_at, until, by_appointment=True)
    return DeliveryPromise(starts_at, norm, is_early=until < norm)


def approval_needed(customer_id: int, amount: Decimal | None, *, has_incident: bool) -> bool:
    """Whether the costs are approved before anything is done: above the customer's threshold, unless not billed (W3).

    An amount that nobody can tell (no rate is in force) is always asked about. At most one SQL.
    """
    if has_incident:
        return False
    return amount is None or amount > approval_threshold(customer_id)


def versions_in_use() -> QuerySet[CatalogueVersion]:
    """The newest version of each item that can be requested, with its item, in the order of the catalogue."""
    newest = CatalogueVersion.objects.filter(item=OuterRef("item")).order_by("-number").values("number")[:1]
    found = CatalogueVersion.objects.filter(item__retired_at=None, number=Subquery(newest))
    return found.select_related("item").order_by("item__position", "item__key")


def offered_to(customer_ids: Collection[int]) -> list[CatalogueVersion]:
    """What any of these customers may request: offered to everybody, or to one of them by name. One SQL statement."""
    return list(_offered(customer_ids))


def offered_version(key: str, customer_ids: Collection[int]) -> CatalogueVersion:
    """The form in use of one item, with which it is requested now; 404 when it is not offered to any of them."""
    found = _offered(customer_ids).filter(item__key=key).first()
    if found is None:
        raise NotVisible
    return found


def version_with_key(key: str) -> CatalogueVersion:
    """The form in use of one item, for an agent who does not know yet for whom; 404 when it cannot be requested."""
    found = versions_in_use().filter(item__key=key).first()
    if found is None:
        raise NotVisible
    return found


def customers_offered(item: CatalogueItem, customer_ids: Collection[int]) -> frozenset[int]:
    """Which of these customers may request the item. One SQL statement."""
    named = set(item.offered_to.values_list("pk", flat=True))
    return frozenset(customer_ids) & named if named else frozenset(customer_ids)


def version_in_use(item_id: int) -> CatalogueVersion | None:
    """The newest version of an item, retired or not; None when nothing was written yet."""
    return CatalogueVersion.objects.filter(item=item_id).order_by("-number").first()


def request_of(ticket: Ticket) -> ChangeRequest | None:
    """What a ticket that came through the door asks for, with its version; None without a form. One SQL."""
    return ChangeRequest.objects.filter(ticket=ticket).select_related("version").first()


def _offered(customer_ids: Collection[int]) -> QuerySet[CatalogueVersion]:
    if not customer_ids:
        # What is offered to every customer is not offered to nobody at all.
        return versions_in_use().none()
    through = CatalogueItem.offered_to.through.objects
    limited = through.values("catalogueitem_id")
    named = through.filter(organisation_id__in=customer_ids).values("catalogueitem_id")
    return versions_in_use().filter(~Q(item_id__in=limited) | Q(item_id__in=named))
