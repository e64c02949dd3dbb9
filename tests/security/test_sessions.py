"""Lesson: a stale session after deactivation; and the list of one's own sessions."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import deactivate_user, reactivate_user
from accounts.models import OpenSession, SecurityEvent, SecurityEventKind, User
from accounts.refusals import NotAllowed
from accounts.security.actions import end_sessions
from accounts.security.devices import device_of
from accounts.security.sessions import sessions_of
from tests.cast import NOW, PASSWORD, Cast
from tests.security.people import (
    LOGIN,
    SECURITY,
    STEP,
    code_of,
    first_step,
    sets_an_app_up,
    shows_who_it_is,
    signed_in,
)

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
EDGE = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    cache.clear()


def on(user_agent: str, email: str) -> Client:
    client = Client(headers={"User-Agent": user_agent})
    client.post(LOGIN, {"login": email, "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    "user_agent, device",
    [(FIREFOX, "Firefox|Windows"), (SAFARI, "Safari|iPhone"), (EDGE, "Edge|Mac"), ("curl/8", "|"), ("", "|")],
)
def test_device_is_told_in_two_words(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


def test_stale_session_after_deactivation(cast: Cast) -> None:
    client = signed_in(cast.contact.email)
    assert client.get("/profiel/").status_code == 200
    deactivate_user(actor=None, user=cast.contact, now=NOW)
    assert {client.get(path).status_code for path in ("/", "/profiel/", SECURITY, "/tickets/")} == {302}
    reactivate_user(actor=None, user=cast.contact, now=NOW)
    assert client.get("/profiel/").status_code == 302


def test_stale_first_step_after_deactivation_or_another_password(cast: Cast) -> None:
    """Between the password and the code nothing may change unnoticed."""
    secret = sets_an_app_up(signed_in(cast.contact.email))
    cache.clear()
    client, _response = first_step(cast.contact.email)
    deactivate_user(actor=None, user=cast.contact, now=NOW)
    reactivate_user(actor=None, user=cast.contact, now=NOW)
    assert client.post(STEP, {"code": code_of(secret, 1)}).headers["Location"] == LOGIN
    assert client.get("/profiel/").status_code == 302
    cache.clear()
    client, _response = first_step(cast.contact.email)
    user = User.objects.get(pk=cast.contact.pk)
    user.set_password("een-heel-ander-wachtwoord")
    user.save()
    assert client.post(STEP, {"code": code_of(secret)}).headers["Location"] == LOGIN


def test_own_sessions_are_listed_and_nobody_elses(cast: Cast) -> None:
    here = on(FIREFOX, cast.contact.email)
    on(SAFARI, cast.contact.email)
    on(EDGE, cast.stranger.email)
    page = here.get(SECURITY).content.decode()
    assert ("Firefox op Windows</b> (dit apparaat)" in page, "Safari op iPhone" in page) == (True, True)
    assert "Edge" not in page


def test_one_session_is_ended(cast: Cast) -> None:
    here, there = on(FIREFOX, cast.contact.email), on(SAFARI, cast.contact.email)
    number = OpenSession.objects.get(device="Safari|iPhone").pk
    assert here.post(f"{SECURITY}apparaten/{number}/uitloggen/").headers["Location"] == SECURITY
    assert (here.get("/profiel/").status_code, there.get("/profiel/").status_code) == (200, 302)
    assert here.post(f"{SECURITY}apparaten/{number}/uitloggen/").status_code == 404


def test_session_of_somebody_else_is_not_there(cast: Cast) -> None:
    stranger, contact = on(FIREFOX, cast.stranger.email), on(SAFARI, cast.contact.email)
    number = OpenSession.objects.get(device="Safari|iPhone").pk
    assert stranger.post(f"{SECURITY}apparaten/{number}/uitloggen/").status_code == 404
    assert contact.get("/profiel/").status_code == 200


def test_all_other_sessions_are_ended(cast: Cast) -> None:
    here, there = on(FIREFOX, cast.contact.email), on(SAFARI, cast.contact.email)
    stranger = on(EDGE, cast.stranger.email)
    here.post(f"{SECURITY}uitloggen/")
    assert [each.get("/profiel/").status_code for each in (here, there, stranger)] == [200, 302, 200]
    contact = User.objects.get(pk=cast.contact.pk)
    assert [each.device for each in sessions_of(contact)] == ["Firefox|Windows"]


def test_session_stays_in_the_list_after_another_password(cast: Cast) -> None:
    here = on(FIREFOX, cast.contact.email)
    new = "een-heel-ander-wachtwoord"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert "Firefox op Windows" in here.get(SECURITY).content.decode()


def test_signing_out_takes_the_row_away(cast: Cast) -> None:
    here = on(FIREFOX, cast.contact.email)
    assert OpenSession.objects.count() == 1
    here.post("/account/logout/")
    assert not OpenSession.objects.exists()


def test_last_seen_is_written_each_ten_minutes_only(cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        here = on(FIREFOX, cast.contact.email)
        clock.shift(timedelta(minutes=9))
        with CaptureQueriesContext(connection) as queries:
            here.get("/account/inactive/")
        assert [each["sql"] for each in queries if "opensession" in each["sql"]] == []
        assert OpenSession.objects.get().seen_at == NOW
        clock.shift(timedelta(minutes=1))
        here.get("/account/inactive/")
        assert OpenSession.objects.get().seen_at == NOW + timedelta(minutes=10)


def test_expired_sessions_go_with_their_rows(cast: Cast) -> None:
    on(FIREFOX, cast.contact.email)
    Session.objects.all().delete()
    assert not OpenSession.objects.exists()


@pytest.mark.parametrize(("who", "longest"), [("contact", timedelta(days=30)), ("agent", timedelta(hours=16))])
def test_session_ends_however_busy_it_is(cast: Cast, who: str, longest: timedelta) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        here = signed_in(cast.everybody[who].email)
        clock.move_to(NOW + longest - timedelta(minutes=1))
        # Its cookie's week is not what is looked at here.
        Session.objects.update(expire_date=NOW + timedelta(days=60))
        assert here.get("/profiel/").status_code == 200
        clock.move_to(NOW + longest)
        assert here.get("/profiel/").headers["Location"] == "/account/login/?next=/profiel/"
        assert not OpenSession.objects.exists()


def test_showing_who_one_is_gives_the_session_another_key(cast: Cast) -> None:
    here = on(FIREFOX, cast.contact.email)
    before = here.cookies["sessionid"].value
    shows_who_it_is(here, "een-verkeerd-wachtwoord")
    assert here.cookies["sessionid"].value == before
    shows_who_it_is(here)
    after = here.cookies["sessionid"].value
    assert here.get("/profiel/").status_code == 200
    assert (after != before, Session.objects.filter(pk=before).exists()) == (True, False)
    assert OpenSession.objects.get().session_id == after


def test_administrator_ends_all_sessions_of_somebody_from_the_list_of_people(cast: Cast) -> None:
    here, desk = on(FIREFOX, cast.contact.email), signed_in(cast.administrator.email)
    shows_who_it_is(desk)
    chosen = {"action": "end_sessions", "_selected_action": [cast.contact.pk]}
    assert desk.post("/beheer/accounts/user/", chosen).status_code == 302
    assert [each.get("/profiel/").status_code for each in (here, desk)] == [302, 200]
    noted = SecurityEvent.objects.get(kind=SecurityEventKind.SESSIONS_ENDED)
    assert (noted.actor, noted.data) == (cast.administrator, {"which": "all", "of": cast.contact.pk})
    with pytest.raises(NotAllowed):
        end_sessions(actor=cast.agent, user=cast.contact, now=NOW)
