"""Which side of a ticket a person is on, and what that side may ask of it now.

Whether a person may see the ticket at all is decided before, by `queries.door`.
"""

from django.utils.translation import gettext as _

from accounts.queries import Access
from accounts.refusals import NotAllowed, Refusal
from tickets.enums import Status
from tickets.models import Ticket
from tickets.state_machine import Action, Transition, Who, possible_actions, transition


def side_of(access: Access) -> Who:
    """The helpdesk's side for agents and administrators, the customer's for everybody else who sees the ticket."""
    return Who.AGENT if access.is_agent else Who.CUSTOMER


def check_can(access: Access, ticket: Ticket, action: Action) -> Transition:
    """The row of the table for this person, ticket and action; refused with a sentence (403, 422)."""
    if ticket.merged_into is not None and not can(access, ticket, action):
        sentence = _("{ticket} was merged into {other}, and goes on there.")
        raise Refusal(sentence.format(ticket=ticket.reference, other=ticket.merged_into.reference))
    return transition(action, Status(ticket.status), side_of(access))


def can(access: Access, ticket: Ticket, action: Action) -> bool:
    """Whether a button for the action is to be drawn."""
    return action in possible_actions(Status(ticket.status), side_of(access))


def check_may_file_for(access: Access, organisation_id: int) -> None:
    """Refuses (403) a report for a customer that the person neither belongs to nor has a mandate for (P1)."""
    if not access.may_file_for(organisation_id):
        raise NotAllowed(_("You cannot report for this organisation. Choose one from the list."))


def may_choose_followers(access: Access, ticket: Ticket) -> bool:
    """Who says who else follows a ticket: the desk, key contacts, who reported it, and the partner that filed it."""
    customer = ticket.organisation_id
    partner = access.acts_as(customer)
    is_theirs = ticket.reporter_id == access.user_id or (partner is not None and partner == ticket.partner_id)
    return access.is_agent or customer in access.key_contact_of or is_theirs


def check_may_add_or_remove(access: Access, ticket: Ticket, follower_id: int) -> None:
    """Refuses (403) choosing for somebody else by who may only follow, or stop following, on their own."""
    if follower_id != access.user_id and not may_choose_followers(access, ticket):
        raise NotAllowed(_("You can follow this ticket yourself, but not choose who else does."))


def may_set_confidential(access: Access, ticket: Ticket) -> bool:
    """Who says whether a ticket is for its own people only, once it was sent: key contacts and the desk."""
    return access.is_agent or ticket.organisation_id in access.key_contact_of


def check_may_set_confidential(access: Access, ticket: Ticket) -> None:
    """Refuses (403) everybody else who sees the ticket."""
    if not may_set_confidential(access, ticket):
        raise NotAllowed(_("Only a key contact or the helpdesk can make a ticket confidential, or not any more."))


def sees_by_right(access: Access, ticket: Ticket) -> bool:
    """Whether the person sees the ticket by what they are, also when they neither reported nor follow it."""
    partner = access.acts_as(ticket.organisation_id)
    by_mandate = partner is not None and (not ticket.confidential or ticket.partner_id == partner)
    return access.is_agent or ticket.organisation_id in access.key_contact_of or by_mandate


def check_is_agent(access: Access) -> None:
    """Refuses (403) everybody who is not of the helpdesk."""
    if not access.is_agent:
        raise NotAllowed(_("Only the helpdesk can do this."))


def check_can_be_assigned(is_agent: bool) -> None:
    """Refuses (422) an assignee who is not an active agent."""
    if not is_agent:
        raise Refusal(_("A ticket can be assigned to an agent of the helpdesk only."))


def check_may_approve(access: Access, ticket: Ticket) -> None:
    """Refuses (403) a decision on costs by who is no key contact and has no mandate for it; no agent decides (W3)."""
    if not access.may_approve_for(ticket.organisation_id):
        raise NotAllowed(_("Only a key contact, or an ICT partner that may approve costs, can decide on this."))
