"""An agent fills in the form of the catalogue for somebody who calls: the clocks count from the call (H2, W1, W2)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.queries import access_for
from agreements.opening_hours import OpeningHoursError
from tickets.actions.changes.placing import Asked, find, place, subject_of, version_asked, words_of
from tickets.actions.log_call import Call, called_ticket, too_long_ago
from tickets.actions.reclassify import Answers
from tickets.actions.submit import check_subject, own_submission
from tickets.actions.write_path import Words
from tickets.enums import Kind
from tickets.event_log import Actor
from tickets.models import Ticket
from tickets.permissions import check_is_agent
from tickets.search import folded
from tickets.state_machine import Action, Who, transition


def log_change(user: User, call: Call, asked: Asked, *, now: datetime) -> Ticket:
    """A new change of the caller's organisation; what the call itself says is made of the answers.

    Refused: who is no agent (403), what `log_call` and `request_change` refuse. The same key gives the same ticket.
    """
    try:
        with transaction.atomic():
            access = access_for(user, now=now)
            check_is_agent(access)
            version = version_asked(asked, call.organisation_id)
            ticket = called_ticket(call, Answers(Kind.STANDARD_CHANGE), check_subject(subject_of(version, asked)), now)
            ticket.search_text = folded(ticket, ticket.organisation.name)
            found = find(access, ticket, version, asked, now=now)
            action = Action.SUBMIT_FOR_APPROVAL if found.needs_approval else Action.LOG_CALL
            row, words = transition(action, None, Who.AGENT), Words(words_of(version, asked), call.key, call.files)
            place(access, ticket, found, row, Actor(user=user), words, now=now)
    except IntegrityError:
        return own_submission(call.key)
    except OpeningHoursError:
        raise too_long_ago() from None
    return ticket
