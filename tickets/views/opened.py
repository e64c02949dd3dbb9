"""Who opens a confidential ticket, or a file of it, is on record."""

from accounts.http import SignedInRequest
from accounts.models import SecurityEventKind
from accounts.security.log import note
from tickets.models import Ticket


def note_opened(request: SignedInRequest, ticket: Ticket) -> None:
    """One row for each time that a page or a file is opened; a page that refreshes itself adds none."""
    if ticket.confidential:
        kind = SecurityEventKind.CONFIDENTIAL_OPENED
        note(kind, actor=request.user, now=request.now, subject=ticket.reference)
