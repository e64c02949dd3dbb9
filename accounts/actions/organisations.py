"""Adding and changing customers and ICT partners."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.event_log import record
from accounts.models import AccountEventKind, Organisation, User
from accounts.permissions import check_can_manage_people
from accounts.refusals import Refusal

CHANGEABLE = ("name", "phone", "is_active")


@transaction.atomic
def create_organisation(*, actor: User | None, kind: str, name: str, now: datetime, phone: str = "") -> Organisation:
    """A new customer or ICT partner (P1); refuses a name that exists."""
    check_can_manage_people(actor)
    name = name.strip()
    if Organisation.objects.filter(name=name).exists():
        raise Refusal(_("An organisation with this name exists already."))
    organisation = Organisation.objects.create(kind=kind, name=name, phone=phone)
    record(AccountEventKind.ORGANISATION_CREATED, actor=actor, now=now, organisation=organisation)
    return organisation


@transaction.atomic
def change_organisation(
    *, actor: User | None, organisation: Organisation, name: str, phone: str, is_active: bool, now: datetime
) -> Organisation:
    """Changes name, phone number and whether it is served. Its kind never changes: mandates depend on it (P1).

    An organisation that is not active gives its people and partners nothing, from that very moment.
    """
    check_can_manage_people(actor)
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    new = {"name": name.strip(), "phone": phone, "is_active": is_active}
    changed = [field for field in CHANGEABLE if getattr(locked, field) != new[field]]
    if "name" in changed and Organisation.objects.filter(name=new["name"]).exists():
        raise Refusal(_("An organisation with this name exists already."))
    for field in changed:
        setattr(locked, field, new[field])
    if changed:
        locked.save(update_fields=changed)
        record(
            AccountEventKind.ORGANISATION_CHANGED, actor=actor, now=now, organisation=locked, data={"changed": changed}
        )
    return locked
