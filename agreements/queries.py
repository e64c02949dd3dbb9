"""Everything that reads agreements and the calendar. Versions and revisions never change, so each is read once.

The caches are by id and must not be asked inside the transaction that makes the row (it may roll back, and SQLite
gives the id out again); actions never do.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, cast
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q
from django.utils.translation import get_language

from agreements.hours import StoredWeek
from agreements.matrix import Impact, Severity
from agreements.models import (
    Agreement,
    AgreementVersion,
    CalendarDay,
    CalendarRevision,
    DayOrigin,
    NormTime,
    WeeklyHours,
)
from agreements.opening_hours import OpeningHours
from agreements.rates import RateBook as RateBook  # noqa: PLC0414 - the way out of this app
from agreements.rates import rate_book as rate_book  # noqa: PLC0414
from agreements.rates import rate_for as rate_for  # noqa: PLC0414
from agreements.snapshot import Snapshot, opening_hours_of, week_in_force
from agreements.terms import DeskHours, MaintenanceTerms, MaintenanceTimeline, NamedDay, Norm, Promises, Terms
from agreements.wording import ZONE, week_words

# Written out, since every page asks it: the ORM takes four times as long to put these words together as the database
# to answer. A customer's own agreement goes before the general one; the last version to come into force counts.
_IN_FORCE = """
SELECT version.id, (SELECT id FROM agreements_calendarrevision ORDER BY number DESC LIMIT 1)
FROM agreements_agreementversion version JOIN agreements_agreement agreement ON agreement.id = version.agreement_id
WHERE version.effective_from <= %s AND (agreement.customer_id IS NULL OR agreement.customer_id = %s)
ORDER BY agreement.customer_id IS NULL, version.effective_from DESC
LIMIT 1
"""


class NothingInForceError(LookupError):
    """No agreement, or no calendar, is in force at the moment asked for: never answered by a guess."""


def in_force(customer_id: int | None, *, at: datetime) -> tuple[int, int]:
    """Ids of the agreement version for this customer at that moment, and of the current calendar revision. One SQL.

    A customer's own agreement goes before the general one. The revision is always the newest: it covers the past too.
    """
    version_id, revision_id = _in_force(customer_id, at=at)
    if version_id is None or revision_id is None:
        raise NothingInForceError(f"No agreement and calendar for customer {customer_id} at {at.isoformat()}.")
    return version_id, revision_id


def agreement_version_for(customer_id: int | None, *, at: datetime) -> int:
    """Id of the version in force for this customer (None: the general agreement) at an aware moment. One SQL."""
    version_id, _ = _in_force(customer_id, at=at)
    if version_id is None:
        raise NothingInForceError(f"No agreement for customer {customer_id} at {at.isoformat()}.")
    return version_id


def maintenance_timeline(customer_ids: Collection[int]) -> MaintenanceTimeline:
    """The terms of maintenance of each of these customers through time; one SQL, however many (M3, M4)."""
    theirs = AgreementVersion.objects.filter(
        Q(agreement__customer=None) | Q(agreement__customer_id__in=customer_ids)
    ).order_by("effective_from")
    versions: dict[int | None, list[tuple[date, MaintenanceTerms]]] = {}
    for customer_id, effective_from, *values in theirs.values_list(
        "agreement__customer_id", "effective_from",
        "pk", "maintenance_per_year", "notice_days", "notice_hours", "reservation_days",
    ):  # fmt: skip
        versions.setdefault(customer_id, []).append((effective_from, MaintenanceTerms(*values)))
    return MaintenanceTimeline(versions)


def maintenance_terms(customer_ids: Collection[int], *, at: datetime) -> dict[int | None, MaintenanceTerms]:
    """The terms of maintenance in force for each of these customers at an aware moment; one SQL, however many.

    Under None are those of the general agreement, which hold for whoever has none of their own.
    """
    timeline, on = maintenance_timeline(customer_ids), at.astimezone(ZONE).date()
    try:
        return {each: timeline.at(each, on) for each in (None, *customer_ids)}
    except LookupError as error:
        raise NothingInForceError(str(error)) from error


def current_calendar_id() -> int:
    """Id of the calendar revision that new clocks pin. One SQL."""
    revision_id = CalendarRevision.objects.order_by("-number").values_list("pk", flat=True).first()
    if revision_id is None:
        raise NothingInForceError("There is no calendar revision: run the migrations.")
    return revision_id


def newest_version_id() -> int | None:
    """Id of the version that was published last, of whatever agreement. One SQL."""
    return AgreementVersion.objects.order_by("-pk").values_list("pk", flat=True).first()


def weekly_hours_on(day: date) -> StoredWeek:
    """The ordinary hours of the week that a date is in, as stored. One SQL."""
    rows = WeeklyHours.objects.filter(effective_from__lte=day).order_by("-effective_from")
    week: StoredWeek = rows.values_list("hours", flat=True).first() or {}
    return week


def weekly_hours_from(effective_from: date) -> WeeklyHours:
    """The weekly hours that begin on this date."""
    return WeeklyHours.objects.get(effective_from=effective_from)


def general_agreement_id() -> int:
    """Id of the agreement of everybody who has none of their own."""
    return Agreement.objects.values_list("pk", flat=True).get(customer=None)


def day_by_hand(on: date) -> CalendarDay:
    """The hours that were given to this date by hand."""
    return CalendarDay.objects.get(date=on, origin=DayOrigin.HAND)


@lru_cache(maxsize=256)
def terms(version_id: int) -> Terms:
    """The terms of a version; three SQL the first time, none after."""
    version = AgreementVersion.objects.get(pk=version_id)
    cells = version.matrix_cells.values_list("impact", "severity", "category")
    return Terms(
        version_id=version.pk,
        number=version.number,
        effective_from=version.effective_from,
        timezone=ZoneInfo(version.timezone),
        matrix=MappingProxyType(
            {(Impact(impact), Severity(severity)): category for impact, severity, category in cells}
        ),
        norms=MappingProxyType({norm.category: _norm(norm) for norm in version.norm_times.all()}),
        phone_number=version.phone_number,
        change_working_days=version.change_working_days,
        maintenance_per_year=version.maintenance_per_year,
        notice_days=version.notice_days,
        notice_hours=version.notice_hours,
        reservation_days=version.reservation_days,
        reopening_working_days=version.reopening_working_days,
        reminder_working_days=version.reminder_working_days,
        closing_working_days=version.closing_working_days,
        pauses_while_waiting=version.pauses_while_waiting,
        reclassify_from=cast(Literal["start", "change"], version.reclassify_from),
        rounding_minutes=version.rounding_minutes,
        rounding_per=cast(Literal["entry", "ticket_day", "ticket_month"], version.rounding_per),
        vat_percent=version.vat_percent,
        billable_grounds=tuple(version.billable_grounds),
        confirm_working_days=version.confirm_working_days,
        approval_working_days=version.approval_working_days,
        approval_reminder_working_days=version.approval_reminder_working_days,
    )


@lru_cache(maxsize=64)
def opening_hours(revision_id: int) -> OpeningHours:
    """The engine for a calendar revision; one SQL the first time, none after."""
    return opening_hours_of(_snapshot(revision_id))


def hours_without_planned_weeks(revision_id: int, today: date) -> OpeningHours:
    """As if the weekly hours of today went on for good; dates with hours of their own stay. No SQL once read."""
    snapshot = _snapshot(revision_id)
    begun = {begins: week for begins, week in snapshot["changes"].items() if date.fromisoformat(begins) <= today}
    return opening_hours_of({**snapshot, "changes": begun})


def planned_weeks(revision_id: int, today: date) -> list[date]:
    """The dates after today from which other weekly hours hold. No SQL once read."""
    return sorted(on for on in map(date.fromisoformat, _snapshot(revision_id)["changes"]) if on > today)


def closed_reason(on: date, revision_id: int) -> str:
    """The name of a holiday, or the reason for other hours, on a date, in the active language; "" for ordinary days."""
    day = _snapshot(revision_id)["exceptions"].get(on.isoformat())
    if day is None:
        return ""
    return day["en"] if (get_language() or "nl").startswith("en") else day["nl"]


def promises(version_id: int, revision_id: int, category: int, submitted_at: datetime) -> Promises:
    """The promised moments of an incident of this category, submitted then (N1-N4, H4). No SQL once both are read."""
    return promises_under(terms(version_id), opening_hours(revision_id), category, submitted_at)


def promises_under(contract: Terms, hours: OpeningHours, category: int, submitted_at: datetime) -> Promises:
    """The same under terms and hours that need not be stored: what the simulator sets beside the present ones."""
    norm = contract.norms[category]
    starts_at = hours.next_opening(submitted_at)
    return Promises(
        category=category,
        starts_at=starts_at,
        response_before=hours.add(starts_at, norm.response),
        recovery_before=hours.add(starts_at, norm.recovery) if norm.recovery else None,
        first_report_before=hours.add(starts_at, norm.status_report) if norm.status_report else None,
        norm=norm,
    )


def desk_hours(*, now: datetime) -> DeskHours:
    """Whether the helpdesk is open (H1), and where to phone (H2), by the general agreement. One SQL."""
    version_id, revision_id = in_force(None, at=now)
    hours, phone_number = opening_hours(revision_id), terms(version_id).phone_number
    closes_at = _closing_after(now, hours) if hours.is_open(now) else None
    next_opening_at = hours.next_opening(closes_at or now)
    today = now.astimezone(ZONE).date()
    return DeskHours(
        is_open=closes_at is not None,
        closes_at=closes_at,
        next_opening_at=next_opening_at,
        reason=closed_reason(today, revision_id),
        named_days=_named_days(today, next_opening_at.astimezone(ZONE).date(), revision_id),
        week_words=week_words(week_in_force(_snapshot(revision_id), today)),
        calendar_revision_id=revision_id,
        phone_number=phone_number,
        phone_href=phone_href(phone_number),
    )


def phone_href(phone_number: str) -> str:
    """A Dutch number as a link: '0413 - 741 742' gives 'tel:+31413741742'."""
    digits = "".join(character for character in phone_number if character.isdigit())
    return f"tel:+{digits}" if phone_number.startswith("+") else f"tel:+31{digits.removeprefix('0')}"


def forget() -> None:
    """Empty the caches: for tests, whose databases give the same ids out again."""
    for cached in (terms, opening_hours, _snapshot):
        cached.cache_clear()


@lru_cache(maxsize=64)
def _snapshot(revision_id: int) -> Snapshot:
    return cast(Snapshot, CalendarRevision.objects.values_list("snapshot", flat=True).get(pk=revision_id))


def _norm(row: NormTime) -> Norm:
    return Norm(row.clause, row.response, row.recovery, row.status_report)


def _in_force(customer_id: int | None, *, at: datetime) -> tuple[int | None, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [at.astimezone(ZONE).date().isoformat(), customer_id])
        row: tuple[int, int | None] | None = cursor.fetchone()
    return row or (None, None)


def _closing_after(now: datetime, hours: OpeningHours) -> datetime:
    """The end of the open stretch that `now` is in (at most a week on, for a desk that never closes)."""
    return next(iter(hours.stretches(now, now + timedelta(days=7))))[1]


def _named_days(today: date, until: date, revision_id: int) -> tuple[NamedDay, ...]:
    """Days with a name of their own after `today` and before `until`."""
    between = (today + timedelta(days=n) for n in range(1, (until - today).days))
    named = ((on, closed_reason(on, revision_id)) for on in between)
    return tuple(NamedDay(on, reason) for on, reason in named if reason)
