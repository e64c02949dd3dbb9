"""Who works at the desk needs a second step: without one there is a page to set it up, and nothing else."""

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.cast import Cast
from tests.security.people import (
    AGAIN,
    APP,
    SECURITY,
    SET_UP,
    STEP,
    code_of,
    first_step,
    sets_an_app_up,
    shows_who_it_is,
    signed_in,
)

pytestmark = pytest.mark.django_db
BEHIND = ("/", "/desk/", "/desk/zoeken/", "/profiel/", SECURITY, "/beheer/", "/beheer/accounts/user/")


@pytest.fixture(autouse=True)
def required(settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    cache.clear()


@pytest.mark.parametrize("who", ["agent", "administrator"])
def test_desk_without_second_step_reaches_the_set_up_page_only(cast: Cast, who: str) -> None:
    client = signed_in(cast.everybody[who].email)
    assert {client.get(path).headers.get("Location") for path in BEHIND} == {SET_UP}
    assert {client.post(path).headers.get("Location") for path in BEHIND} == {SET_UP}
    assert client.get(SET_UP).status_code == 200


def test_poll_and_fragment_without_second_step_get_nothing(cast: Cast) -> None:
    client = signed_in(cast.agent.email)
    poll = client.get("/desk/rijen/", headers={"X-Desk-Poll": "1"})
    assert poll.status_code in (401, 404)
    fragment = client.get("/desk/", headers={"HX-Request": "true"})
    assert (fragment.headers["HX-Redirect"], fragment.content) == (SET_UP, b"")


def test_setting_up_opens_the_door(cast: Cast) -> None:
    client = signed_in(cast.agent.email)
    secret = sets_an_app_up(client)
    assert client.get("/desk/").status_code == 200
    cache.clear()
    again, response = first_step(cast.agent.email)
    assert response.headers["Location"] == STEP
    assert again.post(STEP, {"code": code_of(secret, 1)}).headers["Location"] == "/desk/"
    assert again.get("/desk/").status_code == 200


def test_administration_is_behind_the_same_door(cast: Cast) -> None:
    client = signed_in(cast.administrator.email)
    assert client.get("/beheer/").headers["Location"] == SET_UP
    sets_an_app_up(client)
    assert client.get("/beheer/").status_code == 200


def test_last_second_step_of_the_desk_stays(cast: Cast) -> None:
    client = signed_in(cast.agent.email)
    sets_an_app_up(client)
    page = client.get(f"{APP}remove/").content.decode()
    assert "Voeg eerst een andere toe" in page
    client.post(f"{APP}remove/")
    assert client.get("/desk/").status_code == 200
    assert first_step(cast.agent.email)[1].headers["Location"] == STEP


def test_session_without_second_step_of_somebody_who_has_one_must_show_it(cast: Cast, settings: Settings) -> None:
    """It may not set up another one with the password alone."""
    settings.SECOND_FACTOR = "optional"
    secret = sets_an_app_up(signed_in(cast.agent.email))
    settings.SECOND_FACTOR = "required"
    stolen = Client()
    stolen.force_login(User.objects.get(pk=cast.agent.pk))
    assert stolen.get("/desk/").headers["Location"] == SET_UP
    assert stolen.get(SET_UP).headers["Location"] == "/account/second-step/reauthenticate/"
    shows_who_it_is(stolen)
    assert stolen.get("/account/passkeys/add/").headers["Location"] == SET_UP
    stolen.post("/account/second-step/reauthenticate/", {"code": code_of(secret, 1)})
    assert stolen.get("/desk/").status_code == 200


def test_customers_need_none(cast: Cast) -> None:
    assert signed_in(cast.contact.email).get("/").status_code == 200
    assert signed_in(cast.partner.email).get("/").status_code == 200


def test_partners_need_one_by_setting(cast: Cast, settings: Settings) -> None:
    settings.SECOND_FACTOR_PARTNERS = "required"
    assert signed_in(cast.contact.email).get("/").status_code == 200
    assert signed_in(cast.partner.email).get("/").headers["Location"] == SET_UP
    client = signed_in(cast.ended_partner.email)
    sets_an_app_up(client)
    assert client.get("/").status_code == 200


def test_setting_up_asks_the_password_again(cast: Cast) -> None:
    assert signed_in(cast.agent.email).get(APP).headers["Location"].startswith(AGAIN)
