"""The facts that the rules are held against: who uses the environment, under which terms, and what is taken already.

Read in a constant number of statements, whatever the number of customers and windows; by actions under lock.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property

from django.db.models import Q

from accounts.models import Organisation
from agreements.opening_hours import OpeningHours
from agreements.queries import current_calendar_id, maintenance_terms, opening_hours
from agreements.terms import MaintenanceTerms
from agreements.wording import ZONE
from maintenance.enums import PLANNED_STATUSES, Kind, Scope
from maintenance.models import EnvironmentCustomer, MaintenanceWindow, WindowCustomer
from maintenance.queries.proposals import Proposal
from maintenance.schedule import Span, year_of

# The calendar reaches two years ahead: nothing is suggested beyond these.
YEARS_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Strictest:
    """The terms that count where an environment brings several agreements together: the strictest of each (M3, M4)."""

    version_id: int
    per_year: int
    notice_days: int
    notice_hours: int
    reservation_days: int


@dataclass(frozen=True, slots=True)
class OtherWindow:
    """A window of the same environment, as far as it takes a place or time."""

    window_id: int
    span: Span
    year: int
    place: int | None
    holds_time: bool


@dataclass(frozen=True)
class Situation:
    """Everything that the rules need to know about a proposal, at one moment."""

    proposal: Proposal
    zone: tzinfo
    calendar_id: int
    hours: OpeningHours
    users: Mapping[int, Organisation]
    affected: Mapping[int, Organisation]
    terms: Mapping[int | None, MaintenanceTerms]
    strictest: Strictest
    others: tuple[OtherWindow, ...]
    own_window: MaintenanceWindow | None = None
    own_rows: Mapping[int, tuple[int, int | None]] = field(default_factory=dict)
    places: Mapping[tuple[int, int], frozenset[int]] = field(default_factory=dict)

    @cached_property
    def span(self) -> Span:
        """The proposed window of time."""
        return self.proposal.span

    @cached_property
    def year(self) -> int:
        """The year that it counts in (M3)."""
        return year_of(self.proposal.starts_at, self.zone)

    @cached_property
    def taken_spans(self) -> tuple[Span, ...]:
        """The times of the environment's other windows."""
        return tuple(other.span for other in self.others if other.holds_time)

    @cached_property
    def own_customers(self) -> frozenset[int]:
        """The customers that the stored window affects now."""
        return frozenset(self.own_rows)

    def has_place(self, customer_id: int) -> bool:
        """Whether the stored window has a place of this customer's proposed year already: then it keeps that."""
        year, place = self.own_rows.get(customer_id, (0, None))
        return place is not None and year == self.year

    def places_of_environment(self, year: int) -> frozenset[int]:
        """The numbers that other windows of the environment have taken in a year."""
        return frozenset(other.place for other in self.others if other.place is not None and other.year == year)

    def places_of_customer(self, customer_id: int, year: int) -> frozenset[int]:
        """The numbers that other windows, of any environment, have taken of a customer's year."""
        return self.places.get((customer_id, year), frozenset())

    def customers_without_room(self, year: int) -> list[Organisation]:
        """The affected customers that can have no further window in a year (M3), by name."""
        full = (
            customer
            for pk, customer in self.affected.items()
            if len(self.places_of_customer(pk, year)) >= self.terms[pk].per_year
        )
        return sorted(full, key=lambda customer: customer.name)

    @cached_property
    def full_years(self) -> frozenset[int]:
        """The years from the proposed one on that have no room for it, by what is taken in them now (M3)."""
        return frozenset(year for year in range(self.year, self.year + YEARS_AHEAD) if self._is_full(year))

    def _is_full(self, year: int) -> bool:
        return len(self.places_of_environment(year)) >= self.strictest.per_year or bool(
            self.customers_without_room(year)
        )


