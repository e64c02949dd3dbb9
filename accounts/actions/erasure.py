"""What the accounts forget about a person: the row stays, so that the history stays whole, without who it was."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Q

from accounts.event_log import record
from accounts.models import AccountEventKind, Invitation, Language, Membership, OpenSession, Theme, User

# Nothing can be delivered there, by the rules of the internet's names.
NOWHERE = "voormalig.invalid"


def is_forgotten(user: User) -> bool:
    """Whether nothing of the person is left in their own row."""
    return user.email == _address_of(user)


def forget(user: User, *, actor: User | None, now: datetime) -> None:
    """Replaces what names the person, and ends what lets them in; in the transaction of the caller, who checked."""
    name, email = user.name, user.email
    _end_memberships(user, actor=actor, now=now)
    if user.is_active:
        record(AccountEventKind.USER_DEACTIVATED, actor=actor, now=now, user=user, data={"because": "anonymised"})
    _replace(user)
    _end_ways_in(user)
    _blank_invitations(user, email, now=now)
    _blank_log(user, name, email)


def _replace(user: User) -> None:
    word = "medewerker" if user.desk_role else "contact"
    user.name, user.email, user.phone = f"Voormalig {word} {user.pk}", _address_of(user), ""
    user.language, user.theme, user.last_login = Language.DUTCH, Theme.SYSTEM, None
    user.is_active = False
    user.set_unusable_password()
    user.session_epoch += 1
    user.save()


def _address_of(user: User) -> str:
    return f"{user.pk}@{NOWHERE}"


def _end_ways_in(user: User) -> None:
    Session.objects.filter(pk__in=OpenSession.objects.filter(user=user).values("session_id")).delete()
    for model in (OpenSession, EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=user).delete()


def _end_memberships(user: User, *, actor: User | None, now: datetime) -> None:
    for each in Membership.objects.filter(user=user).select_related("organisation"):
        record(
            AccountEventKind.MEMBERSHIP_REMOVED,
            actor=actor,
            now=now,
            user=user,
            organisation=each.organisation,
            data={"role": each.role},
        )
        each.delete()


def _blank_invitations(user: User, email: str, *, now: datetime) -> None:
    """Those that still wait are withdrawn; all of them lose name and address."""
    theirs = Invitation.objects.filter(Q(accepted_by=user) | Q(email=email))
    theirs.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
    theirs.update(name=user.name, email=user.email)


def _blank_log(user: User, name: str, email: str) -> None:
    """The administration's own log repeats the names of what was changed."""
    of_people = Q(content_type__app_label="accounts", object_repr__icontains=name) if name else Q(pk=None)
    LogEntry.objects.filter(of_people | Q(object_repr__icontains=email)).update(object_repr=user.name)
