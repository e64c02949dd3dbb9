"""Lesson: a stale session after deactivation. Whatever way somebody came in, they are out, with all that was theirs."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.actions import deactivate_user, reactivate_user
from accounts.models import User
from accounts.security.sessions import sessions_of
from notifications.message import message_for
from notifications.models import Notice
from tests.cast import NOW, Cast
from tests.security.passkeys import SoftPasskey
from tests.security.people import STEP, code_of, first_step, sets_an_app_up, shows_who_it_is, signed_in
from tests.security.test_mailed_code import GIVE, asked
from tests.security.test_oidc import Elsewhere, elsewhere, vouched
from tests.security.test_second_step import PASSKEY_LOGIN, add_passkey, passkey_options
from tests.tickets import factories

__all__ = ["elsewhere"]
pytestmark = pytest.mark.django_db
PATHS = ("/", "/profiel/", "/tickets/", "/melden/belofte/", "/bestanden/1/", "/onderhoud/agenda/")


def by_password(user: User) -> Client:
    return signed_in(user.email)


def by_password_and_app(user: User) -> Client:
    secret = sets_an_app_up(signed_in(user.email))
    cache.clear()
    client, _answer = first_step(user.email)
    client.post(STEP, {"code": code_of(secret, 1)})
    return client


def by_passkey(user: User) -> Client:
    first, key, client = signed_in(user.email), SoftPasskey(), Client()
    shows_who_it_is(first)
    add_passkey(first, key)
    client.post(PASSKEY_LOGIN, {"credential": key.get(passkey_options(client))})
    return client


def by_mailed_code(user: User) -> Client:
    client, code = asked(user.email)
    client.post(GIVE, {"code": code})
    return client


def by_organisation(user: User) -> Client:
    return vouched(user.email)[0]


@pytest.mark.parametrize("way", [by_password, by_password_and_app, by_passkey, by_mailed_code, by_organisation])
def test_stale_session_after_deactivation_by_every_way_in(cast: Cast, elsewhere: type[Elsewhere], way: object) -> None:
    """Also of every fragment and file, and after the account was opened again."""
    cache.clear()
    client: Client = way(cast.contact)  # type: ignore[operator]
    assert client.get("/profiel/").status_code == 200
    deactivate_user(actor=None, user=cast.contact, now=NOW)
    assert {client.get(path).headers.get("Location", "")[:15] for path in PATHS} == {"/account/login/"}
    assert sessions_of(cast.contact) == []
    reactivate_user(actor=None, user=cast.contact, now=NOW)
    assert client.get("/profiel/").status_code == 302


def test_stale_links_and_mails_after_deactivation(cast: Cast) -> None:
    """A link to a new password opens nothing, a mail that waits is not sent; neither after the account was opened."""
    cache.clear()
    Client().post("/account/password/reset/", {"email": cast.contact.email})
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    ticket = factories.incident(cast.contact, cast.customer, now=cast.now - timedelta(hours=1))
    factories.replied(ticket, cast.agent, now=cast.now)
    notice = Notice.objects.filter(recipient=cast.contact).latest("pk")
    assert message_for(notice, now=NOW) is not None
    deactivate_user(actor=None, user=cast.contact, now=NOW)
    notice.refresh_from_db()
    assert message_for(Notice.objects.get(pk=notice.pk), now=NOW) is None
    reactivate_user(actor=None, user=cast.contact, now=NOW)
    page = Client().get(link[1], follow=True)
    assert 'name="password1"' not in page.content.decode()
