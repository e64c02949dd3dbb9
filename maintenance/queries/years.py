"""What the administration shows of environments: how a year stands for each (M3, M5), and who uses them since when."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from accounts.models import Organisation
from accounts.models.organisation import OrganisationKind
from maintenance.enums import Kind, Status
from maintenance.models import Environment, EnvironmentCustomer, MaintenanceWindow
from maintenance.queries.places import YearCount, year_counts


@dataclass(frozen=True, slots=True)
class EnvironmentYear:
    """One environment in one year; `weekend` of its places begin in the weekend (M5). Drafts hold no place."""

    environment: Environment
    count: YearCount
    customers: int
    weekend: int
    drafts: int


def environments() -> list[Environment]:
    """Every environment, by name. One SQL."""
    return list(Environment.objects.order_by("name", "pk"))


def environment_of(pk: int) -> Environment | None:
    """The environment with this id, when there is one. One SQL."""
    return Environment.objects.filter(pk=pk).first()


def year_overview(year: int) -> list[EnvironmentYear]:
    """Every environment in a year; six SQL, however many there are."""
    every = environments()
    ids = [each.pk for each in every]
    counts = year_counts(ids, [year])
    uses = EnvironmentCustomer.objects.filter(left_at=None, customer__is_active=True)
    users = Counter(uses.values_list("environment_id", flat=True))
    apart = {pk: (weekend, drafts) for pk, weekend, drafts in _apart(year)}
    return [EnvironmentYear(each, counts[each.pk, year], users[each.pk], *apart.get(each.pk, (0, 0))) for each in every]


def windows_of_year(year: int) -> list[MaintenanceWindow]:
    """All that was planned, done and recorded in a year, cancelled ones too, the first to come first. One SQL."""
    return list(MaintenanceWindow.objects.filter(year=year).select_related("environment").order_by("starts_at", "pk"))


def customers_to_join(environment_id: int) -> list[Organisation]:
    """The active customers that don't use an environment now, by name. One SQL."""
    uses = EnvironmentCustomer.objects.filter(environment_id=environment_id, left_at=None)
    customers = Organisation.objects.filter(kind=OrganisationKind.CUSTOMER, is_active=True)
    return list(customers.exclude(pk__in=uses.values("customer_id")).order_by("name", "pk"))


def uses_of(environment_id: int) -> list[EnvironmentCustomer]:
    """Who uses an environment and who did, those of today first. One SQL."""
    rows = EnvironmentCustomer.objects.filter(environment_id=environment_id).select_related("customer")
    return sorted(rows.order_by("customer__name", "joined_at"), key=lambda each: each.left_at is not None)


def moment_of_draft(window: MaintenanceWindow) -> datetime | None:
    """When a window was written down first. One SQL."""
    return window.events.order_by("sequence").values_list("at", flat=True).first()


def _apart(year: int) -> list[tuple[int, int, int]]:
    """Of each environment, the places in the weekend and the drafts."""
    rows = MaintenanceWindow.objects.filter(year=year, kind=Kind.PLANNED).order_by().values("environment_id")
    counted = rows.annotate(
        weekend=Count("pk", filter=Q(place__isnull=False, is_weekend=True)),
        drafts=Count("pk", filter=Q(status=Status.DRAFT)),
    )
    return list(counted.values_list("environment_id", "weekend", "drafts"))
