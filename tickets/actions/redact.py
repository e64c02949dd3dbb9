"""An agent removes the words of a message (a pasted password, say); that it happened stays on record."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotVisible
from tickets.actions.write_path import Form, check_words, ticket_change
from tickets.enums import Visibility
from tickets.models import Attachment, ChangeRequest, Message, Ticket
from tickets.permissions import check_is_agent, check_may_remove_words
from tickets.state_machine import Action

FIRST = 1


def redact(user: User, form: Form, message_id: int, reason: str, *, now: datetime) -> Ticket:
    """Empty a message of this ticket and withhold its files, with a reason; twice is once.

    Refused: no reason (422), a message of another ticket (404), what a colleague wrote unless by a lead agent (403).
    """
    why = check_words(reason)
    with ticket_change(user, form, now=now) as change:
        check_is_agent(change.access)
        found = Message.objects.select_for_update(of=("self",)).select_related("event__actor")
        message = found.filter(ticket=change.ticket, pk=message_id).first()
        if message is None:
            raise NotVisible(_("This message does not exist."))
        check_may_remove_words(change.access, message.event.actor)
        if message.redacted_at is not None:
            return change.ticket
        _empty(message, user, now)
        change.record(
            Action.REDACT,
            data={"message_id": message.pk, "reason": why},
            visibility=Visibility.INTERNAL,
        )
    return change.ticket


def _empty(message: Message, user: User, now: datetime) -> None:
    message.body = message.known = message.doing = message.asked = ""
    message.redacted_at, message.redacted_by = now, user
    message.save(update_fields=["body", "known", "doing", "asked", "redacted_at", "redacted_by"])
    if message.event.sequence == FIRST:
        # Of a change the words are its answers, which stand beside it as well.
        ChangeRequest.objects.filter(ticket=message.ticket).update(answers={})
    Attachment.objects.filter(event_id=message.event_id, removed_at__isnull=True).update(removed_at=now)
