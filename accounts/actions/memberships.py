"""Who belongs to which organisation."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.event_log import record
from accounts.models import AccountEventKind, Membership, Organisation, User
from accounts.permissions import check_can_manage_people
from accounts.refusals import Refusal
from accounts.roles import Role


@transaction.atomic
def add_membership(
    *, actor: User | None, user: User, organisation: Organisation, now: datetime, role: str = Role.CONTACT
) -> Membership:
    """`user` belongs to `organisation` from `now` on, as contact or key contact.

    Refuses people of the desk, who see everything and belong to nobody, and a second membership of the same.
    """
    check_can_manage_people(actor)
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
    """Makes a contact key contact, or the other way round."""
    check_can_manage_people(actor)
    locked = (
        Membership.objects.select_for_update(of=("self",)).select_related("user", "organisation").get(pk=membership.pk)
    )
    if locked.role != role:
        locked.role = role
        locked.save(update_fields=["role"])
        _record(AccountEventKind.MEMBERSHIP_CHANGED, locked, actor=actor, now=now)
    return locked


@transaction.atomic
def remove_membership(*, actor: User | None, membership: Membership, now: datetime) -> None:
    """The person no longer belongs to the organisation and sees nothing of it any more, from this very moment."""
    check_can_manage_people(actor)
    _record(AccountEventKind.MEMBERSHIP_REMOVED, membership, actor=actor, now=now)
    membership.delete()


def _record(kind: AccountEventKind, membership: Membership, *, actor: User | None, now: datetime) -> None:
    record(
        kind,
        actor=actor,
        now=now,
        user=membership.user,
        organisation=membership.organisation,
        data={"role": membership.role},
    )
