"""One model a file: fields, constraints, indexes; no rules."""

from accounts.models.event import AccountEvent, AccountEventKind
from accounts.models.invitation import Invitation
from accounts.models.mandate import Mandate
from accounts.models.membership import Membership
from accounts.models.open_session import OpenSession
from accounts.models.organisation import Organisation, OrganisationKind
from accounts.models.security_event import AppendOnlyError, SecurityEvent, SecurityEventKind
from accounts.models.user import Language, Theme, User

__all__ = [
    "AccountEvent",
    "AccountEventKind",
    "AppendOnlyError",
    "Invitation",
    "Language",
    "Mandate",
    "Membership",
    "OpenSession",
    "Organisation",
    "OrganisationKind",
    "SecurityEvent",
    "SecurityEventKind",
    "Theme",
    "User",
]
