"""Windows that were planned by the rules and comply no longer: the calendar or an agreement changed, somebody joined.

Nothing is done to them by the program: administrators see them at once, and decide.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import Organisation
from agreements import wording
from agreements.opening_hours import BeyondCalendar, OpeningHours
from agreements.queries import current_calendar_id, maintenance_timeline, opening_hours
from agreements.terms import MaintenanceTimeline
from agreements.wording import ZONE
from maintenance import schedule
from maintenance.enums import Kind, Status
from maintenance.models import EnvironmentCustomer, MaintenanceWindow, WindowCustomer
from maintenance.queries import words
from maintenance.queries.rules import Check
from maintenance.queries.situation import Strictest, strictest
from maintenance.schedule import Span


@dataclass(frozen=True, slots=True)
class NoLonger:
    """A window that has not begun, and why it no longer complies: one failed check for each reason."""

    window: MaintenanceWindow
    checks: list[Check] = field(default_factory=list)


def windows_that_no_longer_comply(*, now: datetime) -> list[NoLonger]:
    """Planned windows in consultation or announced that break a rule by what is in force now, the first to begin first.

    M1: opening hours in it. M2: an affected customer joined after the announcement and was not consulted. M3: more
    windows in its year than the strictest cap, or than a customer's; the last ones to begin are too many. M4: too short
    notice, for all or for who joined, or no time left to announce. At most eight statements, however many there are.
    """
    upcoming = MaintenanceWindow.objects.filter(
        kind=Kind.PLANNED, status__in=[Status.CONSULTATION, Status.ANNOUNCED], ends_at__gt=now
    )
    windows = list(upcoming.select_related("environment").order_by("starts_at", "pk"))
    if not windows:
        return []
    inspection = _Inspection(windows, now)
    found = (NoLonger(window, list(inspection.of(window))) for window in windows)
    return [each for each in found if each.checks]


class _Inspection:
    """What is in force now, read once for all windows."""

    def __init__(self, windows: Sequence[MaintenanceWindow], now: datetime) -> None:
        self._now = now
        self._hours: OpeningHours = opening_hours(current_calendar_id())
        self._users = _users({window.environment_id for window in windows})
        crowded = _crowded({window.year for window in windows})
        customers = set().union(*self._users.values(), (customer_id for customer_id, _year in crowded))
        self._timeline: MaintenanceTimeline = maintenance_timeline(sorted(customers))
        self._late = _joined_late(windows)
        self._number = _numbers_in_year(windows)
        self._too_many = _too_many(crowded, self._timeline)

    def of(self, window: MaintenanceWindow) -> Iterator[Check]:
        """A failed check for each rule that the window breaks."""
        terms = self._terms(window)
        yield from self._opening_hours(window)
        yield from self._notice(window, terms)
        yield from self._consulted(window)
        yield from self._told_in_time(window, terms)
        yield from self._cap(window, terms)

    def _terms(self, window: MaintenanceWindow) -> Strictest:
        """The strictest terms of the environment at the window's start; who has no own agreement has the general."""
        on = window.starts_at.astimezone(ZONE).date()
        users = self._users[window.environment_id]
        own = [customer_id for customer_id in users if self._timeline.has_own(customer_id)]
        general = [None] if len(own) < len(users) or not users else []
        return strictest(self._timeline.at(each, on) for each in (*general, *own))

    def _opening_hours(self, window: MaintenanceWindow) -> Iterator[Check]:
        name = _("Within opening hours")
        try:
            period = schedule.first_conflict(Span(window.starts_at, window.ends_at), self._hours)
        except BeyondCalendar:
            yield _failed("M1", name, _("The calendar does not reach that far yet."), "opening_hours")
            return
        if period is not None:
            opening = wording.stretch(*period, now=self._now)
            sentence = _("The calendar changed: the window touches opening hours, {opening}.").format(opening=opening)
            yield _failed("M1", name, sentence, "opening_hours")

    def _notice(self, window: MaintenanceWindow, terms: Strictest) -> Iterator[Check]:
        name = _("Too short notice")
        if _in_time(window.announced_at or self._now, window, terms):
            return
        if window.announced_at is None:
            yield _failed("M4", name, _("It can no longer be announced in time. Move or cancel it."), "notice")
        else:
            sentence = _("The agreement changed: it was announced {moment}, which is too late for this start.")
            said = wording.at(window.announced_at, now=self._now)
            yield _failed("M4", name, sentence.format(moment=said), "notice")

    def _consulted(self, window: MaintenanceWindow) -> Iterator[Check]:
        late = [row.customer for row in self._late[window.pk]]
        if late:
            sentence = _("Not consulted, since they joined after the announcement: {names}.")
            yield _failed("M2", _("Not consulted"), sentence.format(names=words.names(late)), "consultation")

    def _told_in_time(self, window: MaintenanceWindow, terms: Strictest) -> Iterator[Check]:
        rows = [row for row in self._late[window.pk] if not _in_time(row.told_at or row.added_at, window, terms)]
        if rows:
            sentence = _("Told too late, since they joined after the announcement: {names}.")
            names = words.names(row.customer for row in rows)
            yield _failed("M4", _("Too short notice"), sentence.format(names=names), "told")

    def _cap(self, window: MaintenanceWindow, terms: Strictest) -> Iterator[Check]:
        number = self._number.get(window.pk, 0)
        if number > terms.per_year:
            sentence = _("The agreement changed: this is number {n} of {year}, and {cap} are allowed.")
            words_of_it = sentence.format(n=number, year=window.year, cap=terms.per_year)
            yield _failed("M3", _("Too many this year"), words_of_it, "cap")
        full = self._too_many[window.pk]
        if full:
            sentence = _("More windows in {year} than agreed with {names}.")
            words_of_it = sentence.format(year=window.year, names=words.names(full))
            yield _failed("M3", _("Too many for a customer"), words_of_it, "customers_cap")


