"""The door to attachments: through the ticket, and past internal notes for agents only."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from accounts.queries import Access
from accounts.refusals import NotVisible, NotYet
from tickets.enums import ScanState, Visibility
from tickets.models import Attachment
from tickets.queries.door import visible_tickets

# With a public event, or with a note that was made public (N).
PUBLIC_FILE = Q(event__visibility=Visibility.PUBLIC) | Q(event__message__published__isnull=False)


def attachment_for(access: Access, attachment_id: int) -> Attachment:
    """The attachment, when this person may see its ticket and its event; a removed one is there for nobody (404).

    Not yet (409) while a scanner looks at it, and never (404) when that refused it.
    """
    rows = Attachment.objects.filter(pk=attachment_id, removed_at__isnull=True, ticket__in=visible_tickets(access))
    if not access.is_agent:
        rows = rows.filter(PUBLIC_FILE)
    attachment = rows.select_related("ticket").first()
    if attachment is None:
        raise NotVisible(_("This file does not exist, or you cannot see it."))
    if attachment.scan_state == ScanState.SCANNING:
        raise NotYet(_("This file is being checked for viruses. Try again in a minute."))
    if attachment.scan_state == ScanState.REFUSED:
        raise NotVisible(_("This file held a virus and was deleted. Ask the sender for it again."))
    return attachment


def is_public(attachment: Attachment) -> bool:
    """Whether the customer's side may see it."""
    return Attachment.objects.filter(PUBLIC_FILE, pk=attachment.pk).exists()


def waits_for_scanner(*, since: datetime) -> bool:
    """Whether a file that came in before `since` was not judged yet. One statement."""
    waiting = Attachment.objects.filter(scan_state=ScanState.SCANNING, removed_at__isnull=True)
    return waiting.filter(event__at__lt=since).exists()


def already_attached(storage_names: Iterable[str]) -> set[str]:
    """Which of these stored files came with a message before."""
    return set(Attachment.objects.filter(storage_name__in=list(storage_names)).values_list("storage_name", flat=True))


def bytes_kept_for(organisation_id: int) -> int:
    """How much the files on a customer's tickets take together; what is gone takes nothing. One statement."""
    rows = Attachment.objects.filter(ticket__organisation_id=organisation_id, removed_at__isnull=True)
    rows = rows.exclude(scan_state=ScanState.REFUSED)
    return int(rows.aggregate(bytes=Sum("size"))["bytes"] or 0)
