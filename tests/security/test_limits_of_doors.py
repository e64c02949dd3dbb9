"""Lesson: the limit at the second factor. Every door counts, says so, and lets the right person in again later."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.cast import NOW, PASSWORD, Cast
from tests.security.passkeys import SoftPasskey
from tests.security.people import (
    AGAIN,
    CODES,
    STEP,
    code_of,
    codes_on,
    first_step,
    options_on,
    sets_an_app_up,
    shows_who_it_is,
    signed_in,
)

pytestmark = pytest.mark.django_db
RESET, ASK = "/account/password/reset/", "/account/code/"
TOO_MANY = "te vaak geprobeerd"
LATER = timedelta(minutes=6)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def says_so(response: Any) -> bool:
    page: str = response.content.decode().lower()
    return TOO_MANY in page


def test_limit_at_the_second_factor(cast: Cast, clock: time_machine.Traveller) -> None:
    """Five wrong codes, in however many browsers; the right one is then refused too, until five minutes later."""
    secret = sets_an_app_up(signed_in(cast.contact.email))
    cache.clear()
    for _attempt in range(5):
        client, _response = first_step(cast.contact.email)
        assert not says_so(client.post(STEP, {"code": "000000"}))
    client, _response = first_step(cast.contact.email)
    refused = client.post(STEP, {"code": code_of(secret)})
    assert (refused.status_code, says_so(refused)) == (200, True)
    assert client.get("/profiel/").status_code == 302
    clock.shift(LATER)
    assert client.post(STEP, {"code": code_of(secret)}).headers["Location"] == "/"


def test_limit_at_the_second_factor_counts_recovery_codes(cast: Cast, clock: time_machine.Traveller) -> None:
    client = signed_in(cast.contact.email)
    sets_an_app_up(client)
    code = codes_on(client.get(CODES).content.decode())[0]
    cache.clear()
    visitor, _response = first_step(cast.contact.email)
    for _attempt in range(5):
        visitor.post(STEP, {"code": "12345678"})
    assert says_so(visitor.post(STEP, {"code": code}))
    clock.shift(LATER)
    assert visitor.post(STEP, {"code": code}).headers["Location"] == "/"


def test_limit_at_the_second_factor_is_not_undone_by_signing_in_again(
    cast: Cast, clock: time_machine.Traveller
) -> None:
    """A right password between the guesses gives no new ones."""
    secret = sets_an_app_up(signed_in(cast.contact.email))
    cache.clear()
    for _attempt in range(5):
        first_step(cast.contact.email)[0].post(STEP, {"code": "000000"})
    assert says_so(first_step(cast.contact.email)[0].post(STEP, {"code": code_of(secret)}))


def test_limit_of_codes_asked_for(cast: Cast, clock: time_machine.Traveller) -> None:
    answers = [Client().post(ASK, {"email": cast.contact.email}) for _attempt in range(4)]
    assert [(each.status_code, says_so(each)) for each in answers] == [(302, False)] * 3 + [(200, True)]
    assert len(mail.outbox) == 3
    clock.shift(LATER)
    client = Client()
    client.post(ASK, {"email": cast.contact.email})
    found = re.search(r"\d{4}-\d{4}", str(mail.outbox[-1].body))
    assert found
    assert client.post(f"{ASK}confirm/", {"code": found[0]}).headers["Location"] == "/"


def test_limit_of_codes_is_the_same_for_nobody(cast: Cast, clock: time_machine.Traveller) -> None:
    answers = [Client().post(ASK, {"email": "nobody@x.example"}) for _attempt in range(4)]
    assert [(each.status_code, says_so(each)) for each in answers] == [(302, False)] * 3 + [(200, True)]


@pytest.mark.parametrize("email", ["sanne@maasoever.example", "nobody@x.example"])
def test_limit_of_links_asked_for(cast: Cast, clock: time_machine.Traveller, email: str) -> None:
    answers = [Client().post(RESET, {"email": email}) for _attempt in range(4)]
    assert [each.status_code for each in answers] == [302, 302, 302, 429]
    assert says_so(answers[-1])
    clock.shift(LATER)
    assert Client().post(RESET, {"email": email}).status_code == 302


def test_limit_of_passwords_then_the_right_one(cast: Cast, clock: time_machine.Traveller) -> None:
    for _attempt in range(5):
        first_step(cast.contact.email, "verkeerd-wachtwoord")
    assert says_so(first_step(cast.contact.email)[1])
    clock.shift(LATER)
    assert first_step(cast.contact.email)[1].headers["Location"] == "/"


def test_limit_of_passwords_is_the_same_by_every_port_and_capital(cast: Cast, clock: time_machine.Traveller) -> None:
    """The host that a request names has a port of its own choice, and no part in counting."""
    names = ("sanne@maasoever.example", "Sanne@Maasoever.Example", " sanne@maasoever.example ")
    answers = [
        Client().post(
            "/account/login/", {"login": names[port % 3], "password": "x" * 15}, headers={"host": f"localhost:{port}"}
        )
        for port in range(1, 8)
    ]
    assert [says_so(each) for each in answers] == [False] * 5 + [True] * 2


def last_of(act: Callable[[], Any], times: int) -> Any:
    return [act() for _attempt in range(times)][-1]


def test_limit_of_showing_who_it_is(cast: Cast, clock: time_machine.Traveller) -> None:
    client = signed_in(cast.contact.email)
    refused = last_of(lambda: client.post(AGAIN, {"password": "verkeerd-wachtwoord"}), 6)
    assert says_so(refused)
    assert last_of(lambda: client.post(AGAIN, {"password": "verkeerd-wachtwoord"}), 5).status_code == 429
    clock.shift(LATER)
    assert client.post(AGAIN, {"password": PASSWORD}).status_code == 302


def test_limit_of_the_present_password(cast: Cast, clock: time_machine.Traveller) -> None:
    client, change = signed_in(cast.contact.email), "/account/password/change/"
    new = "vier paarden op een dak"
    wrong = {"oldpassword": "verkeerd-wachtwoord", "password1": new, "password2": new}
    refused = last_of(lambda: client.post(change, wrong), 6)
    assert (refused.status_code, says_so(refused)) == (429, True)
    clock.shift(LATER)
    assert client.post(change, {**wrong, "oldpassword": PASSWORD}).status_code == 302


def test_limit_of_links_that_were_guessed(cast: Cast, clock: time_machine.Traveller) -> None:
    client, guess = Client(), f"{RESET}key/1-c0ffee-guess/"
    refused = last_of(lambda: client.post(guess, {"password1": "x", "password2": "x"}), 21)
    assert (refused.status_code, says_so(refused)) == (429, True)
    clock.shift(LATER)
    client.post(RESET, {"email": cast.contact.email})
    found = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[-1].body))
    assert found
    form = client.get(found[1]).headers["Location"]
    new = "vier paarden op een dak"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302


def test_limit_of_passkeys(cast: Cast, clock: time_machine.Traveller) -> None:
    member, key, door = signed_in(cast.contact.email), SoftPasskey(), "/account/passkeys/login/"
    shows_who_it_is(member)
    options = options_on(member.get("/account/passkeys/add/").content.decode())
    member.post("/account/passkeys/add/", {"credential": key.create(options)})
    client = Client()
    refused = last_of(lambda: client.post(door, {"credential": "{}"}), 21)
    assert (refused.status_code, says_so(refused)) == (429, True)
    clock.shift(LATER)
    asked = client.get(door, headers={"Accept": "application/json"}).json()["request_options"]
    assert client.post(door, {"credential": key.get(asked)}).headers["Location"] == "/"


def test_limits_of_one_person_are_not_those_of_another(cast: Cast, clock: time_machine.Traveller) -> None:
    for _attempt in range(6):
        first_step(cast.contact.email, "verkeerd-wachtwoord")
    assert first_step(cast.stranger.email)[1].headers["Location"] == "/"
