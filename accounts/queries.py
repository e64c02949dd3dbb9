"""Everything that reads about people and parties: for whom somebody may act at this moment (clause P1)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from django.contrib.auth.models import AnonymousUser
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Mandate, Membership, Organisation, User
from accounts.models.organisation import OrganisationKind
from accounts.roles import DESK_ROLES, LEAD_ROLES, Role


@dataclass(frozen=True, slots=True)
class Belonging:
    """One membership of an active organisation, with what pages need to name it."""

    organisation_id: int
    organisation_name: str
    kind: str
    role: str

    @property
    def role_label(self) -> str:
        """The role in the language that is active now."""
        return str(Role(self.role).label)


@dataclass(frozen=True, slots=True)
class Access:
    """For whom a person may act at one moment.

    `contact_of` and `key_contact_of` are customers by the person's own membership; they have no id in common.
    `mandated` gives, for each customer that a partner of the person may file and follow for, that partner's id;
    `consulted` the same for each customer whose consultations it may answer, `approving` whose costs it may approve.
    """

    user_id: int | None = None
    desk_role: str = ""
    memberships: tuple[Belonging, ...] = ()
    contact_of: frozenset[int] = frozenset()
    key_contact_of: frozenset[int] = frozenset()
    mandated: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    consulted: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    approving: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_agent(self) -> bool:
        """Works at the desk: agents, and lead agents and administrators as well."""
        return self.desk_role in DESK_ROLES

    @property
    def is_lead(self) -> bool:
        """Looks after the work of colleagues at the desk: lead agents, and administrators as well."""
        return self.desk_role in LEAD_ROLES

    @property
    def is_administrator(self) -> bool:
        """Manages people, agreements and the calendar."""
        return self.desk_role == Role.ADMINISTRATOR

    @property
    def own_customers(self) -> frozenset[int]:
        """The customers that the person belongs to, in either role."""
        return self.contact_of | self.key_contact_of

    @property
    def manages(self) -> frozenset[int]:
        """The organisations of both kinds whose people this person manages as key contact."""
        return frozenset(each.organisation_id for each in self.memberships if each.role == Role.KEY_CONTACT)

    def may_manage(self, organisation_id: int) -> bool:
        """Whether the person decides who belongs to this organisation: its key contacts, and the desk for all (P1)."""
        return self.is_agent or organisation_id in self.manages

    def may_file_for(self, customer_id: int) -> bool:
        """Whether the person may submit a ticket of this customer: own customer or mandate (P1); agents may for all."""
        return self.is_agent or customer_id in self.own_customers or customer_id in self.mandated

    def acts_as(self, customer_id: int) -> int | None:
        """The partner organisation that the person acts through for this customer; None when by own membership."""
        return None if customer_id in self.own_customers else self.mandated.get(customer_id)

    def may_answer_for(self, customer_id: int) -> bool:
        """Whether the person may answer a consultation of this customer: as key contact, or by mandate (M2, P1)."""
        return customer_id in self.key_contact_of or customer_id in self.consulted

    def answers_as(self, customer_id: int) -> int | None:
        """The partner organisation that the person answers through; None for a key contact of the customer itself."""
        return None if customer_id in self.key_contact_of else self.consulted.get(customer_id)

    @property
    def sees_bills(self) -> bool:
        """Whether there is a customer of which the person may see the bills (W3)."""
        return bool(self.key_contact_of or self.approving)

    def may_approve_for(self, customer_id: int) -> bool:
        """Whether the person may approve costs of this customer: as key contact, or by mandate (W3, P1)."""
        return customer_id in self.key_contact_of or customer_id in self.approving

    def approves_as(self, customer_id: int) -> int | None:
        """The partner organisation that the person approves through; None for a key contact of the customer itself."""
        return None if customer_id in self.key_contact_of else self.approving.get(customer_id)


NOBODY = Access()

# Written out, since every page of the portal asks it: composing these words with the ORM takes longer than the answer.
_MEMBERSHIPS = """
SELECT organisation.id, organisation.name, organisation.kind, membership.role
FROM accounts_membership membership
JOIN accounts_organisation organisation ON organisation.id = membership.organisation_id
WHERE membership.user_id = %s AND organisation.is_active
ORDER BY organisation.name
"""


def access_for(user: User | AnonymousUser, *, now: datetime) -> Access:
    """What `user` has access to at `now` (aware); at most two SQL statements, none for agents (P1).

    Nobody signed in and people who were deactivated get an empty `Access`. Nothing is remembered between calls: a
    mandate that ended gives nothing from that very moment.
    """
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    if user.is_agent:
        return Access(user_id=user.pk, desk_role=user.desk_role)
    memberships = tuple(_belongings(user))
    mandates = _mandates(memberships, now=now)
    return Access(
        user_id=user.pk,
        memberships=memberships,
        contact_of=_customers(memberships, Role.CONTACT),
        key_contact_of=_customers(memberships, Role.KEY_CONTACT),
        mandated=_through(mandates, may="file"),
        consulted=_through(mandates, may="consult"),
        approving=_through(mandates, may="approve"),
    )


def mandates_in_force(*, now: datetime) -> QuerySet[Mandate]:
    """Mandates between active organisations with `starts_at <= now < ends_at` (P1)."""
    return Mandate.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        starts_at__lte=now,
        customer__is_active=True,
        partner__is_active=True,
    )


def organisations_to_file_for(access: Access) -> list[Organisation]:
    """The customers that the report page offers: the person's own and the mandated ones, by name (P1).

    Agents choose among all customers elsewhere, by search: they get an empty list here. One SQL for who has mandates;
    the memberships, in order of name already, say the rest.
    """
    if not access.mandated:
        return [_as_organisation(each) for each in access.memberships if each.organisation_id in access.own_customers]
    ids = access.own_customers | set(access.mandated)
    return list(Organisation.objects.filter(pk__in=ids, is_active=True).order_by("name"))


def active_customers() -> QuerySet[Organisation]:
    """All customers that are served, by name: what an agent chooses from."""
    return Organisation.objects.filter(kind=OrganisationKind.CUSTOMER, is_active=True).order_by("name")


def people_who_may_file_for(customer_id: int, *, now: datetime) -> QuerySet[User]:
    """Active people of the customer and of the partners with a mandate to file for it, by name (P1)."""
    partners = mandates_in_force(now=now).filter(customer_id=customer_id, may_file=True).values("partner_id")
    belongs = Q(organisation_id=customer_id) | Q(organisation_id__in=partners)
    members = Membership.objects.filter(belongs, organisation__is_active=True).values("user_id")
    return User.objects.filter(pk__in=members, is_active=True, desk_role="").order_by("name", "pk")


def people_who_may_approve_for(
    customer_id: int, *, now: datetime, through: Collection[int] | None = None
) -> QuerySet[User]:
    """Active key contacts of the customer, and people of partners that may approve its costs and follow its tickets.

    `through`: of these partners only (None: of all). By name (W3, P1).
    """
    mandates = mandates_in_force(now=now).filter(customer_id=customer_id, may_approve_cost=True, may_file=True)
    if through is not None:
        mandates = mandates.filter(partner_id__in=through)
    own = Q(organisation_id=customer_id, role=Role.KEY_CONTACT)
    belongs = own | Q(organisation_id__in=mandates.values("partner_id"))
    members = Membership.objects.filter(belongs, organisation__is_active=True).values("user_id")
    return User.objects.filter(pk__in=members, is_active=True, desk_role="").order_by("name", "pk")


def agents() -> QuerySet[User]:
    """Everybody who works at the desk now, by name: the people that a ticket can be assigned to."""
    return User.objects.filter(is_active=True, desk_role__in=DESK_ROLES).order_by("name", "pk")


def demo_people() -> list[tuple[User, str]]:
    """One person for each thing that somebody can be, with what that is: for the demo's sign-in page only."""
    people = User.objects.filter(is_active=True).order_by("pk")
    customers = people.filter(memberships__organisation__kind=OrganisationKind.CUSTOMER)
    first = {
        _("contact"): customers.filter(memberships__role=Role.CONTACT).first(),
        _("key contact"): customers.filter(memberships__role=Role.KEY_CONTACT).first(),
        _("ICT partner"): people.filter(memberships__organisation__kind=OrganisationKind.PARTNER).first(),
        _("agent"): people.filter(desk_role=Role.AGENT).first(),
        _("lead agent"): people.filter(desk_role=Role.LEAD_AGENT).first(),
        _("administrator"): people.filter(desk_role=Role.ADMINISTRATOR).first(),
    }
    return [(user, what) for what, user in first.items() if user is not None]


