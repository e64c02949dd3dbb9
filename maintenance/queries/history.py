"""What happened to a window, for its history."""

from django.utils.translation import gettext as _

from accounts.refusals import NotVisible
from maintenance.models import MaintenanceWindow, WindowCustomer, WindowEvent


def events_of(window: MaintenanceWindow, *, after: int = 0) -> list[WindowEvent]:
    """The events of a window after a sequence, oldest first, with their people and organisations. One SQL."""
    events = WindowEvent.objects.filter(window=window, sequence__gt=after)
    return list(events.select_related("actor", "customer", "partner").order_by("sequence"))


def consultation_with(window: MaintenanceWindow, customer_id: int) -> WindowCustomer:
    """What a window is to one customer, also to one that left; 404 when it never affected it. One SQL."""
    row = WindowCustomer.objects.filter(window=window, customer_id=customer_id).select_related("customer").first()
    if row is None:
        raise NotVisible(_("This maintenance does not affect this customer."))
    return row
