"""What the pages about people show; every function asks first whether this person manages the organisation (P1)."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Invitation, Membership, Organisation, User
from accounts.queries import Access
from accounts.refusals import NotVisible

MOST_SHOWN = 50


def managed_organisations(access: Access, *, asked: str = "") -> list[Organisation]:
    """The organisations whose people this person manages, by name; of the desk's, which has all, the first fifty."""
    found = _managed(access).order_by("name")
    return list(found.filter(name__icontains=asked)[:MOST_SHOWN] if asked else found[:MOST_SHOWN])


def managed_organisation(access: Access, number: int) -> Organisation:
    """One of them; NotVisible (404) for any other, as for none at all. One SQL."""
    found = _managed(access).filter(pk=number).first()
    if found is None:
        raise NotVisible
    return found


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who belongs to it, by name, each with the person."""
    return Membership.objects.filter(organisation=organisation).select_related("user").order_by("user__name", "pk")


def member_of(organisation: Organisation, number: int) -> Membership:
    """One of them; NotVisible (404) for a membership of another organisation."""
    found = members_of(organisation).filter(pk=number).first()
    if found is None:
        raise NotVisible
    return found


def invitations_of(organisation: Organisation) -> QuerySet[Invitation]:
    """The invitations that wait for an answer, the expired ones among them."""
    waiting = Invitation.objects.filter(organisation=organisation, accepted_at=None, revoked_at=None)
    return waiting.select_related("invited_by").order_by("name", "pk")


def invitation_of(organisation: Organisation, number: int) -> Invitation:
    """One invitation of this organisation, whatever became of it; NotVisible (404) for another's."""
    found = Invitation.objects.filter(organisation=organisation, pk=number).select_related("organisation").first()
    if found is None:
        raise NotVisible
    return found


def asks_to_sign_in(invitation: Invitation, user: User | AnonymousUser) -> bool:
    """Whether the invited person has an account to sign in with first; known to who opens the link of the mail only."""
    has_account = User.objects.filter(email=invitation.email, is_active=True).exists()
    return has_account and not user.is_authenticated


def waiting_at(invitations: QuerySet[Invitation], *, now: datetime) -> list[tuple[Invitation, bool]]:
    """Each with whether its link is too old."""
    return [(each, each.is_expired(now)) for each in invitations]


def _managed(access: Access) -> QuerySet[Organisation]:
    served = Organisation.objects.filter(is_active=True)
    return served if access.is_agent else served.filter(pk__in=sorted(access.manages))