def _failed(clause: str, name: str, sentence: str, key: str) -> Check:
    return Check(clause, name, "fail", sentence, key=key)


def _in_time(announced_at: datetime, window: MaintenanceWindow, terms: Strictest) -> bool:
    return schedule.is_in_time(
        announced_at,
        window.starts_at,
        notice_hours=terms.notice_hours,
        notice_days=terms.notice_days,
        zone=ZONE,
    )


def _users(environment_ids: Iterable[int]) -> Mapping[int, set[int]]:
    uses = EnvironmentCustomer.objects.filter(
        environment_id__in=list(environment_ids), left_at=None, customer__is_active=True
    )
    users: dict[int, set[int]] = defaultdict(set)
    for environment_id, customer_id in uses.values_list("environment_id", "customer_id"):
        users[environment_id].add(customer_id)
    return users


def _joined_late(windows: Iterable[MaintenanceWindow]) -> Mapping[int, list[WindowCustomer]]:
    """The customers whom announced windows affect without having asked them."""
    announced = [window.pk for window in windows if window.status == Status.ANNOUNCED]
    rows = WindowCustomer.objects.filter(window_id__in=announced, asked_at=None, left_at=None)
    late: dict[int, list[WindowCustomer]] = defaultdict(list)
    for row in rows.select_related("customer").order_by("customer__name"):
        late[row.window_id].append(row)
    return late


def _numbers_in_year(windows: Iterable[MaintenanceWindow]) -> dict[int, int]:
    """Which one of its environment's year each window is, in order of start."""
    years = {window.year for window in windows}
    placed = MaintenanceWindow.objects.filter(year__in=years, place__isnull=False).order_by("starts_at", "pk")
    seen: dict[tuple[int, int], int] = defaultdict(int)
    numbers: dict[int, int] = {}
    for pk, environment_id, year in placed.values_list("pk", "environment_id", "year"):
        seen[environment_id, year] += 1
        numbers[pk] = seen[environment_id, year]
    return numbers


def _crowded(years: Iterable[int]) -> dict[tuple[int, int], int]:
    """How many windows each customer has in each year; one SQL."""
    rows = WindowCustomer.objects.filter(year__in=list(years), place__isnull=False).order_by()
    counted = rows.values("customer_id", "year").annotate(n=Count("pk"))
    return {(customer_id, year): n for customer_id, year, n in counted.values_list("customer_id", "year", "n")}


def _too_many(
    crowded: Mapping[tuple[int, int], int], timeline: MaintenanceTimeline
) -> Mapping[int, list[Organisation]]:
    """By window the customers for whom it is one too many, by the terms at its start."""
    least = min((terms.per_year for each in timeline.versions.values() for _from, terms in each), default=0)
    suspects = {customer_id for (customer_id, _year), n in crowded.items() if n > least}
    if not suspects:
        return defaultdict(list)
    rows = WindowCustomer.objects.filter(
        customer_id__in=suspects, year__in={year for _customer, year in crowded}, place__isnull=False
    ).select_related("customer", "window")
    seen: dict[tuple[int, int], int] = defaultdict(int)
    too_many: dict[int, list[Organisation]] = defaultdict(list)
    for row in rows.order_by("window__starts_at", "window_id", "customer__name"):
        seen[row.customer_id, row.year] += 1
        on = row.window.starts_at.astimezone(ZONE).date()
        if seen[row.customer_id, row.year] > timeline.at(row.customer_id, on).per_year:
            too_many[row.window_id].append(row.customer)
    return too_many