def situation_of(proposal: Proposal, window: MaintenanceWindow | None = None, *, now: datetime) -> Situation:
    """The facts about a proposal at `now` (aware), in six statements, for 500 customers and 240 windows as for one.

    `window` is the stored one that it changes, which is not in its own way; one statement more.
    """
    users = users_of(proposal.environment_id, now=now)
    affected = customers_affected(proposal, users)
    terms = maintenance_terms(sorted({*users, *affected}), at=proposal.starts_at)
    calendar_id = current_calendar_id()
    return Situation(
        proposal=proposal,
        zone=ZONE,
        calendar_id=calendar_id,
        hours=opening_hours(calendar_id),
        users=users,
        affected=affected,
        terms=terms,
        strictest=strictest(terms[pk] for pk in (*users, *affected)) if users or affected else strictest([terms[None]]),
        others=_other_windows(proposal, window, now),
        own_window=window,
        own_rows=_own_rows(window) if window is not None else {},
        places=_places(affected, year_of(proposal.starts_at, ZONE), window),
    )


def users_of(environment_id: int, *, now: datetime) -> dict[int, Organisation]:
    """The active customers that use an environment at `now`, by id, in order of name; one SQL."""
    uses = EnvironmentCustomer.objects.filter(
        Q(left_at=None) | Q(left_at__gt=now), environment_id=environment_id, joined_at__lte=now
    )
    customers = Organisation.objects.filter(pk__in=uses.values("customer_id"), is_active=True)
    return {customer.pk: customer for customer in customers.order_by("name", "pk")}


def customers_affected(proposal: Proposal, users: Mapping[int, Organisation]) -> dict[int, Organisation]:
    """The customers that a proposal affects: all users of the environment, or the chosen ones among them."""
    if proposal.scope != Scope.CHOSEN:
        return dict(users)
    chosen = set(proposal.customer_ids)
    return {pk: customer for pk, customer in users.items() if pk in chosen}


def affected_ids(window: MaintenanceWindow) -> list[int]:
    """The customers that a stored window affects now (of a draft: those chosen); one SQL."""
    rows = WindowCustomer.objects.filter(window=window, left_at=None)
    return list(rows.order_by("customer_id").values_list("customer_id", flat=True))


def strictest(terms: Iterable[MaintenanceTerms]) -> Strictest:
    """The strictest of each term; the version is that of the lowest cap, the first made of several."""
    each = list(terms)
    lowest = min(each, key=lambda term: (term.per_year, term.version_id))
    return Strictest(
        version_id=lowest.version_id,
        per_year=lowest.per_year,
        notice_days=max(term.notice_days for term in each),
        notice_hours=max(term.notice_hours for term in each),
        reservation_days=min(term.reservation_days for term in each),
    )


def _other_windows(proposal: Proposal, window: MaintenanceWindow | None, now: datetime) -> tuple[OtherWindow, ...]:
    """Those with a place from the proposed year on, and those whose time may be in the way."""
    first = min(proposal.starts_at, now)
    rows = MaintenanceWindow.objects.filter(
        Q(place__isnull=False, year__gte=year_of(proposal.starts_at, ZONE))
        | Q(status__in=PLANNED_STATUSES, ends_at__gt=first),
        environment_id=proposal.environment_id,
        kind=Kind.PLANNED,
    )
    others = rows.exclude(pk=window.pk) if window is not None else rows
    return tuple(
        OtherWindow(pk, Span(starts_at, ends_at), year, place, status in PLANNED_STATUSES)
        for pk, starts_at, ends_at, year, place, status in others.values_list(
            "pk", "starts_at", "ends_at", "year", "place", "status"
        )
    )


def _own_rows(window: MaintenanceWindow) -> dict[int, tuple[int, int | None]]:
    """Year and place by customer, of those that the stored window affects."""
    rows = WindowCustomer.objects.filter(window=window, left_at=None)
    return {customer_id: (year, place) for customer_id, year, place in rows.values_list("customer_id", "year", "place")}


def _places(
    affected: Collection[int], year: int, window: MaintenanceWindow | None
) -> dict[tuple[int, int], frozenset[int]]:
    """The places taken of the years of these customers, by customer and year."""
    taken = WindowCustomer.objects.filter(customer_id__in=sorted(affected), year__gte=year, place__isnull=False)
    others = taken.exclude(window=window) if window is not None else taken
    found: dict[tuple[int, int], set[int]] = {}
    for customer_id, of_year, place in others.values_list("customer_id", "year", "place"):
        if place is not None:
            found.setdefault((customer_id, of_year), set()).add(place)
    return {key: frozenset(places) for key, places in found.items()}
