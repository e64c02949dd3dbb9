"""Apps, recovery codes and passkeys, from setting up to removing."""

import re
from urllib.parse import unquote, urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.actions import deactivate_user
from accounts.models import User
from accounts.refusals import NotAllowed
from accounts.security.actions import remove_second_steps
from accounts.security.queries import second_steps_of
from tests.cast import NOW, PASSWORD, Cast
from tests.security.passkeys import SoftPasskey
from tests.security.people import (
    AGAIN,
    APP,
    CODES,
    LOGIN,
    SECURITY,
    STEP,
    code_of,
    codes_on,
    first_step,
    options_on,
    sets_an_app_up,
    shows_who_it_is,
    signed_in,
)
from tests.signed_in import client_sure_of

pytestmark = pytest.mark.django_db
ADD, PASSKEY_LOGIN = "/account/passkeys/add/", "/account/passkeys/login/"


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def app(cast: Cast) -> str:
    """The secret of the app that the contact set up."""
    secret = sets_an_app_up(signed_in(cast.contact.email))
    cache.clear()
    return secret


def test_setting_an_app_up_asks_who_it_is(cast: Cast) -> None:
    client = signed_in(cast.contact.email)
    asked = f"{AGAIN}?{urlencode({'next': APP})}"
    assert client.get(APP).headers["Location"] == asked
    assert client.post(APP, {"code": "123456"}).headers["Location"] == asked
    assert not Authenticator.objects.exists()


def test_app_page_shows_picture_and_secret(cast: Cast) -> None:
    client = signed_in(cast.contact.email)
    shows_who_it_is(client)
    page = client.get(APP).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert re.search(r'<code translate="no">([A-Z2-7]{4} ?){8}</code>', page)


@pytest.mark.django_db(transaction=True)
def test_app_is_set_up_by_its_first_right_code(cast: Cast) -> None:
    client = signed_in(cast.contact.email)
    shows_who_it_is(client)
    client.get(APP)
    wrong = client.post(APP, {"code": "000000"})
    assert "Deze code klopt niet" in wrong.content.decode()
    assert second_steps_of(cast.contact).count == 0
    sets_an_app_up(client)
    assert second_steps_of(cast.contact).count == 1
    assert [(each.to, each.subject) for each in mail.outbox] == [
        ([cast.contact.email], "Aan uw account is een app toegevoegd")
    ]


def test_secret_is_stored_sealed(cast: Cast, app: str) -> None:
    stored = Authenticator.objects.get(type="totp")
    assert app not in str(stored.data)


def test_secret_survives_a_new_key_and_no_secret_opens_without_it(cast: Cast, app: str, settings: Settings) -> None:
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    settings.SECRET_KEY_FALLBACKS = [old]
    step = Authenticator.objects.get(type="totp").wrap()
    assert step.validate_code(code_of(app))
    settings.SECRET_KEY_FALLBACKS = []
    assert not step.validate_code(code_of(app, 1))


def test_sign_in_asks_the_code_after_the_password(cast: Cast, app: str) -> None:
    client, response = first_step(cast.contact.email)
    assert response.headers["Location"] == STEP
    assert client.get("/profiel/").status_code == 302
    assert client.get(STEP).status_code == 200
    assert client.post(STEP, {"code": code_of(app, 1)}).headers["Location"] == "/"
    assert client.get("/profiel/").status_code == 200


def test_code_works_once(cast: Cast, app: str) -> None:
    code = code_of(app, 1)
    for status in (302, 200):
        client, _response = first_step(cast.contact.email)
        assert client.post(STEP, {"code": code}).status_code == status


def test_wrong_password_never_shows_that_there_is_a_second_step(cast: Cast, app: str) -> None:
    client, response = first_step(cast.contact.email, "verkeerd-wachtwoord")
    assert response.status_code == 200
    assert client.get(STEP).headers["Location"] == LOGIN


def test_recovery_codes_are_shown_once(cast: Cast) -> None:
    client = signed_in(cast.contact.email)
    sets_an_app_up(client)
    page = client.get(CODES).content.decode()
    codes = codes_on(page)
    assert len(set(codes)) == 10
    file = re.search(r'href="data:text/plain;charset=utf-8,([^"]*)"', page)
    assert file
    assert unquote(file[1]).split() == codes
    again = client.get(CODES).content.decode()
    assert codes_on(again) == []
    assert "10 herstelcodes over" in again


def test_recovery_code_works_once_at_sign_in(cast: Cast) -> None:
    client = signed_in(cast.contact.email)
    sets_an_app_up(client)
    code = codes_on(client.get(CODES).content.decode())[0]
    for status in (302, 200):
        visitor, _response = first_step(cast.contact.email)
        assert visitor.post(STEP, {"code": code}).status_code == status
    assert second_steps_of(cast.contact).codes_left == 9


def test_new_recovery_codes_replace_the_old(cast: Cast) -> None:
    client = signed_in(cast.contact.email)
    sets_an_app_up(client)
    old = codes_on(client.get(CODES).content.decode())
    assert client.get(f"{CODES}new/").status_code == 200
    assert client.post(f"{CODES}new/").headers["Location"] == CODES
    new = codes_on(client.get(CODES).content.decode())
    assert (len(new), set(new) & set(old)) == (10, set())


def test_first_second_step_ends_sessions_from_before(cast: Cast) -> None:
    here, elsewhere = signed_in(cast.contact.email), signed_in(cast.contact.email)
    sets_an_app_up(here)
    assert (here.get("/profiel/").status_code, elsewhere.get("/profiel/").status_code) == (200, 302)


