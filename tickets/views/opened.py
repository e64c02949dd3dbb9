"""Who reads a confidential ticket, or a file of it, is on record: by its page, by a part of it, by a refused form."""

from accounts.http import SignedInRequest
from accounts.models import SecurityEventKind
from accounts.security.log import note_once_a_minute
from tickets.models import Ticket


def note_opened(request: SignedInRequest, ticket: Ticket, *, file: int | None = None) -> None:
    """For each answer that holds what was said, or a file, one row a minute; a page that is still true adds none."""
    if ticket.confidential:
        kind = SecurityEventKind.CONFIDENTIAL_OPENED
        data = {"file": file} if file is not None else {}
        note_once_a_minute(kind, actor=request.user, now=request.now, subject=ticket.reference, data=data)
