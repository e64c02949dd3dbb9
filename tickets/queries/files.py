"""The door to attachments: through the ticket, and past internal notes for agents only."""

from collections.abc import Iterable

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from accounts.queries import Access
from accounts.refusals import NotVisible
from tickets.enums import Visibility
from tickets.models import Attachment
from tickets.queries.door import visible_tickets

# With a public event, or with a note that was made public (N).
PUBLIC_FILE = Q(event__visibility=Visibility.PUBLIC) | Q(event__message__published__isnull=False)


def attachment_for(access: Access, attachment_id: int) -> Attachment:
    """The attachment, when this person may see its ticket and its event; a removed one is there for nobody (404)."""
    rows = Attachment.objects.filter(pk=attachment_id, removed_at__isnull=True, ticket__in=visible_tickets(access))
    if not access.is_agent:
        rows = rows.filter(PUBLIC_FILE)
    attachment = rows.select_related("ticket").first()
    if attachment is None:
        raise NotVisible(_("This file does not exist, or you cannot see it."))
    return attachment


def already_attached(storage_names: Iterable[str]) -> set[str]:
    """Which of these stored files came with a message before."""
    return set(Attachment.objects.filter(storage_name__in=list(storage_names)).values_list("storage_name", flat=True))


def bytes_kept_for(organisation_id: int) -> int:
    """How much the files on a customer's tickets take together; removed ones take nothing. One statement."""
    rows = Attachment.objects.filter(ticket__organisation_id=organisation_id, removed_at__isnull=True)
    return int(rows.aggregate(bytes=Sum("size"))["bytes"] or 0)
