"""What "delivered working" means for a change, and how far its check list is (W2)."""

from collections.abc import Mapping
from datetime import date, datetime

from agreements.queries import opening_hours, terms
from tickets.catalogue.definition import Check, checks_of
from tickets.enums import Kind
from tickets.models import CatalogueVersion, ChangeRequest, CheckMark, Ticket


def checks_for(ticket: Ticket) -> tuple[Check, ...]:
    """The check list of the version that the change was requested by; empty without a request. At most one SQL.

    What was reclassified to a change has no request: words to the customer are all that its delivery takes.
    """
    if ticket.kind != Kind.STANDARD_CHANGE:
        return ()
    found = CatalogueVersion.objects.filter(requests__ticket=ticket).values_list("checks", flat=True).first()
    return checks_of(found or ())


def wished_date_of(ticket: Ticket) -> date | None:
    """The day that the customer asked for; one SQL."""
    return ChangeRequest.objects.filter(ticket=ticket).values_list("wished_date", flat=True).first()


def marks_of(ticket: Ticket) -> Mapping[str, CheckMark]:
    """The checks that were ticked, by key, with who did; one SQL."""
    return {each.key: each for each in CheckMark.objects.filter(ticket=ticket).select_related("ticked_by")}


def settled_at(ticket: Ticket, recovered_at: datetime) -> datetime:
    """Until when it can be said that it is not right yet: what closes it by itself after that (N, W2).

    A delivered change has its own number of working days, by the agreement version and calendar of the ticket.
    """
    contract = terms(ticket.agreement_version_id)
    is_change = ticket.kind == Kind.STANDARD_CHANGE
    days = contract.confirm_working_days if is_change else contract.reopening_working_days
    return opening_hours(ticket.calendar_revision_id).add_working_days(recovered_at, days)