def test_app_can_be_removed(cast: Cast) -> None:
    client = signed_in(cast.contact.email)
    sets_an_app_up(client)
    assert client.get(f"{APP}remove/").status_code == 200
    assert client.post(f"{APP}remove/").headers["Location"] == SECURITY
    assert not Authenticator.objects.exists()
    assert first_step(cast.contact.email)[1].headers["Location"] == "/"


def add_passkey(client: Client, key: SoftPasskey, name: str = "Telefoon") -> int:
    options = options_on(client.get(ADD).content.decode())
    return client.post(ADD, {"name": name, "credential": key.create(options)}).status_code


def test_passkey_is_added_renamed_and_removed(cast: Cast) -> None:
    client, key = signed_in(cast.contact.email), SoftPasskey()
    shows_who_it_is(client)
    assert add_passkey(client, key) == 302
    passkey = second_steps_of(cast.contact).passkeys[0]
    assert (passkey.name, "Telefoon" in client.get(SECURITY).content.decode()) == ("Telefoon", True)
    assert client.get(f"/account/passkeys/{passkey.pk}/rename/").status_code == 200
    client.post(f"/account/passkeys/{passkey.pk}/rename/", {"name": "Laptop"})
    assert second_steps_of(cast.contact).passkeys[0].name == "Laptop"
    assert client.get(f"/account/passkeys/{passkey.pk}/remove/").status_code == 200
    assert client.post(f"/account/passkeys/{passkey.pk}/remove/").headers["Location"] == SECURITY
    assert not Authenticator.objects.exists()


def test_passkey_of_somebody_else_is_not_there(cast: Cast) -> None:
    client, stranger = signed_in(cast.contact.email), signed_in(cast.stranger.email)
    for each in (client, stranger):
        shows_who_it_is(each)
    add_passkey(client, SoftPasskey())
    pk = second_steps_of(cast.contact).passkeys[0].pk
    for verb in ("rename", "remove"):
        assert stranger.get(f"/account/passkeys/{pk}/{verb}/").status_code == 404
        assert stranger.post(f"/account/passkeys/{pk}/{verb}/", {"name": "Mijn"}).status_code == 404
    assert second_steps_of(cast.contact).passkeys[0].name == "Telefoon"


def test_passkey_without_finger_or_pin_is_refused(cast: Cast) -> None:
    client = signed_in(cast.contact.email)
    shows_who_it_is(client)
    assert add_passkey(client, SoftPasskey(verified=False)) == 200
    assert not Authenticator.objects.exists()


def with_passkey(user: User) -> SoftPasskey:
    client, key = signed_in(user.email), SoftPasskey()
    shows_who_it_is(client)
    add_passkey(client, key)
    return key


def passkey_options(client: Client) -> dict[str, object]:
    answer: dict[str, dict[str, object]] = client.get(PASSKEY_LOGIN, headers={"Accept": "application/json"}).json()
    return answer["request_options"]


def test_passkey_signs_in_without_a_password(cast: Cast) -> None:
    key, client = with_passkey(cast.contact), Client()
    response = client.post(PASSKEY_LOGIN, {"credential": key.get(passkey_options(client))})
    assert response.headers["Location"] == "/"
    assert client.get("/profiel/").status_code == 200


def test_passkey_answers_only_what_was_asked_of_it(cast: Cast) -> None:
    key, client = with_passkey(cast.contact), Client()
    told = key.get(passkey_options(client))
    assert client.post(PASSKEY_LOGIN, {"credential": told}).headers["Location"] == "/"
    replayed = Client()
    passkey_options(replayed)
    assert replayed.post(PASSKEY_LOGIN, {"credential": told}).headers["Location"] == LOGIN
    assert Client().post(PASSKEY_LOGIN, {"credential": told}).headers["Location"] == LOGIN


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"response": 1}', "x", '{"id": "a", "response": {}}'])
def test_passkey_that_is_none_is_refused(cast: Cast, credential: str) -> None:
    client = Client()
    passkey_options(client)
    assert client.post(PASSKEY_LOGIN, {"credential": credential}).headers["Location"] == LOGIN


def test_passkey_is_a_second_step_after_the_password(cast: Cast) -> None:
    key = with_passkey(cast.contact)
    client, response = first_step(cast.contact.email)
    assert response.headers["Location"] == STEP
    told = key.get(options_on(client.get(STEP).content.decode()))
    assert client.post(STEP, {"credential": told}).headers["Location"] == "/"


def test_passkey_of_a_deactivated_person_is_refused(cast: Cast) -> None:
    key, client = with_passkey(cast.contact), Client()
    deactivate_user(actor=None, user=cast.contact, now=NOW)
    client.post(PASSKEY_LOGIN, {"credential": key.get(passkey_options(client))})
    assert client.get("/profiel/").status_code == 302


def test_security_page_asks_for_one_query_of_steps(cast: Cast) -> None:
    client = signed_in(cast.contact.email)
    page = client.get(SECURITY).content.decode()
    assert "Stel een app in" in page
    assert SECURITY in client.get("/profiel/").content.decode()


def test_administrator_takes_lost_second_steps_away(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        remove_second_steps(actor=cast.agent, user=cast.contact, now=NOW)
    client = signed_in(cast.contact.email)
    sets_an_app_up(client)
    remove_second_steps(actor=cast.administrator, user=cast.contact, now=NOW)
    assert client.get("/profiel/").status_code == 302
    assert first_step(cast.contact.email, PASSWORD)[1].headers["Location"] == "/"


def test_administrator_does_so_from_the_list_of_people(cast: Cast) -> None:
    sets_an_app_up(signed_in(cast.contact.email))
    administrator = Client()
    client_sure_of(cast.administrator, administrator)
    form = {"action": "remove_second_steps", "_selected_action": cast.contact.pk}
    assert administrator.post("/beheer/accounts/user/", form).status_code == 302
    assert second_steps_of(cast.contact).count == 0
