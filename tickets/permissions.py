"""Which side of a ticket a person is on, and what that side may ask of it now.

Whether a person may see the ticket at all is decided before, by `queries.door`.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import Access
from accounts.refusals import NotAllowed, Refusal
from tickets.enums import Status
from tickets.models import Ticket, TicketEvent
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


def may_set_confidential(access: Access, ticket: Ticket, *, confidential: bool) -> bool:
    """Who says whether a ticket is for its own people only, once it was sent: key contacts and the desk.

    At the desk anybody closes one; to open it again is up to lead agents.
    """
    by_desk = access.is_agent if confidential else access.is_lead
    return by_desk or ticket.organisation_id in access.key_contact_of


def check_may_set_confidential(access: Access, ticket: Ticket, *, confidential: bool) -> None:
    """Refuses (403) everybody else who sees the ticket."""
    if may_set_confidential(access, ticket, confidential=confidential):
        return
    if access.is_agent:
        raise NotAllowed(_("Only a key contact or a lead agent can make a confidential ticket open again."))
    raise NotAllowed(_("Only a key contact or the helpdesk can make a ticket confidential, or not any more."))


def may_remove_words(access: Access, author: User | None) -> bool:
    """Who removes the words of a message: an agent their own and those of customers, a lead agent anybody's."""
    is_colleague = author is not None and bool(author.desk_role) and author.pk != access.user_id
    return access.is_lead or (access.is_agent and not is_colleague)


def check_may_remove_words(access: Access, author: User | None) -> None:
    """Refuses (403) an agent who would take away what a colleague said."""
    if not may_remove_words(access, author):
        raise NotAllowed(_("Only a lead agent can remove what a colleague wrote."))


def may_undo_merge(access: Access, merged: TicketEvent) -> bool:
    """Who undoes a merge, within its hour: an agent their own, a lead agent anybody's."""
    return access.is_lead or (access.is_agent and merged.actor_id == access.user_id)


def check_may_undo_merge(access: Access, merged: TicketEvent) -> None:
    """Refuses (403) an agent who would undo what a colleague decided."""
    if not may_undo_merge(access, merged):
        raise NotAllowed(_("Only a lead agent can undo a merge by a colleague."))


def may_divide(access: Access, ticket: Ticket) -> bool:
    """Who gives a ticket away in a whole batch: an agent what is nobody's or their own, a lead agent anybody's."""
    return access.is_lead or (access.is_agent and ticket.assignee_id in (None, access.user_id))


def check_may_divide(access: Access, ticket: Ticket) -> None:
    """Refuses (403) an agent who would divide the work of colleagues anew."""
    if not may_divide(access, ticket):
        raise NotAllowed(
            _("A colleague handles this ticket. Only a lead agent assigns several of those at once; open it first.")
        )


def sees_by_right(access: Access, ticket: Ticket) -> bool:
    """Whether the person sees the ticket by what they are, also when they neither reported nor follow it."""
    partner = access.acts_as(ticket.organisation_id)
    by_mandate = partner is not None and (not ticket.confidential or ticket.partner_id == partner)
    return access.is_agent or ticket.organisation_id in access.key_contact_of or by_mandate


def may_export(access: Access) -> bool:
    """Who takes a list of tickets away as a file: the desk and key contacts, each of what they see."""
    return access.is_agent or bool(access.manages)


def check_may_export(access: Access) -> None:
    """Refuses (403) everybody else."""
    if not may_export(access):
        raise NotAllowed(_("Only a key contact can download this list. Ask yours."))


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
