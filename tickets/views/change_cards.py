"""The catalogue as cards: what each change is, how long it usually takes and about what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from agreements import wording
from agreements.models import Activity
from agreements.money import amount_for, rounded_minutes
from agreements.queries import in_force, rate_for, terms
from tickets.catalogue.definition import fields_of, needs_a_day
from tickets.models import CatalogueVersion
from tickets.search import fold
from tickets.views.change_promised import money


@dataclass(frozen=True, slots=True)
class Card:
    """One change to choose."""

    key: str
    name: str
    explanation: str
    meta: str


def cards(
    versions: Sequence[CatalogueVersion], customer_ids: Sequence[int], words: str, *, now: datetime
) -> list[Card]:
    """The changes that hold each of the words, in either language; with costs when they are for one customer."""
    wanted = fold(words).split()
    found = [each for each in versions if all(word in _searched(each) for word in wanted)]
    costs = _Costs.of(customer_ids[0], now) if len(customer_ids) == 1 else None
    return [Card(each.item.key, each.name, each.explanation, _meta(each, costs)) for each in found]


def _searched(version: CatalogueVersion) -> str:
    texts = (version.name_nl, version.name_en, version.explanation_nl, version.explanation_en)
    return " ".join(fold(each) for each in texts)


@dataclass(frozen=True, slots=True)
class _Costs:
    """What every price on the page is computed with."""

    rate: Decimal | None
    step: int
    days: int

    @classmethod
    def of(cls, customer_id: int, now: datetime) -> "_Costs":
        contract = terms(in_force(customer_id, at=now)[0])
        rate = rate_for(customer_id, Activity.REMOTE, now.astimezone(wording.ZONE).date())
        return cls(rate, contract.rounding_minutes, contract.change_working_days)

    def amount(self, version: CatalogueVersion) -> Decimal | None:
        if version.price_indication is not None or self.rate is None:
            return version.price_indication
        return amount_for(rounded_minutes(version.usual_minutes, self.step), self.rate)


def _meta(version: CatalogueVersion, costs: _Costs | None) -> str:
    time = wording.duration_words(timedelta(minutes=version.usual_minutes))
    parts = [_("usually {time} of work").format(time=time)]
    amount = costs.amount(version) if costs else None
    if amount is not None:
        parts.append(_("about {amount} without VAT").format(amount=money(amount)))
    if needs_a_day(fields_of(version.fields)):
        parts.append(_("ready on the day that you choose"))
    elif costs:
        parts.append(_("ready within {n} working days").format(n=costs.days))
    return " · ".join(parts)
