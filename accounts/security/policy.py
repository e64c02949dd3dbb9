"""Whether somebody must have a second step, and whether this session has proven one."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from accounts.models import Membership, User
from accounts.models.organisation import OrganisationKind

REQUIRED = "required"
SESSION_KEY = "accounts_second_step"


def must_have_second_step(user: User) -> bool:
    """Agents and administrators by DESK_SECOND_FACTOR, people of partners by DESK_SECOND_FACTOR_PARTNERS."""
    if user.is_agent:
        return settings.SECOND_FACTOR == REQUIRED
    if settings.SECOND_FACTOR_PARTNERS != REQUIRED:
        return False
    return Membership.objects.filter(user=user, organisation__kind=OrganisationKind.PARTNER).exists()


def has_proven_second_step(request: HttpRequest) -> bool:
    """This session signed in with a second step or a passkey, or set one up; asks no database."""
    if request.session.get(SESSION_KEY):
        return True
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def mark_proven(request: HttpRequest) -> None:
    """The person set a second step up in this session, and so has it at hand."""
    request.session[SESSION_KEY] = True
