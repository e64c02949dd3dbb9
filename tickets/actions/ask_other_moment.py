"""The customer asks for another moment than the one that was agreed: a message, until an agent agrees on it (N4)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from agreements import wording
from tickets.actions.add_follower import follow_by_answering
from tickets.actions.make_appointment import check_moment
from tickets.actions.write_path import Form, Words, say, ticket_change, was_said
from tickets.models import SlaClock, Ticket
from tickets.state_machine import Action


def ask_other_moment(user: User, form: Form, wished: datetime, words: Words, *, now: datetime) -> Ticket:
    """Send the wish, with what was written beside it; the appointment stands until another one is made.

    Refused with a sentence: no appointment (any more), a moment in the past or outside opening hours (422).
    """
    with ticket_change(user, form, now=now) as change:
        if was_said(words):
            return change.ticket
        if not SlaClock.objects.filter(ticket=change.ticket, agreed_at__isnull=False, stopped_at=None).exists():
            raise Refusal(_("There is no appointment on this ticket any more."))
        check_moment(wished, now=now)
        event = change.record(Action.CUSTOMER_REPLY, data={"wished": wished.isoformat()})
        say(change.ticket, event, Words(_sentence(wished, words.body), words.key, words.files))
        follow_by_answering(change)
    return change.ticket


def _sentence(wished: datetime, body: str) -> str:
    first = _("I would like another moment: {moment}.").format(moment=wording.full(wished))
    return f"{first}\n\n{body.strip()}".strip()
