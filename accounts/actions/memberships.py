"""Who belongs to which organisation."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.people import leave
from accounts.event_log import record
from accounts.models import AccountEventKind, Membership, Organisation, User
from accounts.permissions import check_can_manage_members, check_can_manage_people
from accounts.refusals import Refusal
from accounts.roles import Role

CHANGEABLE = ("name", "phone")


@transaction.atomic
def add_membership(
    *, actor: User | None, user: User, organisation: Organisation, now: datetime, role: str = Role.CONTACT
) -> Membership:
    """`user` belongs to `organisation` from `now` on, as contact or key contact; key contacts invite instead.

    Refuses people of the desk, who see everything and belong to nobody, and a second membership of the same.
    """
    check_can_manage_people(actor)
    return belong(user=user, organisation=organisation, role=role, actor=actor, now=now)


def belong(*, user: User, organisation: Organisation, role: str, actor: User | None, now: datetime) -> Membership:
    """The row and its event, in the transaction of the caller, who checked that it may be; refuses as above."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.desk_role:
        raise Refusal(_("Somebody who works at the desk cannot belong to an organisation."))
    if Membership.objects.filter(user=locked, organisation=organisation).exists():
        raise Refusal(_("This person belongs to this organisation already."))
    membership = Membership.objects.create(user=locked, organisation=organisation, role=role)
    _record(AccountEventKind.MEMBERSHIP_ADDED, membership, actor=actor, now=now)
    return membership


@transaction.atomic
def change_membership(*, actor: User | None, membership: Membership, role: str, now: datetime) -> Membership:
    """Makes a contact key contact, or the other way round; nobody changes their own role."""
    locked = _locked(actor, membership)
    if locked.role != role:
        _check_not_oneself(actor, locked)
        locked.role = role
        locked.save(update_fields=["role"])
        _record(AccountEventKind.MEMBERSHIP_CHANGED, locked, actor=actor, now=now)
    return locked


@transaction.atomic
def change_colleague(
    *, actor: User | None, membership: Membership, name: str, phone: str, role: str, now: datetime
) -> Membership:
    """What a key contact changes of a colleague: name, phone number, role. The address is theirs alone.

    Refused: another name or number of somebody who belongs to more than this organisation, by its key contact (422).
    """
    locked = change_membership(actor=actor, membership=membership, role=role, now=now)
    new = {"name": name.strip(), "phone": phone.strip()}
    changed = [field for field in CHANGEABLE if getattr(locked.user, field) != new[field]]
    if changed and not _may_change_person(actor, locked):
        raise Refusal(_("Only this person can change their own name and phone number, under 'Your details'."))
    if changed:
        User.objects.filter(pk=locked.user_id).update(**new)
        record(
            AccountEventKind.USER_CHANGED,
            actor=actor,
            now=now,
            user=locked.user,
            organisation=locked.organisation,
            data={"changed": changed},
        )
    return locked


@transaction.atomic
def remove_membership(*, actor: User | None, membership: Membership, now: datetime) -> None:
    """The person no longer belongs to the organisation and sees nothing of it any more, from this very moment.

    Whoever belongs to nothing any more is deactivated: sessions, links and mails end with it. Twice is once.
    Refused: oneself, so that a key contact is always left (422).
    """
    if not Membership.objects.filter(pk=membership.pk).exists():
        return
    locked = _locked(actor, membership)
    _check_not_oneself(actor, locked)
    _record(AccountEventKind.MEMBERSHIP_REMOVED, locked, actor=actor, now=now)
    user = locked.user
    locked.delete()
    if not Membership.objects.filter(user=user).exists():
        leave(user, actor=actor, now=now)


def _locked(actor: User | None, membership: Membership) -> Membership:
    """Locked with its organisation: two key contacts cannot remove each other at the same moment."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    check_can_manage_members(actor, membership.organisation_id)
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    return rows.get(pk=membership.pk)


def _check_not_oneself(actor: User | None, membership: Membership) -> None:
    if actor is not None and actor.pk == membership.user_id:
        raise Refusal(_("You cannot do this to yourself. Ask another key contact, or the helpdesk."))


def _may_change_person(actor: User | None, membership: Membership) -> bool:
    others = Membership.objects.filter(user=membership.user_id).exclude(pk=membership.pk)
    return actor is None or actor.is_agent or not others.exists()


def _record(kind: AccountEventKind, membership: Membership, *, actor: User | None, now: datetime) -> None:
    record(
        kind,
        actor=actor,
        now=now,
        user=membership.user,
        organisation=membership.organisation,
        data={"role": membership.role},
    )
