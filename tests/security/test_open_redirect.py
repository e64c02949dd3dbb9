"""Lesson: open redirects. Every way back leads to a page of ours, whatever an address, a form or a header names."""

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "///evil.example/", "/\\evil.example/", "\\\\evil.example/",
    "javascript:alert(1)", "https:evil.example", "http:///evil.example/", "https://testserver@evil.example/",
    "https://testserver.evil.example/", "/\t/evil.example/", "\x01https://evil.example/",
)  # fmt: skip


@pytest.mark.parametrize("there", ELSEWHERE)
def test_open_redirect_is_refused_on_every_way_back(cast: Cast, settings: Settings, there: str) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    cache.clear()
    form = {"login": cast.contact.email, "password": PASSWORD, "next": there}
    back = [
        Client().post("/account/login/", form),
        Client().post("/account/login/", {**form, "next": "/"}, query_params={"next": there}),
    ]
    inside = Client()
    inside.force_login(cast.contact)
    back += [
        inside.get("/account/login/", {"next": there}),
        inside.post("/taal/", {"language": "nl", "next": there}),
        inside.post("/thema/", {"theme": "dark"}, headers={"Referer": _header(there)}),
        inside.post("/account/reauthenticate/", {"password": PASSWORD, "next": there}),
        inside.post("/account/logout/", {"next": there}),
    ]
    assert [(each.status_code, _leaves(each.headers["Location"])) for each in back] == [(302, False)] * len(back)


@pytest.mark.parametrize("there", ELSEWHERE)
def test_open_redirect_of_a_fragment_of_nobody(there: str) -> None:
    """The page around it is told by the browser; only a page of ours is believed."""
    headers = {"HX-Request": "true", "HX-Current-URL": _header(there)}
    answer = Client().post("/tickets/OZ-1/antwoord/", {"body": "x y"}, headers=headers)
    assert answer.headers["HX-Redirect"] == "/account/login/?next=/tickets/OZ-1/antwoord/"


def _header(value: str) -> str:
    return "".join(each for each in value if each.isprintable())


def _leaves(location: str) -> bool:
    return "evil" in location or not location.startswith("/")
