"""Lesson: the page was checked and its export was not. A file holds what its list shows, and is on record."""

import csv
import io
import re

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import SecurityEvent, User
from tests.cast import NOW, Cast
from tests.tickets import factories
from tickets.queries import portal
from tickets.views import exports

pytestmark = pytest.mark.django_db
OURS, THEIRS, SECRET = "qours", "qtheirs", "qsecret"
LISTS = ("/tickets/tickets.csv", "/desk/rijen/tickets.csv", "/desk/zoeken/tickets.csv?q=qours")


@pytest.fixture(autouse=True)
def world(cast: Cast) -> None:
    """A ticket of the customer, a confidential one, and one of a stranger's organisation that begins a formula."""
    with time_machine.travel(NOW, tick=False):
        factories.incident(cast.contact, cast.customer, now=NOW, subject=OURS)
        factories.incident(cast.contact, cast.customer, now=NOW, subject=SECRET, confidential=True)
        factories.incident(cast.stranger, cast.other_customer, now=NOW, subject=f"={THEIRS}")


def client_of(user: User) -> Client:
    User.objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(user)
    return client


def subjects(client: Client, address: str) -> list[str]:
    with time_machine.travel(NOW, tick=False):
        response = client.get(address)
    assert response.status_code == 200, response.content
    rows = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";")
    return sorted(row["Subject"] for row in rows)


@pytest.mark.parametrize(
    "who,address,expected",
    [
        ("key_contact", "/tickets/tickets.csv", [OURS, SECRET]),
        ("key_contact", "/tickets/tickets.csv?q=qours", [OURS]),
        ("key_contact", "/tickets/tickets.csv?mine=on", []),
        ("key_contact", "/tickets/tickets.csv?organisation=999999", []),
        ("agent", "/desk/rijen/tickets.csv", [f"'={THEIRS}", OURS, SECRET]),
        ("agent", "/desk/rijen/tickets.csv?view=mine", []),
        ("agent", "/desk/zoeken/tickets.csv?q=qtheirs", [f"'={THEIRS}"]),
        ("agent", "/desk/zoeken/tickets.csv", []),
    ],
)
def test_file_holds_what_the_list_shows(cast: Cast, who: str, address: str, expected: list[str]) -> None:
    assert subjects(client_of(cast.everybody[who]), address) == expected


def test_partner_with_a_key_contact_of_its_own_gets_what_its_mandate_shows(cast: Cast) -> None:
    """Nothing confidential of another; after the mandate nothing at all."""
    cast.partner.memberships.update(role="key_contact")
    cast.ended_partner.memberships.update(role="key_contact")
    assert subjects(client_of(cast.partner), "/tickets/tickets.csv") == [OURS]
    assert subjects(client_of(cast.ended_partner), "/tickets/tickets.csv") == []


@pytest.mark.parametrize("who", ["contact", "colleague", "stranger", "partner", "ended_partner"])
@pytest.mark.parametrize("address", LISTS)
def test_others_get_no_file_and_it_is_not_on_record(cast: Cast, who: str, address: str) -> None:
    response = client_of(cast.everybody[who]).get(address)
    assert response.status_code in (403, 404)
    assert SecurityEvent.objects.filter(kind="exported").count() == 0


def test_export_is_on_record_with_count_and_filter_and_without_words(cast: Cast) -> None:
    client = client_of(cast.key_contact)
    response = client.get("/tickets/tickets.xlsx?q=qours&group=open")
    assert response.content.startswith(b"PK")
    assert re.fullmatch(
        r'attachment; filename="tickets-\d{4}-\d\d-\d\d\.xlsx"', response.headers["Content-Disposition"]
    )
    assert "no-store" in response.headers["Cache-Control"]
    event = SecurityEvent.objects.get(kind="exported")
    assert (event.actor, event.subject) == (cast.key_contact, "portal:export")
    assert event.data == {"rows": 1, "format": "xlsx", "filter": {"group": "open", "searched": True}}


def test_unknown_kind_of_file_does_not_exist(cast: Cast) -> None:
    assert client_of(cast.key_contact).get("/tickets/tickets.exe").status_code == 404


def test_list_that_is_too_long_is_refused_and_not_cut(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (portal, exports):
        monkeypatch.setattr(module, "MOST_EXPORTED", 1)
    response = client_of(cast.key_contact).get("/tickets/tickets.csv")
    assert response.status_code == 422
    assert OURS not in response.content.decode()


@pytest.mark.parametrize("address,statements", [(LISTS[0], 5), (LISTS[1], 5), (LISTS[2], 4)])
def test_export_reads_once_however_many_rows(
    cast: Cast, address: str, statements: int, django_assert_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    client = client_of(cast.key_contact if address == LISTS[0] else cast.agent)
    client.get(address)
    for more in (0, 2):
        for number in range(more):
            factories.incident(cast.contact, cast.customer, now=NOW, subject=f"{OURS} {number}")
        with django_assert_num_queries(statements):
            assert client.get(address).status_code == 200
