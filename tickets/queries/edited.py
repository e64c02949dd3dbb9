"""Which tickets an edited agreement could be applied to."""

from tickets.enums import OPEN_STATUSES
from tickets.models import Ticket


def open_tickets_under(agreement_id: int) -> list[Ticket]:
    """The open tickets that were submitted under a version of this agreement, by number. One SQL statement."""
    rows = Ticket.objects.filter(status__in=OPEN_STATUSES, agreement_version__agreement_id=agreement_id)
    return list(rows.order_by("pk"))
