"""The one door to windows: which ones a person may see, and the two ways to fetch one of them (M2, P1)."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Mandate
from accounts.queries import Access, mandates_in_force
from accounts.refusals import NotVisible
from maintenance.enums import Status
from maintenance.models import Announcement, MaintenanceWindow, WindowCustomer
from maintenance.models.window import REFERENCE_PREFIX

_LARGEST_ID = 2**63 - 1
# Longer than any number, and short enough to read: thousands of digits are refused by `int` itself.
_MOST_DIGITS = 19


def visible_windows(access: Access, *, now: datetime) -> QuerySet[MaintenanceWindow]:
    """The windows that this person may see at `now`.

    The helpdesk sees all. A customer's side sees what affects it: its key contacts, and partners whose mandate lets
    them answer, from the consultation on; its other people and partners once it was announced. Nobody sees drafts.
    """
    if access.is_agent:
        return MaintenanceWindow.objects.all()
    asked, told = _customers(access, now)
    if not told:
        return MaintenanceWindow.objects.none()
    seen = Q(Exists(_affects(told)), Exists(Announcement.objects.filter(window=OuterRef("pk"))))
    if asked:
        seen |= Q(Exists(_affects(asked)))
    return MaintenanceWindow.objects.filter(seen).exclude(status=Status.DRAFT)


def window_for(access: Access, reference: str, *, now: datetime) -> MaintenanceWindow:
    """The window with this reference (OH-12); a stranger gets the same 404 as for no window at all."""
    return _fetch(visible_windows(access, now=now).select_related("environment"), reference)


def window_for_update(access: Access, reference: str, *, now: datetime) -> MaintenanceWindow:
    """The window, scoped like `window_for` and locked until the end of the transaction.

    On SQLite the lock does nothing: there a transaction that writes has the whole database from its begin.
    """
    return _fetch(visible_windows(access, now=now).select_for_update(of=("self",), no_key=True), reference)


def _customers(access: Access, now: datetime) -> tuple[set[int], set[int]]:
    """The customers for which the person is asked (M2), and those for which it is told, which is more."""
    partners = [each.organisation_id for each in access.memberships if each.kind == "partner"]
    mandates: QuerySet[Mandate] = mandates_in_force(now=now).filter(partner_id__in=partners)
    held = list(mandates.values_list("customer_id", "may_consult")) if partners else []
    asked = set(access.key_contact_of) | {customer_id for customer_id, may_consult in held if may_consult}
    return asked, asked | set(access.contact_of) | {customer_id for customer_id, _may in held}


def _affects(customer_ids: set[int]) -> QuerySet[WindowCustomer]:
    of_them = Q(customer_id__in=sorted(customer_ids), left_at=None)
    return WindowCustomer.objects.filter(of_them, window=OuterRef("pk"))


def _fetch(windows: QuerySet[MaintenanceWindow], reference: str) -> MaintenanceWindow:
    number = reference.removeprefix(REFERENCE_PREFIX)
    known = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS and int(number) <= _LARGEST_ID
    window = windows.filter(pk=int(number)).first() if known else None
    if window is None:
        raise NotVisible(_("This maintenance does not exist, or you cannot see it."))
    return window
