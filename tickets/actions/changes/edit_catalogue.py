"""An administrator writes the catalogue: a new item, a new version of one, for whom, retired or offered again (W1)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.permissions import check_can_manage_people
from accounts.refusals import Refusal
from tickets.catalogue.definition import problems_of_checks, problems_of_fields
from tickets.models import CatalogueItem, CatalogueVersion
from tickets.queries.changes import version_in_use


@dataclass(frozen=True, slots=True)
class Content:
    """What one version says: its words in both languages, its form, its check list, and what it usually takes."""

    name_nl: str
    name_en: str
    explanation_nl: str
    explanation_en: str
    usual_minutes: int
    fields: list[dict[str, Any]] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    price_indication: Decimal | None = None


@transaction.atomic
def add_item(
    actor: User | None,
    key: str,
    content: Content,
    *,
    now: datetime,
    position: int = 0,
    offered_to: Collection[int] = (),
) -> CatalogueItem:
    """A new item with its first version. Refused: no administrator (403), a key that is taken, a wrong form (422)."""
    check_can_manage_people(actor)
    if CatalogueItem.objects.filter(key=key).exists():
        raise Refusal(_("There is a standard change with this key already."))
    item = CatalogueItem.objects.create(key=key, position=position)
    item.offered_to.set(offered_to)
    publish(actor, item, content, now=now)
    return item


@transaction.atomic
def publish(actor: User | None, item: CatalogueItem, content: Content, *, now: datetime) -> CatalogueVersion:
    """The next version of an item; what says nothing new makes none. Open requests keep the version they were made by.

    Refused: not an administrator (403), fields or a check list that make no form (422).
    """
    check_can_manage_people(actor)
    problems = problems_of_fields(content.fields) + problems_of_checks(content.checks)
    if problems:
        raise Refusal(problems[0])
    locked = CatalogueItem.objects.select_for_update().get(pk=item.pk)
    before = version_in_use(locked.pk)
    said = {name: getattr(content, name) for name in Content.__slots__}
    if before is not None and all(getattr(before, name) == value for name, value in said.items()):
        return before
    number = before.number + 1 if before is not None else 1
    return CatalogueVersion.objects.create(item=locked, number=number, created_at=now, created_by=actor, **said)


@transaction.atomic
def place_item(
    actor: User | None,
    item: CatalogueItem,
    *,
    position: int,
    offered_to: Collection[Organisation],
    retired: bool,
    now: datetime,
) -> CatalogueItem:
    """Where it stands, for whom it is, and whether it can still be requested. Refused: not an administrator (403)."""
    check_can_manage_people(actor)
    locked = CatalogueItem.objects.select_for_update().get(pk=item.pk)
    locked.position = position
    locked.retired_at = (locked.retired_at or now) if retired else None
    locked.save(update_fields=["position", "retired_at"])
    locked.offered_to.set(offered_to)
    return locked
