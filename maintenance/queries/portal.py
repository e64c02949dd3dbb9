"""What the portal shows of maintenance: somebody's own windows, the banner, and the page without login."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db.models import Exists, OuterRef, QuerySet

from accounts.composed import Composed
from accounts.queries import Access
from maintenance.enums import ENDED_STATUSES, Kind, Status
from maintenance.models import MaintenanceWindow, WindowCustomer
from maintenance.queries.consultation import CustomerStanding, answer_before, standings_of
from maintenance.queries.door import visible_windows

BANNER_AHEAD = timedelta(days=1)
MOST_PAST = 50


@dataclass(frozen=True, slots=True)
class PortalWindow:
    """One window as the people of its customers see it: only the customers that the person acts for are in it.

    `to_answer` are those of them that the person may answer for now, and that still have to answer.
    """

    window: MaintenanceWindow
    status: Status
    customers: tuple[CustomerStanding, ...]
    may_answer_for: tuple[CustomerStanding, ...]
    answer_before: datetime | None

    @property
    def to_answer(self) -> tuple[CustomerStanding, ...]:
        """For whom an answer is still asked of this person."""
        return tuple(each for each in self.may_answer_for if each.is_outstanding)


@dataclass(frozen=True, slots=True)
class PortalWindows:
    """A person's windows: about which an answer is asked, what is under way or announced, and what is over."""

    asked: tuple[PortalWindow, ...]
    running: tuple[PortalWindow, ...]
    announced: tuple[PortalWindow, ...]
    over: tuple[PortalWindow, ...]


@dataclass(frozen=True, slots=True)
class PublicWindow:
    """What anybody may read of a window: no customer, and no environment, which may be named after one."""

    reference: str
    is_emergency: bool
    is_running: bool
    title: str
    effect: str
    starts_at: datetime
    ends_at: datetime
    holds_open: bool


def customers_of(access: Access) -> frozenset[int]:
    """The customers that a person belongs to, or may file or answer for by mandate (P1)."""
    return access.own_customers | frozenset(access.mandated) | frozenset(access.consulted)


def windows_of(access: Access, *, now: datetime) -> PortalWindows:
    """The windows that this person may see, with its own customers' answers (P1, M2); five SQL, however many there are.

    Of what is over the last fifty are given.
    """
    windows = visible_windows(access, now=now).select_related("environment")
    over = list(windows.filter(status__in=ENDED_STATUSES).order_by("-starts_at", "-pk")[:MOST_PAST])
    coming = list(windows.exclude(status__in=ENDED_STATUSES).order_by("starts_at", "pk"))
    shown = _shown([*coming, *over], access, now=now)
    by_status: dict[Status, list[PortalWindow]] = defaultdict(list)
    for each in shown:
        by_status[each.status].append(each)
    ended = [each for status in ENDED_STATUSES for each in by_status[status]]
    return PortalWindows(
        asked=tuple(by_status[Status.CONSULTATION]),
        running=tuple(by_status[Status.RUNNING]),
        announced=tuple(by_status[Status.ANNOUNCED]),
        over=tuple(sorted(ended, key=lambda each: (each.window.starts_at, each.window.pk), reverse=True)),
    )


def window_page(window: MaintenanceWindow, access: Access, *, now: datetime) -> PortalWindow:
    """One window, fetched through the door, as this person sees it; three SQL."""
    return _shown([window], access, now=now)[0]


def banner(access: Access, *, now: datetime) -> list[MaintenanceWindow]:
    """What runs now or starts within a day and affects a customer of this person, first to come first; one SQL."""
    mine = customers_of(access)
    if not mine:
        return []
    near = _told_to(len(mine))(now + BANNER_AHEAD, *sorted(mine))
    return [each for each in near if each.status_at(now) in (Status.ANNOUNCED, Status.RUNNING)]


@cache
def _told_to(customers: int) -> Composed[MaintenanceWindow]:
    """What begins before a moment and affects one of so many customers."""

    def build(before: datetime, *mine: int) -> QuerySet[MaintenanceWindow]:
        affected = WindowCustomer.objects.filter(window=OuterRef("pk"), customer_id__in=mine, left_at__isnull=True)
        return _told().filter(Exists(affected), starts_at__lte=before)

    return Composed(build, datetime, *[int] * customers)


def public_windows(*, now: datetime) -> list[PublicWindow]:
    """Announced and running windows for anybody, without a name of a customer; one SQL."""
    told = ((each, each.status_at(now)) for each in _told())
    return [
        PublicWindow(
            reference=window.reference,
            is_emergency=window.kind == Kind.EMERGENCY,
            is_running=status is Status.RUNNING,
            title=window.title,
            effect=window.effect,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            holds_open=window.holds_open,
        )
        for window, status in told
        if status in (Status.ANNOUNCED, Status.RUNNING)
    ]


def _told() -> QuerySet[MaintenanceWindow]:
    told = MaintenanceWindow.objects.filter(status__in=(Status.ANNOUNCED, Status.RUNNING))
    return told.order_by("starts_at", "pk")


def _shown(windows: Sequence[MaintenanceWindow], access: Access, *, now: datetime) -> list[PortalWindow]:
    standings = _standings(windows, customers_of(access))
    return [_portal_window(each, standings.get(each.pk, ()), access, now=now) for each in windows]


def _standings(windows: Sequence[MaintenanceWindow], mine: frozenset[int]) -> Mapping[int, Sequence[CustomerStanding]]:
    """Of each window the customers among `mine` that it affects, or affected until they left; three SQL."""
    rows = WindowCustomer.objects.filter(window__in=windows, customer_id__in=mine).select_related("customer")
    affected = list(rows.order_by("customer__name", "customer_id"))
    by_window: dict[int, list[CustomerStanding]] = defaultdict(list)
    for row, each in zip(affected, standings_of(affected), strict=True):
        by_window[row.window_id].append(each)
    return by_window


def _portal_window(
    window: MaintenanceWindow, customers: Sequence[CustomerStanding], access: Access, *, now: datetime
) -> PortalWindow:
    status = window.status_at(now)
    asked = status is Status.CONSULTATION
    mine = tuple(each for each in customers if asked and not each.has_left and access.may_answer_for(each.customer.pk))
    return PortalWindow(window, status, tuple(customers), mine, answer_before(window) if asked else None)
