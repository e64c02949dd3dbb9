"""Signing in with one's own organisation, against a service in this process."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar, cast
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.actions import deactivate_user, remove_membership
from accounts.models import Membership
from ozmo_desk.oidc import organisations
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
DOOR = "/account/organisation/"
FILE = """
[[organisation]]
key = "maasoever"
organisation = "Zorggroep Maasoever"
domains = ["Maasoever.example"]
server = "{server}"
client_id = "desk"
secret = "geheim"
"""


class Elsewhere(BaseHTTPRequestHandler):
    """The sign-in service of an organisation: vouches for whomever `claims` says."""

    claims: ClassVar[dict[str, Any]] = {}
    userinfo: ClassVar[dict[str, Any]] = {}
    asked: ClassVar[list[dict[str, list[str]]]] = []
    base = ""

    def do_GET(self) -> None:
        ways = {name: f"{self.base}/{name}" for name in ("authorize", "token", "userinfo", "keys")}
        config = {
            "issuer": self.base, "authorization_endpoint": ways["authorize"], "token_endpoint": ways["token"],
            "userinfo_endpoint": ways["userinfo"], "jwks_uri": ways["keys"],
        }  # fmt: skip
        self._answer(config if "well-known" in self.path else {**self.claims, **self.userinfo})

    def do_POST(self) -> None:
        self.asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        sealed = {"iss": self.base, "aud": "desk", "exp": int(time.time()) + 60, **self.claims}
        token = jwt.encode(sealed, "a key that nobody looks at, of at least 32 bytes", algorithm="HS256")
        self._answer({"access_token": "t", "token_type": "Bearer", "id_token": token})

    def _answer(self, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        return


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Iterator[type[Elsewhere]]:
    cache.clear()
    Elsewhere.asked.clear()
    Elsewhere.userinfo = {}
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        Elsewhere.base = f"http://127.0.0.1:{server.server_port}"
        file = tmp_path / "oidc.toml"
        file.write_text(FILE.format(server=Elsewhere.base))
        settings.OIDC_ORGANISATIONS = organisations(str(file))
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": settings.OIDC_ORGANISATIONS}}
        yield Elsewhere
        server.shutdown()
        thread.join()


def vouched(email: str, sub: str = "123", **claims: object) -> tuple[Client, HttpResponse]:
    """Somebody goes to their organisation, which says that it is they, and comes back."""
    Elsewhere.claims = {"sub": sub, "email": email, "email_verified": True, **claims}
    client = Client()
    there = client.get(f"{DOOR}maasoever/").headers["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    back = client.get(f"{DOOR}maasoever/back/", {"code": "c", "state": state})
    return client, cast(HttpResponse, back)


def test_address_leads_to_the_organisation(cast: Cast, elsewhere: type[Elsewhere]) -> None:
    client = Client()
    assert DOOR in client.get("/account/login/").content.decode()
    assert "Zorggroep" not in client.get(DOOR).content.decode()
    page = client.post(DOOR, {"email": cast.contact.email}).content.decode()
    assert f'href="{DOOR}maasoever/"' in page
    refused = client.post(DOOR, {"email": cast.stranger.email})
    assert (refused.status_code, "geen eigen manier" in refused.content.decode()) == (422, True)


def test_known_person_of_the_organisation_is_let_in(cast: Cast, elsewhere: type[Elsewhere]) -> None:
    client, response = vouched(cast.contact.email)
    assert response.headers["Location"] == "/"
    assert client.get("/profiel/").context["user"] == cast.contact
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (cast.contact, "123", {})
    assert "code_verifier" in elsewhere.asked[0]
    assert vouched(cast.contact.email)[1].headers["Location"] == "/"
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "nobody@maasoever.example"},
        {"email": "kees@peelland.example"},
        {"email": "joris@ozmo.example"},
        {"email": "sanne@maasoever.example@evil.example"},
        {"email": ""},
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"exp": 1},
    ],
)
def test_nobody_else_is_let_in(cast: Cast, elsewhere: type[Elsewhere], claims: dict[str, object]) -> None:
    client, response = vouched(**{"email": cast.contact.email, **claims})  # type: ignore[arg-type]
    assert (response.status_code, "Dat is niet gelukt" in response.content.decode()) == (403, True)
    assert client.get("/profiel/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_person_of_another_organisation_in_the_same_domain_is_not_let_in(
    cast: Cast, elsewhere: type[Elsewhere]
) -> None:
    cast.stranger.email = "kees@maasoever.example"
    cast.stranger.save()
    assert vouched(cast.stranger.email)[1].status_code == 403


def test_who_left_the_organisation_is_not_let_in_any_more(cast: Cast, elsewhere: type[Elsewhere]) -> None:
    assert vouched(cast.contact.email)[1].status_code == 302
    remove_membership(actor=None, membership=Membership.objects.get(user=cast.contact), now=NOW)
    assert vouched(cast.contact.email)[1].status_code == 403


def test_deactivated_person_is_not_let_in(cast: Cast, elsewhere: type[Elsewhere]) -> None:
    assert vouched(cast.contact.email)[1].status_code == 302
    deactivate_user(actor=None, user=cast.contact, now=NOW)
    client, response = vouched(cast.contact.email)
    assert (response.status_code, client.get("/profiel/").status_code) == (403, 302)


def test_address_that_was_given_to_somebody_new_opens_nothing(cast: Cast, elsewhere: type[Elsewhere]) -> None:
    assert vouched(cast.contact.email, sub="123")[1].status_code == 302
    assert vouched(cast.contact.email, sub="456")[1].status_code == 403
    assert vouched(cast.colleague.email, sub="123")[1].status_code == 403


def test_two_stories_about_one_person_are_not_believed(cast: Cast, elsewhere: type[Elsewhere]) -> None:
    elsewhere.userinfo = {"sub": "another"}
    assert vouched(cast.contact.email)[1].status_code == 403


def test_answer_that_nobody_asked_for_is_refused(cast: Cast, elsewhere: type[Elsewhere]) -> None:
    Elsewhere.claims = {"sub": "123", "email": cast.contact.email, "email_verified": True}
    for query in ({"code": "c", "state": "guess"}, {"code": "c"}, {"error": "access_denied"}, {}):
        assert Client().get(f"{DOOR}maasoever/back/", query).status_code == 403


def test_nobody_links_an_account_by_themselves(cast: Cast, elsewhere: type[Elsewhere]) -> None:
    client = Client()
    client.force_login(cast.stranger)
    Elsewhere.claims = {"sub": "123", "email": cast.contact.email, "email_verified": True}
    there = client.get(f"{DOOR}maasoever/?process=connect").headers["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    assert client.get(f"{DOOR}maasoever/back/", {"code": "c", "state": state}).status_code == 403
    assert not SocialAccount.objects.exists()


def test_service_that_is_away_is_told(cast: Cast, elsewhere: type[Elsewhere], settings: Settings) -> None:
    settings.OIDC_ORGANISATIONS[0]["settings"]["server_url"] = "http://127.0.0.1:9"
    assert Client().get(f"{DOOR}maasoever/").status_code == 403


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("[[organisation]\n", "cannot be read as TOML"),
        ('[[organisation]]\nkey = "a"\n', "lacks organisation, domains, server, client_id, secret"),
        (FILE.format(server="http://elsewhere.example"), "must begin with https://"),
        (FILE.format(server="https://x.example").replace('"maasoever"', '"Maas/oever"'), "small letters"),
        (FILE.format(server="https://x.example") * 2, "stands there once"),
    ],
)
def test_file_that_is_not_right_is_refused_with_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "oidc.toml"
    file.write_text(text)
    with pytest.raises(ImproperlyConfigured, match=sentence):
        organisations(str(file))


def test_without_a_file_there_is_none() -> None:
    assert organisations("") == []


def test_sign_in_that_another_site_started_asks_for_a_click(cast: Cast, elsewhere: type[Elsewhere]) -> None:
    """A link or picture elsewhere signs nobody in unasked (login CSRF); our own page and a bookmark do."""
    ways = {
        each: Client().get(f"{DOOR}maasoever/", headers={"Sec-Fetch-Site": each}).headers["Location"]
        for each in ("cross-site", "same-site", "same-origin", "none")
    }
    assert {each for each, there in ways.items() if there == DOOR} == {"cross-site", "same-site"}
    assert all(ways[each].startswith(elsewhere.base) for each in ("same-origin", "none"))


def test_service_that_calls_itself_another_is_not_believed(
    cast: Cast, elsewhere: type[Elsewhere], settings: Settings
) -> None:
    """Its own description names an issuer; only the one of settings counts."""
    settings.OIDC_ORGANISATIONS[0]["settings"]["issuer"] = "https://login.maasoever.example"
    client, response = vouched(cast.contact.email)
    assert (response.status_code, client.get("/profiel/").status_code) == (403, 302)
