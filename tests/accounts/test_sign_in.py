"""Signing in and out and forgotten passwords, as people meet them."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.actions import deactivate_user, set_language
from accounts.models import User
from tests.cast import NOW, PASSWORD, Cast
from tests.security.test_mailed_code import asked

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
RESET = "/account/password/reset/"
NEW = "een-heel-ander-wachtwoord"


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    cache.clear()


def sign_in(email: str, password: str = PASSWORD, **fields: str) -> tuple[Client, int, str]:
    client = Client()
    response = client.post(LOGIN, {"login": email, "password": password, **fields})
    return client, response.status_code, response.headers.get("Location", "")


def test_login_page_has_labels_and_autocomplete() -> None:
    page = Client().get(LOGIN).content.decode()
    assert re.search(r'<label[^>]*for="id_login"[^>]*>\s*E-mailadres', page)
    assert 'autocomplete="username"' in page
    assert re.search(r'<input type="password" [^>]*autocomplete="current-password"', page)
    assert "placeholder" not in page


def test_login_page_in_english() -> None:
    page = Client().get(LOGIN, headers={"Accept-Language": "en"}).content.decode()
    assert "E-mail address" in page
    assert '<html lang="en"' in page


@pytest.mark.parametrize(
    "who, home", [("contact", "/"), ("partner", "/"), ("agent", "/desk/"), ("administrator", "/desk/")]
)
def test_everybody_starts_at_their_own_home(cast: Cast, who: str, home: str) -> None:
    assert sign_in(cast.everybody[who].email)[1:] == (302, home)


def test_login_returns_to_the_page_that_was_asked_for(cast: Cast) -> None:
    assert sign_in(cast.contact.email, next="/profiel/")[1:] == (302, "/profiel/")


@pytest.mark.parametrize(
    "next_url", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "http:x"]
)
def test_login_never_leads_elsewhere(cast: Cast, next_url: str) -> None:
    assert sign_in(cast.contact.email, next=next_url)[1:] == (302, "/")


def test_login_with_capitals(cast: Cast) -> None:
    assert sign_in(" SANNE@Maasoever.example ")[1] == 302


def errors_of(client: Client, email: str, password: str) -> list[str]:
    response = client.post(LOGIN, {"login": email, "password": password})
    assert response.status_code == 200
    summary = re.search(r'role="alert".*?</form>', response.content.decode(), re.DOTALL)
    assert summary
    return [str(error) for error in response.context["form"].non_field_errors()]


def test_login_says_the_same_whoever_exists(cast: Cast) -> None:
    known = errors_of(Client(), cast.contact.email, "verkeerd")
    assert known == errors_of(Client(), "nobody@maasoever.example", "verkeerd")
    assert len(known) == 1


def test_login_errors_are_summed_up_with_links(cast: Cast) -> None:
    page = Client().post(LOGIN, {"login": "", "password": ""}).content.decode()
    assert '<a href="#id_login">' in page
    assert '<a href="#id_password">' in page
    assert page.count('aria-invalid="true"') == 2


def test_login_is_limited_per_address(cast: Cast) -> None:
    client = Client()
    for _attempt in range(5):
        errors_of(client, cast.contact.email, "verkeerd")
    assert client.post(LOGIN, {"login": cast.contact.email, "password": PASSWORD}).status_code == 200
    assert sign_in(cast.stranger.email)[1] == 302


def test_login_is_limited_per_place(cast: Cast) -> None:
    client = Client()
    statuses = [client.get(LOGIN).status_code for _attempt in range(35)]
    posted = [client.post(LOGIN, {}).status_code for _attempt in range(35)]
    assert set(statuses) <= {200, 429}
    assert posted[-1] == 429


def test_deactivated_person_cannot_sign_in(cast: Cast) -> None:
    deactivate_user(actor=None, user=cast.contact, now=NOW)
    client, status, location = sign_in(cast.contact.email)
    assert (status, location) == (302, "/account/inactive/")
    assert client.get("/account/inactive/").status_code == 200
    assert client.get("/profiel/").status_code == 302


def test_nobody_signs_up_by_themselves() -> None:
    for path in ("/account/signup/", "/account/email/", "/account/3rdparty/", "/account/password/reset/confirm/"):
        assert Client().get(path).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_logout_is_a_post(cast: Cast) -> None:
    client = sign_in(cast.contact.email)[0]
    assert client.get("/account/logout/").status_code == 200
    assert client.get("/profiel/").status_code == 200
    assert client.post("/account/logout/").headers["Location"] == LOGIN
    assert client.get("/profiel/").status_code == 302


def ask_for_a_link(email: str) -> str:
    client = Client()
    response = client.post(RESET, {"email": email})
    assert response.headers["Location"] == f"{RESET}done/"
    return client.get(response.headers["Location"]).content.decode()


def test_forgotten_password_says_the_same_whoever_exists(cast: Cast) -> None:
    def without_token(page: str) -> str:
        return re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", page)

    assert without_token(ask_for_a_link(cast.contact.email)) == without_token(ask_for_a_link("nobody@x.example"))
    assert [message.to for message in mail.outbox] == [[cast.contact.email]]


def test_forgotten_password_of_a_deactivated_person_sends_nothing(cast: Cast) -> None:
    deactivate_user(actor=None, user=cast.contact, now=NOW)
    ask_for_a_link(cast.contact.email)
    assert mail.outbox == []


def link_in_mail() -> str:
    found = re.search(r"https?://\S+", str(mail.outbox[-1].body))
    assert found
    return urlsplit(found[0]).path


def test_forgotten_password_whole_way(cast: Cast) -> None:
    elsewhere = sign_in(cast.contact.email)[0]
    ask_for_a_link(cast.contact.email)
    client, link = Client(), link_in_mail()
    form = client.get(link).headers["Location"]
    assert link not in form
    assert client.get(form).status_code == 200
    done = client.post(form, {"password1": NEW, "password2": NEW})
    assert done.headers["Location"] == "/account/password/reset/key/done/"
    assert client.get(done.headers["Location"]).status_code == 200
    assert elsewhere.get("/profiel/").status_code == 302
    assert sign_in(cast.contact.email, NEW)[1] == 302
    again = Client().get(link)
    assert (again.status_code, b"password1" in again.content) == (200, False)


def test_forgotten_password_mail_is_in_the_language_of_the_person(cast: Cast) -> None:
    for language, word in (("nl", "Wachtwoord"), ("en", "Choose")):
        set_language(cast.contact, language)
        Client().post(
            RESET, {"email": cast.contact.email}, headers={"Accept-Language": "nl" if word == "Choose" else "en"}
        )
        assert word.lower() in mail.outbox[-1].subject.lower()
        assert "\n" not in mail.outbox[-1].subject


@pytest.mark.parametrize("password", ["kort", "1234567890123", "groene-fiets-langs-de-maas", "sanne@maasoever.example"])
def test_weak_password_is_refused_or_not(cast: Cast, password: str) -> None:
    client = sign_in(cast.contact.email)[0]
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password})
    changed = User.objects.get(pk=cast.contact.pk).check_password(password)
    assert changed == (password == "groene-fiets-langs-de-maas")


def test_change_of_password_keeps_this_session_and_ends_the_others(cast: Cast) -> None:
    here, elsewhere = sign_in(cast.contact.email)[0], sign_in(cast.contact.email)[0]
    assert here.get("/account/password/change/").status_code == 200
    response = here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert response.headers["Location"] == "/profiel/"
    assert (here.get("/profiel/").status_code, elsewhere.get("/profiel/").status_code) == (200, 302)


def test_person_without_password_can_choose_one(cast: Cast) -> None:
    """Right after signing in with a code by mail; a session that was left open is sent to the mailbox."""
    cast.contact.set_unusable_password()
    cast.contact.save()
    left_open = Client()
    left_open.force_login(cast.contact)
    assert left_open.post("/account/password/set/", {"password1": NEW, "password2": NEW}).headers["Location"] == RESET
    assert not User.objects.get(pk=cast.contact.pk).has_usable_password()
    client, code = asked(cast.contact.email)
    client.post("/account/code/confirm/", {"code": code})
    assert client.get("/account/password/change/").headers["Location"] == "/account/password/set/"
    client.post("/account/password/set/", {"password1": NEW, "password2": NEW})
    assert User.objects.get(pk=cast.contact.pk).check_password(NEW)


def test_demo_accounts_are_shown_in_the_demo_only(cast: Cast, settings: object) -> None:
    assert cast.contact.email not in Client().get(LOGIN).content.decode()
    settings.DESK_MODE = "demo"  # type: ignore[attr-defined]
    page = Client().get(LOGIN).content.decode()
    assert f'href="?email={cast.contact.email.replace("@", "%40")}"' in page
    assert f'value="{cast.contact.email}"' in Client().get(LOGIN, {"email": cast.contact.email}).content.decode()
