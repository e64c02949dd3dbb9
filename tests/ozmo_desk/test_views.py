"""Error pages without internals, a form that came too late, and the choice of language and appearance."""

import pytest
from django.test import Client

from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ozmo_desk.urls")]


@pytest.mark.parametrize(
    "page,status",
    [("/trouble/bad/", 400), ("/trouble/denied/", 403), ("/nergens/", 404), ("/trouble/error/", 500)],
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_error_page_shows_no_internals(client: Client, page: str, status: int, language: str) -> None:
    client.raise_request_exception = False
    response = client.get(page, headers={"accept-language": language})
    body = response.content.decode()
    assert response.status_code == status
    assert f'lang="{language}"' in body
    assert "internals" not in body
    assert "Traceback" not in body
    assert "Django" not in body


def test_error_page_names_the_request(client: Client) -> None:
    client.raise_request_exception = False
    response = client.get("/trouble/error/")
    assert response.headers["X-Request-ID"] in response.content.decode()


def test_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/told/", headers={"host": "elders.example"}).status_code == 400


def test_form_without_a_token_gives_the_text_back(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.contact)
    response = client.post(
        "/taal/", {"language": "en", "message": "Wij kunnen <niet> bellen.", "token": "geheim geheim"}
    )
    body = response.content.decode()
    assert response.status_code == 403
    assert "Wij kunnen &lt;niet&gt; bellen." in body
    assert "geheim geheim" not in body
    assert client.get("/told/").json()["language"] == "nl"


@pytest.mark.parametrize("page,field,value", [("/taal/", "language", "en"), ("/thema/", "theme", "dark")])
def test_choice_is_kept_with_the_person(client: Client, cast: Cast, page: str, field: str, value: str) -> None:
    client.force_login(cast.contact)
    response = client.post(page, {field: value, "next": "/tickets/?zoek=x"})
    cast.contact.refresh_from_db()
    assert (response.status_code, response.headers["Location"]) == (302, "/tickets/?zoek=x")
    assert getattr(cast.contact, field) == value


@pytest.mark.parametrize("page,field,value", [("/taal/", "language", "en"), ("/thema/", "theme", "dark")])
def test_choice_of_a_visitor_is_kept_in_the_browser(client: Client, page: str, field: str, value: str) -> None:
    response = client.post(page, {field: value})
    cookie = response.cookies[f"desk-{field}"]
    assert (response.headers["Location"], cookie.value, cookie["httponly"], cookie["samesite"]) == (
        "/",
        value,
        True,
        "Lax",
    )


@pytest.mark.parametrize("there", ["https://elders.example/", "//elders.example/", "javascript:alert(1)", ""])
def test_choice_leads_to_no_other_site(client: Client, there: str) -> None:
    response = client.post("/taal/", {"language": "en", "next": there}, headers={"referer": "https://elders.example/"})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("page,field", [("/taal/", "language"), ("/thema/", "theme")])
def test_unknown_choice_is_refused(client: Client, page: str, field: str) -> None:
    assert client.post(page, {field: "xx"}).status_code == 422
    assert client.get(page).status_code == 405
