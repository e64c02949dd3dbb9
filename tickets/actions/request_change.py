"""A customer or its ICT partner requests a standard change: a filled-in form of the catalogue becomes a ticket (W1)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.queries import access_for
from tickets.actions.changes.placing import Asked, find, place, subject_of, version_asked, words_of
from tickets.actions.reclassify import UNCLASSIFIED_CATEGORY
from tickets.actions.submit import check_subject, customer_name, only_own, own_submission, pins_for, way_in
from tickets.actions.write_path import Words
from tickets.enums import Channel, Kind
from tickets.event_log import Actor
from tickets.files import StoredFile
from tickets.models import Ticket
from tickets.permissions import check_may_file_for
from tickets.search import folded
from tickets.state_machine import Action, Who, transition


@dataclass(frozen=True, slots=True)
class Requester:
    """For which customer, how we can call back, and the form's own key: sent twice it makes one ticket."""

    key: uuid.UUID
    organisation_id: int
    phone: str = ""
    files: Sequence[StoredFile] = ()
    confidential: bool = False


def request_change(user: User, who: Requester, asked: Asked, *, now: datetime) -> Ticket:
    """A new change of the customer, requested at `now` (aware): its costs are approved first, or its clock starts.

    Refused: an organisation that the user may not file for (403), an item that is not offered to it or is retired
    (404), a form of an older version (409), a wished date in the past or on a day without opening time, an incident
    that is not theirs (422). The same key again gives the ticket that exists, and 403 when somebody else made that.
    """
    try:
        with transaction.atomic():
            access = access_for(user, now=now)
            check_may_file_for(access, who.organisation_id)
            version = version_asked(asked, who.organisation_id)
            ticket = _ticket(user, who, subject_of(version, asked), now)
            ticket.partner_id = access.acts_as(who.organisation_id)
            ticket.search_text = folded(ticket, customer_name(who.organisation_id, access))
            found = find(access, ticket, version, asked, now=now)
            row, ticket.release_at = way_in(ticket, now)
            if found.needs_approval:
                row, ticket.release_at = transition(Action.SUBMIT_FOR_APPROVAL, None, Who.CUSTOMER), None
            actor = Actor(user=user, partner_id=ticket.partner_id)
            place(access, ticket, found, row, actor, Words(words_of(version, asked), who.key, who.files), now=now)
    except IntegrityError:
        # The only unique value that a form brings is its key: it was sent before, perhaps at this very moment.
        return only_own(own_submission(who.key), access)
    return ticket


def _ticket(user: User, who: Requester, subject: str, now: datetime) -> Ticket:
    pins = pins_for(who.organisation_id, now=now)
    return Ticket(
        kind=Kind.STANDARD_CHANGE, category=UNCLASSIFIED_CATEGORY, organisation_id=who.organisation_id, reporter=user,
        phone=who.phone.strip(), channel=Channel.PORTAL, subject=check_subject(subject), confidential=who.confidential,
        submitted_at=now, submission_key=who.key,
        agreement_version_id=pins.agreement_version, calendar_revision_id=pins.calendar_revision,
    )  # fmt: skip
