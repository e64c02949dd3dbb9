"""Lesson: session fixation. A session that somebody planted before signing in is worth nothing after it."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def test_session_fixation_by_a_planted_key(cast: Cast) -> None:
    """What was typed goes along; the key that an attacker knows does not."""
    cache.clear()
    planted = Client()
    planted.post("/vraag/", {"description": "Wat ik typte"})
    key = planted.cookies["sessionid"].value
    victim = Client()
    victim.cookies["sessionid"] = key
    victim.post("/account/login/", {"login": cast.contact.email, "password": PASSWORD})
    assert victim.get("/profiel/").status_code == 200
    assert victim.cookies["sessionid"].value != key
    assert planted.get("/profiel/").status_code == 302
    assert "Wat ik typte" in victim.get("/vraag/").content.decode()


def test_session_fixation_by_somebody_elses_session(cast: Cast) -> None:
    """Signing in over the session of another person takes nothing of it along, and leaves that one outside."""
    cache.clear()
    first = Client()
    first.post("/account/login/", {"login": cast.contact.email, "password": PASSWORD})
    second = Client()
    second.cookies["sessionid"] = first.cookies["sessionid"].value
    second.post("/account/logout/")
    second.post("/account/login/", {"login": cast.stranger.email, "password": PASSWORD})
    assert second.get("/profiel/").context["user"] == cast.stranger
    assert first.get("/profiel/").status_code == 302


@pytest.mark.parametrize("key", ["", "a" * 32, "x" * 400, "../../etc", "\xe9"])
def test_session_fixation_by_an_invented_key(cast: Cast, key: str) -> None:
    client = Client()
    client.cookies["sessionid"] = key
    client.post("/account/login/", {"login": cast.contact.email, "password": PASSWORD})
    assert client.cookies["sessionid"].value != key