def _belongings(user: User) -> list[Belonging]:
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERSHIPS, [user.pk])
        return [Belonging(*row) for row in cursor.fetchall()]


def _as_organisation(belonging: Belonging) -> Organisation:
    """As read by `only`: what is not known here is fetched when somebody asks for it."""
    known = (belonging.organisation_id, belonging.kind, belonging.organisation_name)
    return Organisation.from_db(DEFAULT_DB_ALIAS, ("id", "kind", "name"), known)


def _customers(memberships: tuple[Belonging, ...], role: Role) -> frozenset[int]:
    return frozenset(
        each.organisation_id for each in memberships if each.kind == OrganisationKind.CUSTOMER and each.role == role
    )


@dataclass(frozen=True, slots=True)
class _Mandated:
    """What one mandate in force allows a partner of the person."""

    customer_id: int
    partner_id: int
    file: bool
    consult: bool
    approve: bool


def _mandates(memberships: tuple[Belonging, ...], *, now: datetime) -> list[_Mandated]:
    partners = [each.organisation_id for each in memberships if each.kind == OrganisationKind.PARTNER]
    if not partners:
        return []
    something = Q(may_file=True) | Q(may_consult=True) | Q(may_approve_cost=True)
    rows = mandates_in_force(now=now).filter(something, partner_id__in=partners)
    # Somebody of two partners acts through the one that was here first, on every page the same.
    allowed = ("may_file", "may_consult", "may_approve_cost")
    return [_Mandated(*row) for row in rows.order_by("-partner_id").values_list("customer_id", "partner_id", *allowed)]


def _through(mandates: list[_Mandated], *, may: Literal["file", "consult", "approve"]) -> Mapping[int, int]:
    """Customer to partner, of the mandates that allow this."""
    return MappingProxyType({each.customer_id: each.partner_id for each in mandates if getattr(each, may)})
