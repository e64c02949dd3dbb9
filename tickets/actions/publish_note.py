"""An agent makes an internal note public: from that moment it is a message to the customer, and so a response (N)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotVisible, Refusal
from tickets.actions.write_path import Form, check_nothing_new, ticket_change
from tickets.enums import EventKind
from tickets.models import Message, Ticket
from tickets.permissions import check_is_agent
from tickets.state_machine import Action


def publish_note(user: User, form: Form, message_id: int, *, now: datetime) -> Ticket:
    """Make the words and files of a note public at `now`, which is when the response clock stops; twice is once.

    Refused: a message of another ticket or no note (404), a note whose text was removed or an ended ticket (422), a
    stale form (409).
    """
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        message = _note(change.ticket, message_id)
        if message.published_id is not None:
            return change.ticket
        if message.redacted_at is not None:
            raise Refusal(_("The text of this note was removed, so there is nothing to make public."))
        check_nothing_new(change.ticket, form)
        mine = {"assignee_id": user.pk} if change.ticket.assignee_id is None else {}
        message.published = change.record(Action.PUBLISH_NOTE, data={**mine, "message_id": message.pk}, changes=mine)
        message.save(update_fields=["published"])
    return change.ticket


def _note(ticket: Ticket, message_id: int) -> Message:
    rows = Message.objects.select_for_update().filter(ticket=ticket, pk=message_id, event__kind=EventKind.NOTED)
    message = rows.first()
    if message is None:
        raise NotVisible(_("This message does not exist."))
    return message
