"""The privacy page: for everybody, in both languages, one click from every page, and true to the periods."""

import pytest
from django.test import Client
from pytest_django import Settings

from tickets.actions.retention import RULES, YEAR

pytestmark = pytest.mark.django_db


def test_reads_without_signing_in_and_in_both_languages(client: Client) -> None:
    assert "Uw gegevens bij de helpdesk" in client.get("/privacy/").content.decode()
    client.post("/taal/", {"language": "en"})
    assert "Your data at the helpdesk" in client.get("/privacy/").content.decode()


def test_is_linked_from_the_foot_of_the_page(client: Client) -> None:
    assert 'href="/privacy/"' in client.get("/account/login/").content.decode()


@pytest.mark.parametrize("on,said", [(True, "wordt elke nacht verwijderd"), (False, "niet automatisch verwijderd")])
def test_says_whether_what_is_older_goes_by_itself(client: Client, settings: Settings, on: bool, said: str) -> None:
    settings.RETENTION = on
    page = client.get("/privacy/").content.decode()
    assert [words for words in ("wordt elke nacht verwijderd", "niet automatisch verwijderd") if words in page] == [
        said
    ]


def test_its_periods_are_those_of_the_table() -> None:
    """The words of the page say these periods: who changes the table changes them too."""
    keeps = {rule.kind: rule.keeps for rule in RULES}
    told = {"notices": YEAR, "attachments": 2 * YEAR, "people": 2 * YEAR, "tickets": 5 * YEAR} | {
        "consultations": 5 * YEAR,
        "security_events": 2 * YEAR,
    }
    assert {kind: keeps[kind] for kind in told} == told
