"""The windows in the calendar that an organisation subscribes to (M4, P1)."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import AccountEvent, AccountEventKind, Membership, Organisation
from accounts.models.organisation import OrganisationKind
from accounts.queries import mandates_in_force
from maintenance.enums import EventKind, Status
from maintenance.models import Announcement, FeedAddress, MaintenanceWindow, WindowCustomer, WindowEvent

KEPT_AFTER_END = timedelta(days=90)
KEPT_AFTER_CANCELLING = timedelta(days=30)
# What changes an entry in a calendar.
_CHANGING = (
    EventKind.ANNOUNCED,
    EventKind.EMERGENCY_RECORDED,
    EventKind.EDITED,
    EventKind.MOVED,
    EventKind.CANCELLED,
    EventKind.LAPSED,
)


@dataclass(frozen=True, slots=True)
class FeedWindow:
    """A window that was announced, and when it last became something else for a calendar."""

    window: MaintenanceWindow
    changed_at: datetime


def digest_of(secret: str) -> str:
    """What is kept of a secret: it has 256 bits of chance, so a plain digest cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address_of_secret(secret: str) -> FeedAddress | None:
    """The address with this secret, unless it was revoked, or its person left, or it is served no more; one SQL.

    Found by its digest: how long that takes tells nothing about the secret.
    """
    found = _usable().select_related("organisation", "created_by")
    return found.filter(organisation__is_active=True, digest=digest_of(secret)).first()


def addresses_in_use(user_id: int, organisation_ids: Collection[int]) -> dict[int, FeedAddress]:
    """Somebody's own addresses at these organisations, by their ids; no secret is in them. One SQL."""
    used = _usable().filter(created_by_id=user_id, organisation_id__in=organisation_ids)
    return {each.organisation_id: each for each in used}


def others_with_an_address(user_id: int, organisation_ids: Collection[int]) -> dict[int, list[str]]:
    """The names of everybody else at these organisations with an address in use, by the organisation's id. One SQL."""
    used = _usable().filter(organisation_id__in=organisation_ids).exclude(created_by_id=user_id)
    named: dict[int, list[str]] = {}
    for organisation_id, name in used.order_by("created_by__name", "pk").values_list(
        "organisation_id", "created_by__name"
    ):
        named.setdefault(organisation_id, []).append(name)
    return named


def _usable() -> QuerySet[FeedAddress]:
    """Not revoked, and of somebody who was of the organisation all the time since it was made.

    Who left or was deactivated and came back makes a new one: whatever was copied before stays dead, as sessions do.
    """
    belongs = Membership.objects.filter(user=OuterRef("created_by"), organisation=OuterRef("organisation"))
    since = AccountEvent.objects.filter(user=OuterRef("created_by"), at__gte=OuterRef("created_at"))
    left = Q(kind=AccountEventKind.MEMBERSHIP_REMOVED, organisation=OuterRef("organisation"))
    ended = since.filter(left | Q(kind=AccountEventKind.USER_DEACTIVATED))
    return FeedAddress.objects.filter(Exists(belongs), ~Exists(ended), revoked_at=None, created_by__is_active=True)


def windows_for(organisation_id: int, *, now: datetime) -> list[FeedWindow]:
    """The windows that were announced to a customer, or to the customers of a partner, by start; three SQL.

    A partner has those of every mandate in force at `now`, and nothing of one that ended. What is over stays for 90
    days; what was cancelled, or went back to the drawing board, for 30.
    """
    affected = WindowCustomer.objects.filter(
        window=OuterRef("pk"), customer_id__in=_customers(organisation_id, now), left_at=None
    )
    announced = Announcement.objects.filter(window=OuterRef("pk"))
    off = (Status.CANCELLED, Status.DRAFT)
    recent = Q(ends_at__gt=now - KEPT_AFTER_END) & (~Q(status__in=off) | Q(changed_at__gt=now - KEPT_AFTER_CANCELLING))
    windows = MaintenanceWindow.objects.filter(Exists(affected), Exists(announced)).annotate(changed_at=_changed_at())
    return [FeedWindow(each, each.changed_at) for each in windows.filter(recent).order_by("starts_at", "pk")]


def _changed_at() -> Subquery:
    events = WindowEvent.objects.filter(window=OuterRef("pk"), kind__in=_CHANGING)
    return Subquery(events.order_by("-sequence").values("at")[:1])


def _customers(organisation_id: int, now: datetime) -> list[int]:
    organisation = Organisation.objects.get(pk=organisation_id)
    if not organisation.is_active:
        return []
    if organisation.kind == OrganisationKind.CUSTOMER:
        return [organisation.pk]
    return list(mandates_in_force(now=now).filter(partner=organisation).values_list("customer_id", flat=True))
