"""The secret address of an organisation's maintenance calendar: made, replaced, revoked (M4)."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.models.organisation import OrganisationKind
from accounts.queries import Access, access_for
from accounts.refusals import NotAllowed, NotVisible
from maintenance.models import FeedAddress
from maintenance.queries.feed import digest_of

SECRET_BYTES = 32


def make_feed_address(user: User, organisation_id: int, *, now: datetime) -> str:
    """A new secret, to be shown this once: only its digest is kept. An address that was in use answers no more.

    For key contacts of a customer and for everybody of a partner. Refused: others of the customer (403), strangers
    (404).
    """
    with transaction.atomic():
        _check_may_manage(access_for(user, now=now), organisation_id)
        organisation = _locked(organisation_id)
        _revoke(organisation, user, now)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        FeedAddress.objects.create(organisation=organisation, digest=digest_of(secret), created_by=user, created_at=now)
    return secret


def revoke_feed_address(user: User, organisation_id: int, *, now: datetime) -> None:
    """From now on the address answers nothing; without an address nothing happens. Administrators may as well."""
    with transaction.atomic():
        access = access_for(user, now=now)
        if not access.is_administrator:
            _check_may_manage(access, organisation_id)
        _revoke(_locked(organisation_id), user, now)


def may_manage(access: Access, organisation_id: int) -> bool:
    """Whether to offer the calendar's address."""
    return organisation_id in access.key_contact_of or any(
        each.organisation_id == organisation_id and each.kind == OrganisationKind.PARTNER for each in access.memberships
    )


def _check_may_manage(access: Access, organisation_id: int) -> None:
    if may_manage(access, organisation_id):
        return
    if organisation_id in access.own_customers:
        raise NotAllowed(_("A key contact makes and revokes the address of the calendar."))
    raise NotVisible(_("There is no such organisation."))


def _locked(organisation_id: int) -> Organisation:
    """So that two people at once make two addresses after each other."""
    organisation = Organisation.objects.select_for_update(no_key=True).filter(pk=organisation_id).first()
    if organisation is None:
        raise NotVisible(_("There is no such organisation."))
    return organisation


def _revoke(organisation: Organisation, user: User, now: datetime) -> None:
    in_use = FeedAddress.objects.filter(organisation=organisation, revoked_at=None)
    in_use.update(revoked_at=now, revoked_by=user)
