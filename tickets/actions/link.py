"""Tickets that belong together: the same cause, one that follows from another, a change for an incident."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import Access, access_for
from accounts.refusals import Refusal
from tickets import event_log, sla
from tickets.actions.write_path import Form
from tickets.billable import Ruled
from tickets.enums import Relation, Status, Visibility
from tickets.event_log import Actor, Entry
from tickets.models import Ticket, TicketLink
from tickets.permissions import check_is_agent
from tickets.queries.door import ticket_for_update, tickets_for_update
from tickets.queries.time import ruled_for
from tickets.state_machine import Action, Who, transition


def link(user: User, form: Form, other: str, relation: Relation, *, now: datetime) -> Ticket:
    """Say that this ticket has the relation to the ticket with reference `other`; on both tickets, twice is once.

    Refused: itself, an unknown relation (422), a ticket that does not exist (404).
    """
    with transaction.atomic():
        ticket, about, actor = _locked(user, form.reference, other, now=now)
        relation = _checked(relation)
        was = ruled_for((ticket, about))
        _made, is_new = TicketLink.objects.get_or_create(ticket=ticket, other=about, relation=relation)
        if is_new:
            _record_both(Action.LINK, (ticket, about), relation, actor, was, now)
    return ticket


def unlink(user: User, form: Form, other: str, relation: Relation, *, now: datetime) -> Ticket:
    """Take a link back, whichever of the two it was made on; what isn't linked changes nothing."""
    with transaction.atomic():
        ticket, about, actor = _locked(user, form.reference, other, now=now)
        pair = (ticket, about)
        was = ruled_for(pair)
        links = TicketLink.objects.filter(ticket__in=pair, other__in=pair, relation=_checked(relation))
        if links.delete()[0]:
            _record_both(Action.UNLINK, pair, relation, actor, was, now)
    return ticket


def follow(access: Access, ticket: Ticket, reference: str, actor: Actor, *, now: datetime) -> None:
    """Link a ticket that was just made to the one that it goes on with; inside the transaction of the caller.

    Refused: a ticket that the person cannot see (404), one of another customer (422).
    """
    about = ticket_for_update(access, reference)
    if about.organisation_id != ticket.organisation_id:
        raise Refusal(_("A ticket can only follow from a ticket of the same organisation."))
    _made_with(ticket, about, Relation.FOLLOWS_FROM, actor, now)


def belongs_to(access: Access, ticket: Ticket, incident: Ticket, actor: Actor, *, now: datetime) -> None:
    """Link a change that was just made to the incident that it is for; inside the transaction of the caller."""
    about = ticket_for_update(access, incident.reference)
    _made_with(ticket, about, Relation.CHANGE_FOR_INCIDENT, actor, now)


def _made_with(ticket: Ticket, about: Ticket, relation: Relation, actor: Actor, now: datetime) -> None:
    was = ruled_for((ticket, about))
    TicketLink.objects.create(ticket=ticket, other=about, relation=relation)
    _record_both(Action.LINK, (ticket, about), relation, actor, was, now)


def _locked(user: User, reference: str, other: str, *, now: datetime) -> tuple[Ticket, Ticket, Actor]:
    """Both tickets, locked in order of number so that two agents never wait for each other, and who links them."""
    access = access_for(user, now=now)
    check_is_agent(access)
    ticket, about = tickets_for_update(access, (reference, other))
    if about.pk == ticket.pk:
        raise Refusal(_("A ticket cannot be linked to itself."))
    return ticket, about, Actor(user=user, partner_id=access.acts_as(ticket.organisation_id))


def _checked(relation: Relation) -> Relation:
    if relation not in Relation.values:
        raise Refusal(_("Choose how the tickets belong together."))
    return Relation(relation)


def _record_both(
    action: Action,
    pair: tuple[Ticket, Ticket],
    relation: Relation,
    actor: Actor,
    was: Mapping[int, Ruled],
    now: datetime,
) -> None:
    """One event on each; customers read of tickets of their own organisation only, and of no confidential one.

    A link to an incident, or its removal, may change what is billed (W3): then the event says so, to everybody.
    """
    ticket, about = pair
    ruled = ruled_for(pair)
    for each, other in ((ticket, about), (about, ticket)):
        # The table lets agents and the program link; a customer's follow-up is the program's doing, on its behalf.
        row = transition(action, Status(each.status), Who.SYSTEM if action is Action.LINK else Who.AGENT)
        data: dict[str, Any] = {"other": other.reference, "relation": str(relation), "is_subject": each is ticket}
        billed = ruled[each.pk].billable
        moved = billed != was[each.pk].billable
        if moved:
            data["billed"] = billed
        is_shared = (action is Action.LINK or moved) and ticket.organisation_id == about.organisation_id
        is_told = is_shared and (each.confidential or not other.confidential)
        visibility = Visibility.PUBLIC if is_told else Visibility.INTERNAL
        event_log.record(each, row, actor, now=now, entry=Entry(visibility, data))
        sla.refresh(each)
