"""The numbered places of a year (M3): which one is free, and how many are left."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from agreements.queries import maintenance_terms
from agreements.wording import ZONE
from maintenance.enums import Kind, Status
from maintenance.models import EnvironmentCustomer, MaintenanceWindow
from maintenance.queries.situation import strictest


@dataclass(frozen=True, slots=True)
class YearCount:
    """How the windows of an environment's year have been used.

    `completed` are those that took place, cancelled while running included; `announced` are announced or running;
    `reserved` are in consultation. Emergencies count apart. `left` is never negative, also under a lowered cap.
    """

    year: int
    cap: int
    completed: int = 0
    announced: int = 0
    reserved: int = 0
    emergencies: int = 0

    @property
    def used(self) -> int:
        """The places that are taken."""
        return self.completed + self.announced + self.reserved

    @property
    def left(self) -> int:
        """How many more can be planned."""
        return max(0, self.cap - self.used)


def free_place(taken: Collection[int], cap: int) -> int | None:
    """The lowest number from 1 to `cap` that is not taken; None when as many as `cap` are, whatever their numbers.

    Numbers above a cap that was lowered count as well: the cap binds how many there are.
    """
    if len(taken) >= cap:
        return None
    return next(number for number in range(1, cap + 1) if number not in taken)


def year_count(environment_id: int, year: int, *, at: datetime | None = None) -> YearCount:
    """How a year of an environment has been used, under the cap at a moment (the year's last, unless given)."""
    return year_counts([environment_id], [year], at=at)[environment_id, year]


def year_counts(
    environment_ids: Sequence[int], years: Sequence[int], *, at: datetime | None = None
) -> dict[tuple[int, int], YearCount]:
    """The same for many environments and years, one statement for the windows and two for each year's caps."""
    counted = _counted(environment_ids, years)
    caps = {year: _caps(environment_ids, at or _last_moment(year)) for year in years}
    return {
        (pk, year): YearCount(year, caps[year][pk], **counted.get((pk, year), {}))
        for pk in environment_ids
        for year in years
    }


def _counted(environment_ids: Iterable[int], years: Iterable[int]) -> dict[tuple[int, int], dict[str, int]]:
    placed = Q(place__isnull=False)
    counts = {
        "n_completed": Count("pk", filter=placed & Q(status__in=[Status.COMPLETED, Status.CANCELLED])),
        "n_announced": Count("pk", filter=placed & Q(status__in=[Status.ANNOUNCED, Status.RUNNING])),
        "n_reserved": Count("pk", filter=placed & Q(status=Status.CONSULTATION)),
        "n_emergencies": Count("pk", filter=Q(kind=Kind.EMERGENCY) & ~Q(status=Status.CANCELLED, started_at=None)),
    }
    windows = MaintenanceWindow.objects.filter(environment_id__in=list(environment_ids), year__in=list(years))
    rows = windows.order_by().values("environment_id", "year").annotate(**counts)
    counted = rows.values_list("environment_id", "year", *counts)
    names = [name.removeprefix("n_") for name in counts]
    return {(pk, year): dict(zip(names, numbers, strict=True)) for pk, year, *numbers in counted}


def _caps(environment_ids: Iterable[int], at: datetime) -> dict[int, int]:
    """The strictest cap of each environment's users (M3)."""
    ids = list(environment_ids)
    uses = EnvironmentCustomer.objects.filter(environment_id__in=ids, left_at=None, customer__is_active=True)
    users: dict[int, set[int]] = {pk: set() for pk in ids}
    for environment_id, customer_id in uses.values_list("environment_id", "customer_id"):
        users[environment_id].add(customer_id)
    terms = maintenance_terms(sorted(set().union(*users.values())), at=at)
    return {pk: strictest([terms[each] for each in of] or [terms[None]]).per_year for pk, of in users.items()}


def _last_moment(year: int) -> datetime:
    return datetime(year + 1, 1, 1, tzinfo=ZONE) - timedelta(seconds=1)
