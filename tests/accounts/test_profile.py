"""The profile page: for everybody who is signed in, about nobody but themselves."""

import pytest
from django.test import Client

from accounts.models import User
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FIELDS = {"name": "Sanne Jansen", "phone": "0413 - 555 214", "language": "en", "theme": "dark"}


@pytest.mark.parametrize("who", ["contact", "key_contact", "partner", "ended_partner", "agent", "administrator"])
def test_profile_of_each_role(cast: Cast, client: Client, who: str) -> None:
    client.force_login(cast.everybody[who])
    page = client.get("/profiel/")
    assert page.status_code == 200
    assert cast.everybody[who].email in page.content.decode()
    assert ("Uw rol" in page.content.decode()) is cast.everybody[who].is_agent


def test_profile_of_nobody(client: Client) -> None:
    assert client.get("/profiel/").headers["Location"] == "/account/login/?next=/profiel/"


def test_profile_is_saved(cast: Cast, client: Client) -> None:
    client.force_login(cast.contact)
    assert client.post("/profiel/", FIELDS).headers["Location"] == "/profiel/"
    saved = User.objects.values("name", "phone", "language", "theme").get(pk=cast.contact.pk)
    assert saved == FIELDS


def test_profile_with_an_error_keeps_what_was_typed_and_saves_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.contact)
    response = client.post("/profiel/", {**FIELDS, "name": " ", "language": "de"})
    page = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#id_name">' in page
    assert 'value="0413 - 555 214"' in page
    assert "Account van Sanne de Vries" in page
    saved = User.objects.get(pk=cast.contact.pk)
    assert (saved.name, saved.phone, saved.language) == ("Sanne de Vries", "", "nl")


def test_profile_cannot_change_address_or_role(cast: Cast, client: Client) -> None:
    client.force_login(cast.contact)
    client.post("/profiel/", {**FIELDS, "email": "x@y.example", "desk_role": "administrator", "is_active": ""})
    saved = User.objects.get(pk=cast.contact.pk)
    assert (saved.email, saved.desk_role, saved.is_active) == ("sanne@maasoever.example", "", True)


def test_profile_other_methods_are_refused(cast: Cast, client: Client) -> None:
    client.force_login(cast.contact)
    assert client.delete("/profiel/").status_code == 405


def test_profile_chooses_mails_about_followed_tickets(cast: Cast, client: Client) -> None:
    client.force_login(cast.contact)
    assert "staan onze beloften in" in client.get("/profiel/").content.decode()
    for box, chosen in (({}, False), ({"mail_followed": "on"}, True)):
        client.post("/profiel/", {**FIELDS, **box})
        assert User.objects.get(pk=cast.contact.pk).mail_followed is chosen
