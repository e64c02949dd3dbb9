"""The fictional organisations and people of the demo data."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from accounts.actions import add_membership, create_organisation, create_user, grant_mandate, invite
from accounts.models import Organisation, User
from accounts.models.organisation import OrganisationKind
from accounts.roles import Role
from maintenance.models import Environment, EnvironmentCustomer

PASSWORD = "selfservice-desk-demo"  # noqa: S105 - printed at the start, for fictional people
SINCE = timedelta(days=400)

CUSTOMERS = {
    "akkers": ("Woonstichting De Akkers", "0413 - 555 120"),
    "maasoever": ("Zorggroep Maasoever", "0413 - 555 214"),
    "dommelrade": ("Gemeente Dommelrade", "0499 - 555 300"),
    "peelland": ("Peelland Transport", "0493 - 555 410"),
    "wieldraaijer": ("Autobedrijf Wieldraaijer", "0413 - 555 532"),
    "kompas": ("Scholengroep Kompas Brabant", "073 - 555 6100"),
    "molenhof": ("Tandartsen Het Molenhof", "0492 - 555 718"),
    "stroomlijn": ("Installatiebedrijf Stroomlijn", "040 - 555 8220"),
    "hoogbrug": ("Bouwgroep Hoogbrug", "0413 - 555 905"),
    "verlinden": ("Notariskantoor Verlinden", "0413 - 555 966"),
}
PARTNERS = {
    "lijnrecht": ("Lijnrecht ICT", "0413 - 555 700"),
    "oudezijds": ("Oudezijds Beheer", "020 - 555 0101"),
}
MEMBERS = {
    "sanne": ("Sanne de Vries", "sanne@maasoever.example", "maasoever", Role.CONTACT, "0413 - 555 216"),
    "els": ("Els Timmer", "els@maasoever.example", "maasoever", Role.KEY_CONTACT, "0413 - 555 215"),
    "marieke": ("Marieke van Dijk", "marieke@lijnrecht.example", "lijnrecht", Role.KEY_CONTACT, "0413 - 555 214"),
    "bas": ("Bas Oudman", "bas@oudezijds.example", "oudezijds", Role.CONTACT, "020 - 555 0102"),
    "tom": ("Tom Huybers", "tom@akkers.example", "akkers", Role.KEY_CONTACT, "0413 - 555 121"),
    "ilse": ("Ilse Kerkhof", "ilse@dommelrade.example", "dommelrade", Role.KEY_CONTACT, "0499 - 555 301"),
    "rik": ("Rik Manders", "rik@dommelrade.example", "dommelrade", Role.CONTACT, "0499 - 555 318"),
    "kees": ("Kees Verhoeven", "kees@peelland.example", "peelland", Role.KEY_CONTACT, "0493 - 555 411"),
    "anouk": ("Anouk Wieldraaijer", "anouk@wieldraaijer.example", "wieldraaijer", Role.KEY_CONTACT, "0413 - 555 533"),
    "paul": ("Paul Sengers", "paul@kompas.example", "kompas", Role.KEY_CONTACT, "073 - 555 6101"),
    "nadia": ("Nadia Bouzid", "nadia@molenhof.example", "molenhof", Role.KEY_CONTACT, "0492 - 555 719"),
    "harm": ("Harm Stroo", "harm@stroomlijn.example", "stroomlijn", Role.KEY_CONTACT, "040 - 555 8221"),
    "wilma": ("Wilma Hoogbrug", "wilma@hoogbrug.example", "hoogbrug", Role.KEY_CONTACT, "0413 - 555 906"),
    "jasper": ("Jasper Verlinden", "jasper@verlinden.example", "verlinden", Role.KEY_CONTACT, "0413 - 555 967"),
    "mirjam": ("Mirjam Kuipers", "mirjam@dommelrade.example", "dommelrade", Role.CONTACT, "0499 - 555 320"),
    "henk": ("Henk Peeters", "henk@peelland.example", "peelland", Role.CONTACT, "0493 - 555 417"),
}
STAFF = {
    "joris": ("Joris van Laar", "joris@ozmo.example", Role.AGENT),
    "fatima": ("Fatima El Amrani", "fatima@ozmo.example", Role.AGENT),
    "daan": ("Daan Willems", "daan@ozmo.example", Role.AGENT),
    "lotte": ("Lotte Hermans", "lotte@ozmo.example", Role.LEAD_AGENT),
    "petra": ("Petra van Gils", "petra@ozmo.example", Role.ADMINISTRATOR),
}
# Who is on which environment: the shared one, or a server of it that is maintained on its own.
SHARED, SERVER = "OZMO-omgeving", "OZMO server 2"
ON_SERVER = ("dommelrade", "maasoever", "peelland")
# Each given by the customer's key contact.
MANDATES = (("maasoever", "els"), ("verlinden", "jasper"), ("molenhof", "nadia"))


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Everybody by a short name, every organisation, and the environments by name."""

    people: dict[str, User]
    organisations: dict[str, Organisation]
    environments: dict[str, Environment]


