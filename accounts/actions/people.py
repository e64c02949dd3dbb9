"""Adding, changing and deactivating people."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.event_log import record
from accounts.models import AccountEvent, AccountEventKind, Language, Membership, User
from accounts.permissions import check_can_manage_people
from accounts.refusals import Refusal

ADDRESS_IN_USE = _("Somebody with this e-mail address exists already.")
LEFT = "belongs_nowhere"
_SWITCHES = (AccountEventKind.USER_DEACTIVATED, AccountEventKind.USER_REACTIVATED)
CHANGEABLE = ("email", "name", "phone", "language", "desk_role")


@transaction.atomic
def create_user(
    *,
    actor: User | None,
    email: str,
    name: str,
    now: datetime,
    phone: str = "",
    language: str = Language.DUTCH,
    desk_role: str = "",
    password: str | None = None,
) -> User:
    """A new person; without `password` they choose one through "forgotten password".

    Refuses an address that somebody has already (NotAllowed for anybody but an administrator).
    """
    check_can_manage_people(actor)
    email = _free_address(email)
    fields = {"name": name.strip(), "phone": phone, "language": language, "desk_role": desk_role, "date_joined": now}
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, **fields)
    except IntegrityError as error:
        raise Refusal(ADDRESS_IN_USE) from error
    record(AccountEventKind.USER_CREATED, actor=actor, now=now, user=user, data={"desk_role": desk_role})
    return user


@transaction.atomic
def change_user(
    *,
    actor: User | None,
    user: User,
    email: str,
    name: str,
    phone: str,
    language: str,
    desk_role: str,
    now: datetime,
) -> User:
    """Changes what an administrator may change; another address or role at the desk ends the person's sessions.

    Refuses a role at the desk for somebody with memberships, and taking one's own administrator's role.
    """
    check_can_manage_people(actor)
    locked = User.objects.select_for_update().get(pk=user.pk)
    new = {"email": email.strip().lower(), "name": name.strip(), "phone": phone, "language": language}
    new["desk_role"] = desk_role
    changed = [field for field in CHANGEABLE if getattr(locked, field) != new[field]]
    if "email" in changed:
        _free_address(email)
    if "desk_role" in changed:
        _check_new_desk_role(actor, locked, desk_role)
    roles = {"desk_role": [locked.desk_role, desk_role]} if "desk_role" in changed else {}
    for field in changed:
        setattr(locked, field, new[field])
    if {"email", "desk_role"} & set(changed):
        locked.session_epoch += 1
    if changed:
        locked.save(update_fields=[*changed, "session_epoch"])
        record(AccountEventKind.USER_CHANGED, actor=actor, now=now, user=locked, data={"changed": changed, **roles})
    return locked


@transaction.atomic
def deactivate_user(*, actor: User | None, user: User, now: datetime) -> None:
    """From `now` on the person cannot sign in and all of their sessions are ended; their history stays.

    Refuses deactivating oneself, so that there is always an administrator left. Doing it twice is once.
    """
    check_can_manage_people(actor)
    if actor is not None and actor.pk == user.pk:
        raise Refusal(_("You cannot deactivate yourself."))
    _deactivate(user, actor=actor, now=now, data={})


@transaction.atomic
def reactivate_user(*, actor: User | None, user: User, now: datetime) -> None:
    """The person can sign in again, with the memberships that they still have; earlier sessions stay ended."""
    check_can_manage_people(actor)
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        record(AccountEventKind.USER_REACTIVATED, actor=actor, now=now, user=user)
    user.refresh_from_db(fields=["is_active", "session_epoch"])


def leave(user: User, *, actor: User | None, now: datetime) -> None:
    """Deactivates somebody who belongs to no organisation any more; in the transaction of the caller, who checked."""
    if not user.desk_role:
        _deactivate(user, actor=actor, now=now, data={"because": LEFT})


def has_left(user: User) -> bool:
    """Whether this person is inactive for belonging nowhere, and for no other reason: an invitation brings them back.

    Somebody whom an administrator deactivated stays so, whoever invites them.
    """
    last = AccountEvent.objects.filter(user=user, kind__in=_SWITCHES).order_by("-pk").first()
    left = last is not None and last.kind == AccountEventKind.USER_DEACTIVATED and last.data.get("because") == LEFT
    return left and not user.is_active and not user.desk_role


def come_back(user: User, *, name: str, password: str, now: datetime) -> None:
    """Somebody who left is active again, with a new password; in the transaction of the caller, who checked."""
    user.name, user.is_active = name.strip(), True
    user.set_password(password)
    user.save(update_fields=["name", "is_active", "password"])
    record(AccountEventKind.USER_REACTIVATED, actor=user, now=now, user=user)


def _deactivate(user: User, *, actor: User | None, now: datetime, data: dict[str, str]) -> None:
    ended = User.objects.filter(pk=user.pk, is_active=True).update(
        is_active=False, session_epoch=F("session_epoch") + 1
    )
    if ended:
        record(AccountEventKind.USER_DEACTIVATED, actor=actor, now=now, user=user, data=data)
    user.refresh_from_db(fields=["is_active", "session_epoch"])


def _free_address(email: str) -> str:
    """The address as it is stored; refused when somebody has it."""
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise Refusal(ADDRESS_IN_USE)
    return email


def _check_new_desk_role(actor: User | None, user: User, desk_role: str) -> None:
    if actor is not None and actor.pk == user.pk:
        raise Refusal(_("You cannot change your own role."))
    if desk_role and Membership.objects.filter(user=user).exists():
        raise Refusal(_("Somebody who belongs to an organisation cannot work at the desk. End the membership first."))
