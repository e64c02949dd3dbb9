"""Who may manage people and parties. `check_...` raises a sentence, `can_...` asks."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Mandate, Membership, User
from accounts.refusals import NotAllowed
from accounts.roles import Role


def can_manage_people(actor: User | None) -> bool:
    """Administrators; nobody (`None`) is the program itself: set-up, demo data, tests."""
    return actor is None or actor.is_administrator


def check_can_manage_people(actor: User | None) -> None:
    """As `can_manage_people`; raises NotAllowed."""
    if not can_manage_people(actor):
        raise NotAllowed(_("Only an administrator can manage people, organisations and mandates."))


def is_key_contact_of(actor: User, organisation_id: int) -> bool:
    """Whether this person is key contact of the organisation now; one SQL, asked of the rows and not of a session."""
    memberships = Membership.objects.filter(user=actor, user__is_active=True, organisation__is_active=True)
    return memberships.filter(organisation_id=organisation_id, role=Role.KEY_CONTACT).exists()


def can_manage_members(actor: User | None, organisation_id: int) -> bool:
    """The organisation's key contacts and the desk; nobody (`None`) is the program itself."""
    return actor is None or actor.is_agent or is_key_contact_of(actor, organisation_id)


def check_can_manage_members(actor: User | None, organisation_id: int) -> None:
    """As `can_manage_members`; raises NotAllowed."""
    if not can_manage_members(actor, organisation_id):
        raise NotAllowed(_("Only a key contact of this organisation, or the helpdesk, can do this."))


def can_grant(actor: User | None, customer_id: int) -> bool:
    """Who lets an ICT partner act for a customer: a key contact of that customer, and administrators (P1)."""
    return actor is None or actor.is_administrator or is_key_contact_of(actor, customer_id)


def check_can_grant(actor: User | None, customer_id: int) -> None:
    """As `can_grant`; raises NotAllowed."""
    if not can_grant(actor, customer_id):
        raise NotAllowed(_("Only a key contact of the customer, or an administrator, can give a mandate."))


def check_can_end(actor: User | None, mandate: Mandate) -> None:
    """Either side ends it, by its key contacts, and administrators (P1); raises NotAllowed."""
    if not can_grant(actor, mandate.customer_id) and not can_grant(actor, mandate.partner_id):
        raise NotAllowed(_("Only a key contact of the customer or of the ICT partner can end this mandate."))
