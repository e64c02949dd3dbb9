"""Taking and freeing the numbered places of environments and customers (M3); under the locks of `lock_places`."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from maintenance.models import MaintenanceWindow, WindowCustomer
from maintenance.queries.places import free_place
from maintenance.queries.situation import Situation


def place_of_environment(situation: Situation) -> tuple[int, int]:
    """The lowest free number of the environment's year, and the cap that it is taken under; kept within one year.

    Refused (422) when the year is full; the rules say so first, with the nearest moment.
    """
    window, cap = situation.own_window, situation.strictest.per_year
    if window is not None and window.place is not None and window.cap is not None and window.year == situation.year:
        return window.place, window.cap
    return _lowest(situation.places_of_environment(situation.year), cap, situation.year), cap


def take_places_of_customers(window: MaintenanceWindow, situation: Situation, *, now: datetime) -> None:
    """Give every affected customer its place and ask it; who no longer is affected leaves and frees its own.

    `window` has the situation's year already. Refused (422) when a customer's year is full.
    """
    rows = {row.customer_id: row for row in WindowCustomer.objects.filter(window=window)}
    _leave((row for pk, row in rows.items() if pk not in situation.affected), now)
    staying = [row for pk, row in rows.items() if pk in situation.affected]
    kept = [row.pk for row in staying if _keeps(row, situation.year)]
    asked = {"asked_at": now, "reminded_at": None, "told_at": None}
    WindowCustomer.objects.filter(pk__in=kept).update(**asked)
    new = [WindowCustomer(window=window, customer_id=pk, added_at=now) for pk in situation.affected if pk not in rows]
    placed = [row for row in staying if not _keeps(row, situation.year)]
    for row in (*placed, *new):
        _place(row, situation, now)
    WindowCustomer.objects.bulk_update(placed, ["year", "place", "cap", "left_at", *asked])
    WindowCustomer.objects.bulk_create(new)


def free_places(window: MaintenanceWindow) -> None:
    """The affected customers have their places back; the window's own is freed by the caller, with its status."""
    WindowCustomer.objects.filter(window=window, place__isnull=False).update(place=None, cap=None)


def _keeps(row: WindowCustomer, year: int) -> bool:
    """Within one year a customer keeps its place of the window."""
    return row.left_at is None and row.place is not None and row.year == year


def _place(row: WindowCustomer, situation: Situation, now: datetime) -> None:
    row.year, row.left_at, row.cap = situation.year, None, situation.terms[row.customer_id].per_year
    row.place = _lowest(situation.places_of_customer(row.customer_id, situation.year), row.cap, situation.year)
    row.asked_at, row.reminded_at, row.told_at = now, None, None


def _leave(rows: Iterable[WindowCustomer], now: datetime) -> None:
    ids = [row.pk for row in rows if row.left_at is None]
    if ids:
        WindowCustomer.objects.filter(pk__in=ids).update(left_at=now, place=None, cap=None)


def _lowest(taken: Collection[int], cap: int, year: int) -> int:
    place = free_place(taken, cap)
    if place is None:
        raise Refusal(_("M3: No window is left in {year}: at most {cap} a year.").format(cap=cap, year=year))
    return place
