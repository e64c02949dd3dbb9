"""Lesson: reset poisoning. Links in mails lead to the configured address, whatever host a request names."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import Cast

pytestmark = pytest.mark.django_db
RESET = "/account/password/reset/"


@pytest.fixture(autouse=True)
def no_earlier_attempts(settings: Settings) -> None:
    cache.clear()
    settings.BASE_URL = "https://desk.example.org"


def test_reset_poisoning_by_an_unknown_host_is_refused(cast: Cast, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["desk.example.org"]
    response = Client().post(RESET, {"email": cast.contact.email}, headers={"Host": "evil.example"})
    assert (response.status_code, mail.outbox) == (400, [])


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"Host": "desk.example.org:1@evil.example"},
    ],
)
def test_reset_poisoning_where_any_host_is_allowed(cast: Cast, settings: Settings, headers: dict[str, str]) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(RESET, {"email": cast.contact.email}, headers=headers)
    for message in mail.outbox:
        assert "evil" not in f"{message.subject}{message.body}{message.from_email}"
        assert re.findall(r"https?://[^/\s]+", str(message.body)) == ["https://desk.example.org"]
    assert len(mail.outbox) == (0 if "@" in headers.get("Host", "") else 1)


def test_link_of_the_mail_works(cast: Cast) -> None:
    Client().post(RESET, {"email": cast.contact.email})
    found = re.search(r"https://desk\.example\.org(/\S+)", str(mail.outbox[-1].body))
    assert found
    assert Client().get(found[1]).status_code == 302
