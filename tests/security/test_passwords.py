"""What a password must be: long enough, not common, not leaked elsewhere, and of any composition."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from accounts.actions import invite
from accounts.models import User
from accounts.people.forms import JoinForm
from accounts.security.breached import LEAKED, is_breached
from accounts.security.own_words import FROM_YOUR_NAMES
from tests.cast import Cast
from tests.security.people import signed_in

LEAKED_ELSEWHERE = "vier paarden op een dak"
BLURRED = "vijf paarden op een dak"


def codes(password: str, user: User | None = None) -> list[str | None]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [each.code for each in error.error_list]
    return []


@pytest.mark.parametrize(
    "password, refused",
    [
        ("elf tekens!", ["password_too_short"]),
        ("correcthorse", []),
        ("qwertyuiop12", ["password_too_common"]),
        ("password1234", ["password_too_common"]),
        ("1234567890123", ["password_too_common"]),
        ("Sunshine-2026!!!", ["password_too_easy"]),
        ("ozmo helpdesk 2026", ["password_too_easy"]),
        ("WelkomWelkom1!", ["password_too_easy"]),
        ("welkom bij de koffie", []),
        ("4917 koffie 8203 9177 4650", []),
        ("8203917746501928", []),
        ("alleenkleineletters", []),
        ("zéér lange zin met ruimte 🐎 en nog veel meer " * 3, []),
        ("sanne@maasoever.example", ["password_too_similar"]),
        ("ozmo-telefonie-desk", ["password_too_easy"]),
        ("SannedeVries-2026", ["password_of_names"]),
        ("vriesvries!2026", ["password_of_names"]),
        ("Sanne@OZMO 2026", ["password_of_names"]),
        ("sanne houdt van vliegers", []),
    ],
)
def test_password_of_any_composition_that_is_long_and_not_common(password: str, refused: list[str]) -> None:
    assert codes(password, User(email="sanne@maasoever.example", name="Sanne de Vries")) == refused


class Service(BaseHTTPRequestHandler):
    """Knows one leaked password, and one line that only blurs the length."""

    asked: ClassVar[list[str]] = []
    status = 200

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(self.status)
        self.end_headers()
        lines = [f"{digest(LEAKED_ELSEWHERE)[5:]}:12", f"{digest(BLURRED)[5:]}:0", "0" * 35 + ":3"]
        self.wfile.write("\r\n".join(lines).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        return


def digest(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.fixture
def service(settings: Settings) -> Iterator[type[Service]]:
    Service.asked.clear()
    Service.status = 200
    with HTTPServer(("127.0.0.1", 0), Service) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        settings.BREACHED_PASSWORDS = f"http://127.0.0.1:{server.server_port}/range/"
        yield Service
        server.shutdown()
        thread.join()


def test_breached_password_is_refused_and_five_characters_are_told(service: type[Service]) -> None:
    assert codes(LEAKED_ELSEWHERE) == ["password_breached"]
    assert service.asked == [f"/range/{digest(LEAKED_ELSEWHERE)[:5]}"]
    assert codes(BLURRED) == []
    assert codes("zes paarden op een dak") == []


def test_breached_passwords_are_not_asked_for_without_the_setting(settings: Settings) -> None:
    assert settings.BREACHED_PASSWORDS == ""
    assert codes(LEAKED_ELSEWHERE) == []


def test_breached_service_that_fails_refuses_nobody(
    service: type[Service], settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    service.status = 503
    assert not is_breached(LEAKED_ELSEWHERE)
    settings.BREACHED_PASSWORDS = "http://127.0.0.1:9/range/"
    assert not is_breached(LEAKED_ELSEWHERE)
    assert [each.msg["error"] for each in caplog.records if isinstance(each.msg, dict)] == ["HTTPError", "URLError"]


@pytest.mark.django_db
def test_breached_password_is_told_in_a_sentence(cast: Cast, service: type[Service]) -> None:
    client = signed_in(cast.contact.email)
    fields = {"oldpassword": "een-goed-wachtwoord", "password1": LEAKED_ELSEWHERE, "password2": LEAKED_ELSEWHERE}
    page = client.post("/account/password/change/", fields).content.decode()
    assert str(LEAKED) in page
    assert "liever vijftien of meer" in page


@pytest.mark.django_db
def test_password_of_the_organisations_name_is_refused_in_a_sentence(cast: Cast) -> None:
    """ASVS 6.2.11: of whoever belongs there, and of who joins; a colleague elsewhere may have it."""
    assert codes("Zorggroep-2026!", cast.contact) == ["password_of_names"]
    assert codes("ozmo&Zorggroep Maasoever1", cast.contact) == ["password_of_names"]
    assert codes("Zorggroep-2026!", cast.stranger) == []
    client = signed_in(cast.contact.email)
    fields = {"oldpassword": "een-goed-wachtwoord", "password1": "Zorggroep-2026!", "password2": "Zorggroep-2026!"}
    assert str(FROM_YOUR_NAMES) in client.post("/account/password/change/", fields).content.decode()
    invitation = invite(
        actor=cast.key_contact, organisation=cast.customer, email="noor@elders.example", name="Noor", now=cast.now
    )
    names = {"name": "Noor", "password1": "Zorggroep-2026!", "password2": "Zorggroep-2026!"}
    assert JoinForm(names, invitation=invitation).errors["password1"] == [str(FROM_YOUR_NAMES)]
