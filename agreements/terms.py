"""What the queries of this app answer with: the terms of an agreement, promised moments, the state of the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from agreements.matrix import Matrix


@dataclass(frozen=True, slots=True)
class Norm:
    """Norm times of a category in opening time (N1-N4); None is by appointment."""

    clause: str
    response: timedelta
    recovery: timedelta | None
    status_report: timedelta | None


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of an agreement. Never changes, so it may be kept as long as one likes."""

    version_id: int
    number: int
    effective_from: date
    timezone: ZoneInfo
    matrix: Matrix
    norms: Mapping[int, Norm]
    phone_number: str
    change_working_days: int
    maintenance_per_year: int
    notice_days: int
    notice_hours: int
    reservation_days: int
    reopening_working_days: int
    reminder_working_days: int
    closing_working_days: int
    pauses_while_waiting: bool
    reclassify_from: Literal["start", "change"]
    rounding_minutes: int
    rounding_per: Literal["entry", "ticket_day", "ticket_month"]
    vat_percent: Decimal
    billable_grounds: tuple[str, ...]
    confirm_working_days: int
    approval_working_days: int
    approval_reminder_working_days: int


@dataclass(frozen=True, slots=True)
class Promises:
    """What a customer may expect, as moments; each is strict: before it (N). None is by appointment."""

    category: int
    starts_at: datetime
    response_before: datetime
    recovery_before: datetime | None
    first_report_before: datetime | None
    norm: Norm


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A date with hours of its own, and why, in the language of the reader."""

    date: date
    reason: str


@dataclass(frozen=True, slots=True)
class DeskHours:
    """Whether the helpdesk is open now (H1), until when, and when it opens next (when open: after closing).

    `reason` names today's holiday or dated hours, "" on an ordinary day, also when the desk is open till noon.
    `week_words` are the ordinary hours, "op werkdagen van 08:30 tot 17:00".
    `named_days` are the named days after today and before the next opening: why it takes longer than a night.
    """

    is_open: bool
    closes_at: datetime | None
    next_opening_at: datetime
    reason: str
    named_days: tuple[NamedDay, ...]
    week_words: str
    calendar_revision_id: int
    phone_number: str
    phone_href: str


@dataclass(frozen=True, slots=True)
class MaintenanceTerms:
    """What one version of an agreement says of planned maintenance (M3, M4): for many customers at once."""

    version_id: int
    per_year: int
    notice_days: int
    notice_hours: int
    reservation_days: int


@dataclass(frozen=True, slots=True)
class MaintenanceTimeline:
    """The terms of maintenance of some customers through time; under None those of the general agreement."""

    versions: Mapping[int | None, Sequence[tuple[date, MaintenanceTerms]]]

    def at(self, customer_id: int | None, on: date) -> MaintenanceTerms:
        """What is in force for a customer on a date: its own agreement goes before the general one.

        Raises LookupError when nothing is: never answered by a guess.
        """
        own = self._in_force(customer_id, on) or self._in_force(None, on)
        if own is None:
            raise LookupError(f"No general agreement on {on.isoformat()}.")
        return own

    def has_own(self, customer_id: int) -> bool:
        """Whether the customer has an agreement of its own, now or ever."""
        return customer_id in self.versions

    def _in_force(self, customer_id: int | None, on: date) -> MaintenanceTerms | None:
        begun = [terms for effective_from, terms in self.versions.get(customer_id, ()) if effective_from <= on]
        return begun[-1] if begun else None