def load_people(now: datetime) -> DemoPeople:
    """Make them all, as if they had been here for more than a year; one partner's mandate ended last month."""
    start = now - SINCE
    organisations = _organisations(CUSTOMERS, OrganisationKind.CUSTOMER, start)
    organisations |= _organisations(PARTNERS, OrganisationKind.PARTNER, start)
    people = {}
    for key, (name, email, organisation, role, phone) in MEMBERS.items():
        people[key] = create_user(actor=None, email=email, name=name, phone=phone, now=start)
        add_membership(actor=None, user=people[key], organisation=organisations[organisation], role=role, now=start)
    for key, (name, email, desk_role) in STAFF.items():
        people[key] = create_user(actor=None, email=email, name=name, desk_role=desk_role, now=start)
    # Hashed once: a hash is slow on purpose, and theirs may be the same.
    User.objects.update(password=make_password(PASSWORD))
    _mandates(organisations, people, start, now)
    _invitation(people["els"], organisations["maasoever"], now)
    return DemoPeople(people, organisations, _environments(organisations, start))


def _organisations(named: dict[str, tuple[str, str]], kind: str, start: datetime) -> dict[str, Organisation]:
    return {
        key: create_organisation(actor=None, kind=kind, name=name, phone=phone, now=start)
        for key, (name, phone) in named.items()
    }


def _mandates(organisations: dict[str, Organisation], people: dict[str, User], start: datetime, now: datetime) -> None:
    for customer, key_contact in MANDATES:
        grant_mandate(
            actor=people[key_contact],
            customer=organisations[customer],
            partner=organisations["lijnrecht"],
            starts_at=start,
            now=start,
            may_consult=True,
        )
    grant_mandate(
        actor=people["ilse"],
        customer=organisations["dommelrade"],
        partner=organisations["oudezijds"],
        starts_at=start,
        ends_at=now - timedelta(days=30),
        now=start,
    )


def _invitation(key_contact: User, customer: Organisation, now: datetime) -> None:
    """Somebody who was invited yesterday and has not answered yet."""
    invite(
        actor=key_contact,
        organisation=customer,
        email="joost@maasoever.example",
        name="Joost van Rijn",
        now=now - timedelta(days=1),
    )


def _environments(organisations: dict[str, Organisation], start: datetime) -> dict[str, Environment]:
    """Made as it was before anything was planned on them."""
    made = {name: Environment.objects.create(name=name) for name in (SHARED, SERVER)}
    EnvironmentCustomer.objects.bulk_create(
        EnvironmentCustomer(
            environment=made[SERVER if key in ON_SERVER else SHARED], customer=organisations[key], joined_at=start
        )
        for key in CUSTOMERS
    )
    return made
