"""Who reads a confidential ticket, or a file of it, is on record: by its page, by a part of it, by a refused form."""

from accounts.http import SignedInRequest
from accounts.models import SecurityEventKind
from accounts.security.log import note
from tickets.models import Ticket


def note_opened(request: SignedInRequest, ticket: Ticket) -> None:
    """One row for each answer that holds what was said, or a file; a page that is still true (204) adds none."""
    if ticket.confidential:
        kind = SecurityEventKind.CONFIDENTIAL_OPENED
        note(kind, actor=request.user, now=request.now, subject=ticket.reference)
