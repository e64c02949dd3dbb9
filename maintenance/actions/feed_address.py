"""Somebody's own secret address of an organisation's maintenance calendar: made, replaced, revoked (M4)."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.queries import Access, access_for
from accounts.refusals import NotAllowed, NotVisible
from maintenance.models import FeedAddress
from maintenance.queries.feed import digest_of

SECRET_BYTES = 32


def make_feed_address(user: User, organisation_id: int, *, now: datetime) -> str:
    """A new secret of one's own, shown this once: only its digest is kept. The one that was in use answers no more.

    For everybody of a customer or a partner. Refused: strangers (404).
    """
    with transaction.atomic():
        _check_may_subscribe(access_for(user, now=now), organisation_id)
        organisation = _locked(organisation_id)
        _revoke(FeedAddress.objects.filter(organisation=organisation, created_by=user), user, now)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        FeedAddress.objects.create(organisation=organisation, digest=digest_of(secret), created_by=user, created_at=now)
    return secret


def revoke_feed_address(user: User, organisation_id: int, *, now: datetime) -> None:
    """From now on one's own address answers nothing; without an address nothing happens. Refused: strangers (404)."""
    with transaction.atomic():
        _check_may_subscribe(access_for(user, now=now), organisation_id)
        _revoke(FeedAddress.objects.filter(organisation=_locked(organisation_id), created_by=user), user, now)


def revoke_feed_addresses_of_all(user: User, organisation_id: int, *, now: datetime) -> None:
    """From now on nobody's address at this organisation answers; for its key contacts and administrators.

    Refused: others of the organisation (403), strangers and agents (404).
    """
    with transaction.atomic():
        access = access_for(user, now=now)
        if not access.is_administrator and organisation_id not in access.manages:
            _check_may_subscribe(access, organisation_id)
            raise NotAllowed(_("Only a key contact revokes the addresses of colleagues."))
        _revoke(FeedAddress.objects.filter(organisation=_locked(organisation_id)), user, now)


def may_subscribe(access: Access, organisation_id: int) -> bool:
    """Whether to offer the calendar: to everybody who belongs to the customer or the partner, for themselves."""
    return any(each.organisation_id == organisation_id for each in access.memberships)


def _check_may_subscribe(access: Access, organisation_id: int) -> None:
    if not may_subscribe(access, organisation_id):
        raise NotVisible(_("There is no such organisation."))


def _locked(organisation_id: int) -> Organisation:
    """So that two people at once make two addresses after each other."""
    organisation = Organisation.objects.select_for_update(no_key=True).filter(pk=organisation_id).first()
    if organisation is None:
        raise NotVisible(_("There is no such organisation."))
    return organisation


def _revoke(addresses: QuerySet[FeedAddress], user: User, now: datetime) -> None:
    addresses.filter(revoked_at=None).update(revoked_at=now, revoked_by=user)
