"""Ending sessions, and taking second steps away from somebody who lost them."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F

from accounts.event_log import record
from accounts.models import AccountEventKind, SecurityEventKind, User
from accounts.permissions import check_can_manage_people
from accounts.security.log import note


def end_other_sessions(user: User) -> None:
    """Ends every session of the person; the one that asks for it goes on with `update_session_auth_hash`."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


@transaction.atomic
def end_sessions(*, actor: User | None, user: User, now: datetime) -> None:
    """Signs somebody out everywhere, for whoever lost a device: they sign in again. Administrators only."""
    check_can_manage_people(actor)
    end_other_sessions(user)
    note(SecurityEventKind.SESSIONS_ENDED, actor=actor, now=now, data={"which": "all", "of": user.pk})


@transaction.atomic
def remove_second_steps(*, actor: User | None, user: User, now: datetime) -> None:
    """For somebody who lost phone and codes: they sign in with their password and set up anew; sessions end.

    Administrators only. Without second steps nothing happens and nothing is recorded.
    """
    check_can_manage_people(actor)
    removed, _models = Authenticator.objects.filter(user=user).delete()
    if removed:
        end_other_sessions(user)
        record(AccountEventKind.USER_CHANGED, actor=actor, now=now, user=user, data={"changed": ["second_steps"]})
