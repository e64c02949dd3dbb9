"""Tickets in the administration, and what edits of the calendar and of agreements do to open tickets.

The forms of those edits are of `agreements.admin`, which does not know tickets; here they learn to show what they would
move before it is saved.
"""

from tickets.admin.billing import BillingPartyAdmin
from tickets.admin.catalogue import CatalogueItemAdmin, CatalogueVersionAdmin
from tickets.admin.edits import (
    PreviewedCalendarAdmin,
    PreviewedDayAdmin,
    PreviewedVersionAdmin,
    PreviewedWeekAdmin,
)
from tickets.admin.rates import RateAdmin
from tickets.admin.records import AttachmentAdmin, EditDecisionAdmin, SlaClockAdmin, TicketAdmin, TicketEventAdmin

__all__ = [
    "AttachmentAdmin",
    "BillingPartyAdmin",
    "CatalogueItemAdmin",
    "CatalogueVersionAdmin",
    "EditDecisionAdmin",
    "PreviewedCalendarAdmin",
    "PreviewedDayAdmin",
    "PreviewedVersionAdmin",
    "PreviewedWeekAdmin",
    "RateAdmin",
    "SlaClockAdmin",
    "TicketAdmin",
    "TicketEventAdmin",
]
