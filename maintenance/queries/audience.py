"""Who is asked and told about maintenance: the people of its customers, and of their partners by mandate (P1)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.queries import mandates_in_force
from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person for one customer: by its own membership, or through a partner. `may_answer` consultations (M2)."""

    user_id: int
    customer_id: int
    partner_id: int | None
    may_answer: bool


def addressees(customer_ids: Collection[int], *, now: datetime, user_id: int | None = None) -> list[Addressee]:
    """The active people of these customers, and those of partners with a mandate in force at `now`; two SQL.

    With `user_id` only what that person is to these customers: its right at the moment of sending.
    """
    return [*_own(customer_ids, user_id), *_by_mandate(customer_ids, user_id, now)]


def administrators() -> QuerySet[User]:
    """Who plans maintenance: the people that alarms and warnings go to."""
    return User.objects.filter(is_active=True, desk_role=Role.ADMINISTRATOR).order_by("pk")


def _own(customer_ids: Collection[int], user_id: int | None) -> Iterable[Addressee]:
    rows = _people(user_id).filter(organisation_id__in=customer_ids, organisation__is_active=True)
    for person, customer, role in rows.values_list("user_id", "organisation_id", "role"):
        yield Addressee(person, customer, None, role == Role.KEY_CONTACT)


def _by_mandate(customer_ids: Collection[int], user_id: int | None, now: datetime) -> Iterable[Addressee]:
    mandates = mandates_in_force(now=now).filter(
        customer_id__in=customer_ids, partner__memberships__in=_people(user_id).values("pk")
    )
    rows = mandates.values_list("partner__memberships__user_id", "customer_id", "partner_id", "may_consult")
    return [Addressee(*row) for row in rows]


def _people(user_id: int | None) -> QuerySet[Membership]:
    """Memberships of people who can sign in and do not work at the desk."""
    people = Membership.objects.filter(user__is_active=True, user__desk_role="")
    return people if user_id is None else people.filter(user_id=user_id)
