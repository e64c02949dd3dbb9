"""Lesson: a limit at the second factor. Who has the password still cannot try codes (see test_limits_of_doors too)."""

import re

import pytest
from django.core import mail
from django.core.cache import cache

from tests.cast import Cast
from tests.security.people import AGAIN, LOGIN, STEP, code_of, first_step, sets_an_app_up, signed_in

pytestmark = pytest.mark.django_db
OTHER = "een-heel-ander-wachtwoord"
SAME_PERSON = "/account/second-step/reauthenticate/"


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    cache.clear()


def test_limit_at_the_second_factor_for_every_browser_together(cast: Cast) -> None:
    """Five wrong codes close the door for this account, in a browser that tried none as well; the right one waits."""
    secret = sets_an_app_up(signed_in(cast.agent.email))
    cache.clear()
    for _attempt in range(5):
        client, _answer = first_step(cast.agent.email)
        client.post(STEP, {"code": "000000"})
    fresh, _answer = first_step(cast.agent.email)
    fresh.post(STEP, {"code": code_of(secret, 1)})
    assert fresh.get("/desk/").status_code == 302


def test_limit_at_the_second_factor_when_showing_who_it_is(cast: Cast) -> None:
    """A session that was left open is no place to try codes in either."""
    client = signed_in(cast.agent.email)
    sets_an_app_up(client)
    cache.clear()
    answers = [client.post(SAME_PERSON, {"code": "000000"}) for _attempt in range(12)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429


def test_limit_at_the_second_factor_after_another_password(cast: Cast) -> None:
    """Whoever reads somebody's mail gets a password by it, and stands before the second step all the same."""
    sets_an_app_up(signed_in(cast.agent.email))
    cache.clear()
    thief, _answer = first_step("nobody@ozmo.example", client=None)
    thief.post("/account/password/reset/", {"email": cast.agent.email})
    found = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert found
    form = thief.get(found[1], follow=True).request["PATH_INFO"]
    assert thief.post(form, {"password1": OTHER, "password2": OTHER}).status_code == 302
    assert thief.get("/desk/").status_code == 302
    assert thief.post(LOGIN, {"login": cast.agent.email, "password": OTHER}).headers["Location"].startswith(STEP)
    assert thief.post(AGAIN, {"password": OTHER}).status_code == 302
    assert thief.get("/desk/").headers["Location"].startswith(LOGIN)
