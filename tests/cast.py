"""The small fixed cast: the same few people and parties in every test, a stranger with data that could leak included.

`cast_at(now)` builds it; the fixture `cast` is it at the design's moment, Tuesday 24 November 2026, 10:12.
The actions make it once in a run; after that its rows are inserted again as they were, in five statements.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Model

from accounts.actions import add_membership, create_organisation, create_user, grant_mandate
from accounts.models import AccountEvent, Mandate, Membership, Organisation, User
from accounts.models.organisation import OrganisationKind
from accounts.roles import Role

PASSWORD = "een-goed-wachtwoord"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 24, 10, 12, tzinfo=AMSTERDAM)
LONG_AGO = timedelta(days=300)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by what they are."""

    now: datetime
    customer: Organisation
    other_customer: Organisation
    partner_organisation: Organisation
    ended_partner_organisation: Organisation
    mandate: Mandate
    ended_mandate: Mandate
    contact: User
    colleague: User
    key_contact: User
    stranger: User
    partner: User
    ended_partner: User
    agent: User
    second_agent: User
    lead_agent: User
    administrator: User

    @property
    def everybody(self) -> dict[str, User]:
        """Each person by role name, for the tests that walk all of them."""
        return {name: value for name in self.__slots__ if isinstance(value := getattr(self, name), User)}


def person(email: str, name: str, *, now: datetime, desk_role: str = "") -> User:
    """Somebody who can sign in with `PASSWORD`."""
    return create_user(actor=None, email=email, name=name, desk_role=desk_role, password=PASSWORD, now=now)


def member(email: str, name: str, organisation: Organisation, *, now: datetime, role: Role = Role.CONTACT) -> User:
    """Somebody of `organisation`."""
    user = person(email, name, now=now)
    add_membership(actor=None, user=user, organisation=organisation, role=role, now=now)
    return user


def organisation(kind: OrganisationKind, name: str, *, now: datetime) -> Organisation:
    """A customer or an ICT partner."""
    return create_organisation(actor=None, kind=kind, name=name, now=now)


# In an order in which a row comes after those that it points at.
MODELS: tuple[type[Model], ...] = (Organisation, User, Membership, Mandate, AccountEvent)
Fields = dict[str, Any]
_made: dict[datetime, tuple[dict[type[Model], list[Fields]], dict[str, tuple[type[Model], int]]]] = {}


def cast_at(now: datetime) -> Cast:
    """The whole cast, with a mandate in force at `now` and one that ended an hour before."""
    if now in _made:
        return _again(now)
    before = {model: set(model._default_manager.values_list("pk", flat=True)) for model in MODELS}
    cast = _cast_by_actions(now)
    rows = {model: _fields_but(model, before[model]) for model in MODELS}
    people = {name: value for name in cast.__slots__ if isinstance(value := getattr(cast, name), Model)}
    _made[now] = rows, {name: (type(row), row.pk) for name, row in people.items()}
    return cast


def _fields_but(model: type[Model], known: set[int]) -> list[Fields]:
    return list(model._default_manager.exclude(pk__in=known).order_by("pk").values())


def _again(now: datetime) -> Cast:
    """The same rows under new numbers."""
    rows, people = _made[now]
    new: dict[tuple[type[Model], int], Any] = {}
    for model, stored in rows.items():
        made = [model(**_renumbered(model, fields, new)) for fields in stored]
        model._default_manager.bulk_create(made)
        new |= {(model, fields["id"]): row for fields, row in zip(stored, made, strict=True)}
    return Cast(now=now, **{name: new[key] for name, key in people.items()})


def _renumbered(model: type[Model], fields: Fields, new: dict[tuple[type[Model], int], Any]) -> Fields:
    links: dict[str, Any] = {
        field.attname: field.related_model for field in model._meta.concrete_fields if field.many_to_one
    }
    return {
        name: new[links[name], value].pk if name in links and value is not None else value
        for name, value in fields.items()
        if name != "id"
    }


def _cast_by_actions(now: datetime) -> Cast:
    customer = organisation(OrganisationKind.CUSTOMER, "Zorggroep Maasoever", now=now)
    other_customer = organisation(OrganisationKind.CUSTOMER, "Peelland Transport", now=now)
    partner = organisation(OrganisationKind.PARTNER, "Lijnrecht ICT", now=now)
    ended_partner = organisation(OrganisationKind.PARTNER, "Oudezijds Beheer", now=now)
    start = now - LONG_AGO
    return Cast(
        now=now,
        customer=customer,
        other_customer=other_customer,
        partner_organisation=partner,
        ended_partner_organisation=ended_partner,
        mandate=grant_mandate(actor=None, customer=customer, partner=partner, starts_at=start, now=start),
        ended_mandate=grant_mandate(
            actor=None,
            customer=customer,
            partner=ended_partner,
            starts_at=start,
            ends_at=now - timedelta(hours=1),
            now=start,
        ),
        contact=member("sanne@maasoever.example", "Sanne de Vries", customer, now=now),
        colleague=member("bram@maasoever.example", "Bram Jacobs", customer, now=now),
        key_contact=member("ingrid@maasoever.example", "Ingrid Smulders", customer, role=Role.KEY_CONTACT, now=now),
        stranger=member("kees@peelland.example", "Kees Verhoeven", other_customer, now=now),
        partner=member("mo@lijnrecht.example", "Mo Haddad", partner, now=now),
        ended_partner=member("els@oudezijds.example", "Els Kramer", ended_partner, now=now),
        agent=person("joris@ozmo.example", "Joris van Laar", desk_role=Role.AGENT, now=now),
        second_agent=person("fatima@ozmo.example", "Fatima El Amrani", desk_role=Role.AGENT, now=now),
        lead_agent=person("wouter@ozmo.example", "Wouter Claassen", desk_role=Role.LEAD_AGENT, now=now),
        administrator=person("lotte@ozmo.example", "Lotte Hermans", desk_role=Role.ADMINISTRATOR, now=now),
    )


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast at Tuesday 24 November 2026, 10:12."""
    return cast_at(NOW)
