"""Somebody at a browser who signs in, sets second steps up and shows codes."""

import json
import re
import time
from typing import Any, cast

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from tests.cast import PASSWORD

LOGIN = "/account/login/"
STEP = "/account/second-step/authenticate/"
APP = "/account/second-step/app/"
CODES = "/account/second-step/codes/"
AGAIN = "/account/reauthenticate/"
SECURITY = "/profiel/beveiliging/"
SET_UP = "/account/second-step/"


def first_step(email: str, password: str = PASSWORD, client: Client | None = None) -> tuple[Client, HttpResponse]:
    """Address and password; a form of the first page, in a browser of their own."""
    client = client or Client()
    return client, cast(HttpResponse, client.post(LOGIN, {"login": email, "password": password}))


def signed_in(email: str, password: str = PASSWORD) -> Client:
    """Somebody without a second step, inside."""
    return first_step(email, password)[0]


def shows_who_it_is(client: Client, password: str = PASSWORD) -> None:
    """The password once more, before something that matters."""
    client.post(AGAIN, {"password": password})


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows now, or that many half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def sets_an_app_up(client: Client) -> str:
    """The secret of the app that is set up; takes the password again."""
    shows_who_it_is(client)
    page = client.get(APP).content.decode()
    found = re.search(r'<code translate="no">([A-Z2-7 ]+)</code>', page)
    assert found, page
    secret = found[1].replace(" ", "")
    assert client.post(APP, {"code": code_of(secret)}).status_code == 302
    return secret


def codes_on(page: str) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"<li><code>(\d{8})</code></li>", page)


def options_on(page: str) -> dict[str, Any]:
    """What a page asks of a passkey."""
    found = re.search(r'<script id="passkey-options" type="application/json">(.*?)</script>', page)
    assert found, page
    return cast(dict[str, Any], json.loads(found[1]))
