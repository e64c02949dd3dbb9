"""Hourly rates as one reads them: which one holds for a customer, an activity and a day (W3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import Q

from agreements.models import Agreement, AgreementVersion, Rate

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class NewRate:
    """What an hour of an activity costs under an agreement from a date on: euro, without VAT."""

    agreement: Agreement
    activity: str
    amount: Decimal
    effective_from: date


@dataclass(frozen=True, slots=True)
class RateBook:
    """The rates of some customers through time; a customer without an agreement of its own has the general one.

    `versions` are (first day, version id), the earliest first, by customer (None: the general agreement). `rates` are
    (first day, euro an hour), the earliest first, by version and activity.
    """

    versions: Mapping[int | None, list[tuple[date, int]]]
    rates: Mapping[tuple[int, str], list[tuple[date, Decimal]]]

    def version_on(self, customer_id: int | None, day: date) -> int | None:
        """The version in force for a customer on a day: its own agreement goes before the general one."""
        return _last(self.versions.get(customer_id, []), day) or _last(self.versions.get(None, []), day)

    def rate(self, customer_id: int | None, activity: str, day: date) -> Decimal | None:
        """Euro an hour without VAT, on the day of the work; None is a gap: no rate was in force."""
        version_id = self.version_on(customer_id, day)
        return None if version_id is None else _last(self.rates.get((version_id, activity), []), day)


def rate_book(customer_ids: Collection[int]) -> RateBook:
    """The rates of these customers through time; two SQL, however many."""
    theirs = AgreementVersion.objects.filter(
        Q(agreement__customer=None) | Q(agreement__customer_id__in=customer_ids)
    ).order_by("effective_from")
    versions: dict[int | None, list[tuple[date, int]]] = {}
    for customer_id, begins, version_id in theirs.values_list("agreement__customer_id", "effective_from", "pk"):
        versions.setdefault(customer_id, []).append((begins, version_id))
    ids = [version_id for each in versions.values() for _begins, version_id in each]
    rates: dict[tuple[int, str], list[tuple[date, Decimal]]] = {}
    rows = Rate.objects.filter(version_id__in=ids).order_by("effective_from", "number")
    for version_id, activity, begins, amount in rows.values_list("version_id", "activity", "effective_from", "amount"):
        rates.setdefault((version_id, activity), []).append((begins, amount))
    return RateBook(versions, rates)


def rate_for(customer_id: int | None, activity: str, day: date) -> Decimal | None:
    """Euro an hour without VAT for a customer and an activity on a day; None is a gap (W3). Two SQL."""
    return rate_book([] if customer_id is None else [customer_id]).rate(customer_id, activity, day)


def newest_rate_id() -> int | None:
    """Id of the rate that was stored last, of whatever version. One SQL."""
    return Rate.objects.order_by("-pk").values_list("pk", flat=True).first()


def _last(rows: list[tuple[date, Value]], day: date) -> Value | None:
    begun = [value for begins, value in rows if begins <= day]
    return begun[-1] if begun else None
