"""Signing in with a code by mail."""

import re

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.actions import deactivate_user
from tests.cast import NOW, Cast
from tests.security.people import STEP, code_of, sets_an_app_up, signed_in

pytestmark = pytest.mark.django_db
ASK, GIVE = "/account/code/", "/account/code/confirm/"


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    cache.clear()


def asked(email: str, next_url: str = "") -> tuple[Client, str]:
    """A browser that asked for a code, and the code."""
    client = Client()
    assert client.post(ASK, {"email": email, "next": next_url}).status_code == 302
    found = re.search(r"\b\d{4}-\d{4}\b", str(mail.outbox[-1].body))
    assert found
    return client, found[0]


def test_code_signs_in(cast: Cast) -> None:
    client, code = asked(cast.contact.email)
    assert mail.outbox[-1].subject == "Uw code voor de Selfservice Desk"
    assert client.post(GIVE, {"code": code}).headers["Location"] == "/"
    assert client.get("/profiel/").status_code == 200


def test_code_works_without_its_dash_and_only_where_it_was_asked(cast: Cast) -> None:
    client, code = asked(cast.contact.email)
    assert Client().post(GIVE, {"code": code}).headers["Location"] == ASK
    assert client.post(GIVE, {"code": code.replace("-", "")}).headers["Location"] == "/"


def test_code_works_once(cast: Cast) -> None:
    client, code = asked(cast.contact.email)
    client.post(GIVE, {"code": code})
    client.post("/account/logout/")
    assert client.post(GIVE, {"code": code}).headers["Location"] == ASK
    assert client.get("/profiel/").status_code == 302


def test_code_is_given_up_after_three_wrong_ones(cast: Cast) -> None:
    client, code = asked(cast.contact.email)
    for _attempt in range(3):
        client.post(GIVE, {"code": "0000-0000"})
    assert client.post(GIVE, {"code": code}).headers["Location"] == ASK
    client, code = asked(cast.contact.email)
    assert client.post(GIVE, {"code": code}).headers["Location"] == "/"


def test_code_is_too_old_after_ten_minutes(cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client, code = asked(cast.contact.email)
        clock.shift(601)
        assert client.post(GIVE, {"code": code}).headers["Location"] == ASK


def test_code_of_somebody_who_was_deactivated_meanwhile(cast: Cast) -> None:
    client, code = asked(cast.contact.email)
    deactivate_user(actor=None, user=cast.contact, now=NOW)
    client.post(GIVE, {"code": code})
    assert client.get("/profiel/").status_code == 302


def test_code_by_mail_is_no_second_step(cast: Cast) -> None:
    secret = sets_an_app_up(signed_in(cast.contact.email))
    client, code = asked(cast.contact.email)
    assert client.post(GIVE, {"code": code}).headers["Location"] == STEP
    assert client.get("/profiel/").status_code == 302
    assert client.post(STEP, {"code": code_of(secret, 1)}).headers["Location"] == "/"


def test_code_leads_to_the_page_that_was_asked_for_and_never_elsewhere(cast: Cast) -> None:
    client, code = asked(cast.contact.email)
    assert client.post(GIVE, {"code": code, "next": "/tickets/"}).headers["Location"] == "/tickets/"
    client, code = asked(cast.contact.email)
    assert client.post(GIVE, {"code": code, "next": "https://elsewhere.example/"}).headers["Location"] == "/"


def test_code_is_given_up_for_another_one_or_another_way(cast: Cast) -> None:
    client, old = asked(cast.contact.email)
    assert client.post("/account/logout/", {"next": ASK}).headers["Location"] == ASK
    assert client.get(ASK).status_code == 200
    assert client.post(ASK, {"email": cast.contact.email}).headers["Location"] == GIVE
    client.post("/account/logout/", {"next": "/account/login/"})
    assert client.get("/account/login/").status_code == 200
    assert client.post(GIVE, {"code": old}).headers["Location"] == ASK
