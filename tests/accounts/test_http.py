"""The doors of the pages: each role at each door, what is kept of a form, and where people are sent."""

from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.utils.crypto import get_random_string

from accounts.actions import deactivate_user, reactivate_user
from accounts.drafts import MAX_BYTES, MAX_DRAFTS, SESSION_KEY
from tests.cast import NOW, PASSWORD, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.doors")]
LOGIN = "/account/login/"
HTMX = {"HX-Request": "true"}


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    if who != "nobody":
        client.force_login(cast.everybody[who])
    return client


ROLES = ("nobody", "contact", "key_contact", "stranger", "partner", "ended_partner", "agent", "administrator")
CUSTOMER = {"/anybody/": 200, "/portal/": 200, "/desk-page/": 404, "/administration/": 404}
TABLE = {
    "nobody": {"/anybody/": 302, "/portal/": 302, "/desk-page/": 302, "/administration/": 302},
    **dict.fromkeys(("contact", "key_contact", "stranger", "partner", "ended_partner"), CUSTOMER),
    "agent": {"/anybody/": 200, "/portal/": 302, "/desk-page/": 200, "/administration/": 403},
    "administrator": {"/anybody/": 200, "/portal/": 302, "/desk-page/": 200, "/administration/": 200},
}


@pytest.mark.parametrize("who", ROLES)
def test_each_role_at_each_door(cast: Cast, who: str) -> None:
    client = signed_in(cast, who)
    assert {path: client.get(path).status_code for path in CUSTOMER} == TABLE[who]


@pytest.mark.parametrize("who", ["nobody", "contact"])
def test_pages_are_not_stored(cast: Cast, who: str) -> None:
    cached = signed_in(cast, who).get("/portal/").headers["Cache-Control"]
    assert sorted(cached.split(", ")) == ["no-store", "private"]


def test_nobody_is_asked_to_sign_in_and_returned(cast: Cast) -> None:
    response = Client().get("/portal/?q=a b")
    assert response.headers["Location"] == f"{LOGIN}?next=/portal/%3Fq%3Da%2520b"


def test_agent_at_the_portal_is_sent_to_the_desk(cast: Cast) -> None:
    client = signed_in(cast, "agent")
    assert client.get("/portal/").headers["Location"] == "/desk/"
    assert client.post("/portal/").status_code == 403


def test_fragment_for_nobody_sends_the_page_to_sign_in(cast: Cast) -> None:
    headers = {**HTMX, "HX-Current-URL": "http://testserver/portal/?page=2"}
    response = Client().get("/anybody/", headers=headers)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["HX-Redirect"] == f"{LOGIN}?next={quote('/portal/?page=2')}"


@pytest.mark.parametrize("source", ["https://elsewhere.example/portal/", "", "javascript:alert(1)"])
def test_a_page_elsewhere_is_not_returned_to(cast: Cast, source: str) -> None:
    response = Client().get("/anybody/", headers={**HTMX, "HX-Current-URL": source})
    assert response.headers["HX-Redirect"] == f"{LOGIN}?next=/anybody/"


def test_poll_for_nobody_leaves_the_page_alone(cast: Cast) -> None:
    response = Client().get("/anybody/", headers={**HTMX, "X-Desk-Poll": "1"})
    assert (response.status_code, "HX-Redirect" in response.headers) == (401, False)


def test_fields_posted_by_nobody_survive_signing_in(cast: Cast) -> None:
    client = Client()
    response = client.post("/portal/", {"title": "Geen geluid", "body": "é & ü", "csrfmiddlewaretoken": "x"})
    assert response.headers["Location"] == f"{LOGIN}?next=/portal/"
    key = client.session.session_key
    response = client.post(
        response.headers["Location"], {"login": cast.contact.email, "password": PASSWORD, "next": "/portal/"}
    )
    assert response.headers["Location"] == "/portal/"
    assert client.session.session_key != key
    assert client.get("/portal/").content.decode() == "title=Geen+geluid&body=%C3%A9+%26+%C3%BC"
    assert client.get("/portal/").content == b"portal"


@pytest.mark.parametrize(
    "headers", [{"Referer": "http://testserver/page/"}, {**HTMX, "HX-Current-URL": "http://testserver/page/"}]
)
def test_fields_posted_from_another_page_return_to_that_page(cast: Cast, headers: dict[str, str]) -> None:
    client = Client()
    response = client.post("/anybody/", {"body": "Antwoord"}, headers=headers)
    there = response.headers.get("Location") or response.headers["HX-Redirect"]
    assert there == f"{LOGIN}?next=/page/"
    client.force_login(cast.contact)
    assert client.get("/page/").content == b"body=Antwoord"
    assert client.get("/page/").content == b"page"


def test_fields_posted_in_an_ended_session_survive_signing_in(cast: Cast) -> None:
    client = signed_in(cast, "contact")
    client.session.delete()
    client.post("/portal/", {"title": "Geen geluid"})
    client.post(LOGIN, {"login": cast.contact.email, "password": PASSWORD})
    assert client.get("/portal/").content == b"title=Geen+geluid"


def test_fields_are_kept_for_their_own_path_only(cast: Cast) -> None:
    client = Client()
    client.post("/anybody/", {"title": "Geen geluid"})
    client.force_login(cast.contact)
    assert client.get("/portal/").content == b"portal"


def test_fields_of_more_than_64_kb_are_not_kept(cast: Cast) -> None:
    client = Client()
    client.post("/portal/", {"body": get_random_string(MAX_BYTES)})
    assert SESSION_KEY not in client.session


def test_fields_are_kept_for_a_day(cast: Cast) -> None:
    for age, content in ((timedelta(hours=23), b"title=A"), (timedelta(days=1), b"portal")):
        client = Client()
        with time_machine.travel(NOW, tick=False):
            client.post("/portal/", {"title": "A"})
        with time_machine.travel(NOW + age, tick=False):
            client.force_login(cast.contact)
            assert client.get("/portal/").content == content


def test_passwords_are_not_kept(cast: Cast) -> None:
    client = Client()
    client.post("/portal/", {"title": "A", "new_Password": "geheim"})
    assert client.session[SESSION_KEY]["/portal/"]["body"] == "title=A"


def test_only_the_newest_drafts_are_kept(cast: Cast) -> None:
    client = Client()
    for path in ("/portal/", "/anybody/", "/desk-page/", "/administration/"):
        client.post(path, {"title": path})
    assert sorted(client.session[SESSION_KEY]) == ["/administration/", "/anybody/", "/desk-page/"]
    assert len(client.session[SESSION_KEY]) == MAX_DRAFTS


def test_signed_in_person_gets_no_draft_kept(cast: Cast) -> None:
    client = signed_in(cast, "contact")
    client.post("/portal/", {"title": "A"})
    assert SESSION_KEY not in client.session


def test_session_of_a_deactivated_person_is_ended(cast: Cast) -> None:
    client = signed_in(cast, "contact")
    deactivate_user(actor=cast.administrator, user=cast.contact, now=NOW)
    assert client.get("/portal/").status_code == 302
    reactivate_user(actor=cast.administrator, user=cast.contact, now=NOW)
    assert client.get("/portal/").status_code == 302


def test_session_ends_with_another_password(cast: Cast) -> None:
    client = signed_in(cast, "contact")
    cast.contact.set_password("een-ander-wachtwoord")
    cast.contact.save()
    assert client.get("/portal/").status_code == 302
