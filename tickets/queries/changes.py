"""What reads the catalogue of standard changes: what is offered to whom, and which form is in use (W1)."""

from collections.abc import Collection

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.refusals import NotVisible
from tickets.models import CatalogueItem, CatalogueVersion


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


def customers_offered(item: CatalogueItem, customer_ids: Collection[int]) -> frozenset[int]:
    """Which of these customers may request the item. One SQL statement."""
    named = set(item.offered_to.values_list("pk", flat=True))
    return frozenset(customer_ids) & named if named else frozenset(customer_ids)


def version_in_use(item_id: int) -> CatalogueVersion | None:
    """The newest version of an item, retired or not; None when nothing was written yet."""
    return CatalogueVersion.objects.filter(item=item_id).order_by("-number").first()


def _offered(customer_ids: Collection[int]) -> QuerySet[CatalogueVersion]:
    through = CatalogueItem.offered_to.through.objects
    limited = through.values("catalogueitem_id")
    named = through.filter(organisation_id__in=customer_ids).values("catalogueitem_id")
    return versions_in_use().filter(~Q(item_id__in=limited) | Q(item_id__in=named))
