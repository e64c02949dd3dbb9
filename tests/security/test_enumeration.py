"""Lesson: enumeration by timing. Whoever exists or not, the answer, the status, and the work done are the same."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.actions import deactivate_user
from notifications.models import Notice
from notifications.tasks import deliver_due
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
UNKNOWN = "nobody@maasoever.example"
WRONG = "een-verkeerd-wachtwoord"


class CountingHasher(hashers.MD5PasswordHasher):
    """The hasher of the tests, which counts how often it is asked to work."""

    worked = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).worked += 1
        encoded: str = super().encode(password, salt)
        return encoded


@pytest.fixture(autouse=True)
def everything_counts(settings: Settings) -> None:
    cache.clear()
    settings.EMAIL_BACKEND = "notifications.backend.OutboxEmailBackend"
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]


def statement(sql: str) -> str:
    """The statement without its values: kind and tables."""
    return " ".join(sql.split()[:1] + re.findall(r'(?:FROM|INTO|UPDATE) "?(\w+)', sql))


def work(act: Callable[[Client], object]) -> tuple[int, list[str]]:
    """How often a password was hashed, and the kinds of statements, in order."""
    cache.clear()
    client = Client()
    client.get("/account/login/")
    CountingHasher.worked = 0
    with CaptureQueriesContext(connection) as queries:
        act(client)
    return CountingHasher.worked, [statement(each["sql"]) for each in queries.captured_queries]


def test_enumeration_by_timing_at_sign_in(cast: Cast) -> None:
    def sign_in(email: str) -> tuple[int, list[str]]:
        return work(lambda client: client.post("/account/login/", {"login": email, "password": WRONG}))

    deactivate_user(actor=None, user=cast.partner, now=NOW)
    unknown = sign_in(UNKNOWN)
    assert unknown[0] == 1
    assert sign_in(cast.contact.email) == unknown
    assert sign_in(cast.partner.email) == unknown
    assert sign_in(cast.agent.email) == unknown


def test_enumeration_by_timing_of_somebody_without_a_password(cast: Cast) -> None:
    cast.colleague.set_unusable_password()
    cast.colleague.save()

    def sign_in(email: str) -> tuple[int, list[str]]:
        return work(lambda client: client.post("/account/login/", {"login": email, "password": WRONG}))

    assert sign_in(cast.colleague.email) == sign_in(UNKNOWN)


@pytest.mark.parametrize("door", ["/account/password/reset/", "/account/code/"])
def test_enumeration_by_timing_of_mails(cast: Cast, door: str) -> None:
    def ask(email: str) -> tuple[int, list[str]]:
        return work(lambda client: client.post(door, {"email": email}))

    deactivate_user(actor=None, user=cast.partner, now=NOW)
    unknown = ask(UNKNOWN)
    assert ask(cast.contact.email) == unknown
    assert ask(cast.partner.email) == unknown
    assert [each for each in unknown[1] if each.startswith("INSERT notifications_notice")]


def test_pretended_mail_is_never_sent(cast: Cast, settings: Settings) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    for door in ("/account/password/reset/", "/account/code/"):
        Client().post(door, {"email": UNKNOWN})
    assert list(Notice.objects.values_list("address", "payload")) == [("nobody@desk.invalid", {})] * 2
    deliver_due()
    assert set(Notice.objects.values_list("state", flat=True)) == {"suppressed"}


def test_enumeration_by_text_at_the_code(cast: Cast) -> None:
    def pages(email: str) -> list[tuple[int, str]]:
        cache.clear()
        client = Client()
        answers = [client.post("/account/code/", {"email": email}), client.get("/account/code/confirm/")]
        answers += [client.post("/account/code/confirm/", {"code": "0000-0000"}) for _each in range(4)]
        return [(each.status_code, without_tokens(each) or each.headers["Location"]) for each in answers]

    known, unknown = pages(cast.contact.email), pages(UNKNOWN)
    assert known == unknown
    assert [status for status, _page in known] == [302, 200, 200, 200, 302, 302]


def without_tokens(response: Any) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", response.content.decode())


def test_enumeration_by_work_while_the_code_is_tried(cast: Cast) -> None:
    def tries(email: str) -> tuple[int, list[str]]:
        def act(client: Client) -> None:
            client.post("/account/code/", {"email": email})
            client.get("/account/code/confirm/")
            client.post("/account/code/confirm/", {"code": "0000-0000"})

        return work(act)

    assert tries(cast.contact.email) == tries(UNKNOWN)
