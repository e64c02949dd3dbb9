"""Everything that changes people and parties: each function is one transaction and leaves one event."""

from accounts.actions.invitations import accept, accept_with_new_account, invite, revoke, send_again
from accounts.actions.mandates import change_mandate, end_mandate, grant_mandate
from accounts.actions.memberships import add_membership, change_colleague, change_membership, remove_membership
from accounts.actions.organisations import change_organisation, create_organisation
from accounts.actions.people import change_user, create_user, deactivate_user, reactivate_user
from accounts.actions.preferences import change_profile, set_language, set_theme

__all__ = [
    "accept",
    "accept_with_new_account",
    "add_membership",
    "change_colleague",
    "change_mandate",
    "change_membership",
    "change_organisation",
    "change_profile",
    "change_user",
    "create_organisation",
    "create_user",
    "deactivate_user",
    "end_mandate",
    "grant_mandate",
    "invite",
    "reactivate_user",
    "remove_membership",
    "revoke",
    "send_again",
    "set_language",
    "set_theme",
]
