"""What the planner's calendar shows: six weeks of days with opening hours, holidays, windows and free weekend slots."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from agreements.opening_hours import BeyondCalendar, OpeningHours
from agreements.queries import closed_reason, opening_hours
from agreements.wording import ZONE
from maintenance.enums import Kind, Status
from maintenance.models import MaintenanceWindow
from maintenance.schedule import SchedulingError, Span, local_moment, overlaps, weekend_slots

WEEKS = 6
DAY = timedelta(days=1)
USUAL_LENGTH = timedelta(hours=4)
# A calendar that somebody pages to a year in which nobody plans answers with this one instead.
YEARS = range(2001, 2100)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a day as the clock on the wall reads it: minutes since midnight."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A window, or the proposal (`window` None), as far as it lies on one date."""

    window: MaintenanceWindow | None
    status: Status
    span: Span
    part: Part
    begins_here: bool
    ends_here: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One date; `opening` is None where the calendar of opening hours does not reach."""

    on: date
    opening: tuple[Part, ...] | None
    name: str
    is_past: bool
    is_today: bool
    under_notice: bool
    placed: tuple[Placed, ...]
    slots: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Six weeks of an environment from a Monday on, with a proposal in it.

    `window_id` is the window that the proposal is for, which does not stand in its own way; nothing is suggested before
    `earliest` (notice, M4), nor in `full_years` (M3).
    """

    environment_id: int | None
    monday: date
    calendar_revision: int
    earliest: datetime
    proposal: Span | None = None
    window_id: int | None = None
    full_years: Collection[int] = ()


def monday_of(on: date) -> date:
    """The Monday of the week that a date is in; far away years are taken to the nearest in which one plans."""
    year = min(max(on.year, YEARS[0]), YEARS[-1])
    near = on if year == on.year else date(year, 1, 1)
    return near - near.weekday() * DAY


def six_weeks(asked: Asked, *, now: datetime) -> list[Day]:
    """The days from a Monday on, in local time (M1, M4, M5). One SQL, once the calendar has been read."""
    dates = [asked.monday + n * DAY for n in range(WEEKS * 7)]
    start, end = _midnight(dates[0]), _midnight(dates[-1] + DAY)
    windows = windows_between(asked.environment_id, start, end)
    hours = opening_hours(asked.calendar_revision)
    slots = _slots(asked, dates, windows, hours)
    placed = [_on_dates(each) for each in windows if each.pk != asked.window_id]
    if asked.proposal:
        placed.append(list(_split(None, Status.DRAFT, asked.proposal)))
    by_date: dict[date, list[Placed]] = {}
    for on, piece in (pair for pieces in placed for pair in pieces):
        by_date.setdefault(on, []).append(piece)
    today, earliest = now.astimezone(ZONE).date(), asked.earliest.astimezone(ZONE).date()
    return [
        Day(
            on=on,
            opening=_opening(hours, on),
            name=closed_reason(on, asked.calendar_revision),
            is_past=on < today,
            is_today=on == today,
            under_notice=today <= on < earliest,
            placed=tuple(sorted(by_date.get(on, ()), key=lambda piece: piece.span)),
            slots=tuple(slots.get(on, ())),
        )
        for on in dates
    ]


def windows_between(environment_id: int | None, start: datetime, end: datetime) -> list[MaintenanceWindow]:
    """The windows of an environment that touch a stretch of time, without cancelled ones. One SQL."""
    if environment_id is None:
        return []
    windows = MaintenanceWindow.objects.filter(environment_id=environment_id, starts_at__lt=end, ends_at__gt=start)
    return list(windows.exclude(status=Status.CANCELLED).order_by("starts_at", "pk"))


def taken_by(windows: list[MaintenanceWindow], but: int | None = None) -> list[Span]:
    """What planned windows hold of the time: a draft holds nothing, and an emergency is in nobody's way."""
    return [
        Span(each.starts_at, each.ends_at)
        for each in windows
        if each.kind == Kind.PLANNED and each.status != Status.DRAFT and each.pk != but
    ]


def _slots(
    asked: Asked, dates: list[date], windows: list[MaintenanceWindow], hours: OpeningHours
) -> dict[date, list[Span]]:
    """The free moments of the weekends, but for the one that is proposed."""
    length = asked.proposal.length if asked.proposal else USUAL_LENGTH
    try:
        taken = taken_by(windows, asked.window_id)
        free = weekend_slots(dates[0], dates[-1], length, hours, taken, not_before=asked.earliest, zone=ZONE)
    except (SchedulingError, BeyondCalendar):
        return {}
    found: dict[date, list[Span]] = {}
    for span in free:
        on = span.starts_at.astimezone(ZONE).date()
        if on.year not in asked.full_years and not (asked.proposal and overlaps(span, asked.proposal)):
            found.setdefault(on, []).append(span)
    return found


def _on_dates(window: MaintenanceWindow) -> list[tuple[date, Placed]]:
    span = Span(window.starts_at, window.ends_at)
    return list(_split(window, Status(window.status), span))


def _split(window: MaintenanceWindow | None, status: Status, span: Span) -> Iterator[tuple[date, Placed]]:
    """A window date by date; one that ends at midnight has nothing on the next date."""
    start, end = span.local(ZONE)
    last = (end - timedelta(microseconds=1)).date()
    on = start.date()
    while on <= last:
        part = Part(_minute(start) if on == start.date() else 0, _minute(end) if on == end.date() else 24 * 60)
        yield on, Placed(window, status, span, part, begins_here=on == start.date(), ends_here=on == last)
        on += DAY


def _opening(hours: OpeningHours, on: date) -> tuple[Part, ...] | None:
    try:
        stretches = list(hours.stretches(_midnight(on), _midnight(on + DAY)))
    except BeyondCalendar:
        return None
    local = [(start.astimezone(ZONE), end.astimezone(ZONE)) for start, end in stretches]
    return tuple(Part(_minute(start), _minute(end) if end.date() == on else 24 * 60) for start, end in local)


def _midnight(on: date) -> datetime:
    return local_moment(on, time(), ZONE)


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute
