"""Language, clock, headers, and refusals as pages."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions.preferences import set_language
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ozmo_desk.urls")]


def _language(client: Client, **headers: str) -> str:
    answer: str = client.get(
        "/told/", headers={name.replace("_", "-"): value for name, value in headers.items()}
    ).json()["language"]
    return answer


@pytest.mark.parametrize(
    "accepted,language",
    [
        ("", "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9,nl;q=0.8", "en"),
        ("de-DE,fr;q=0.9", "nl"),
        ("de,nl-BE;q=0.7,en;q=0.3", "nl"),
        ("*", "nl"),
        (";;;q=x,,", "nl"),
    ],
)
def test_language_of_a_browser(client: Client, accepted: str, language: str) -> None:
    assert _language(client, accept_language=accepted) == language


def test_language_cookie_goes_before_the_browser(client: Client) -> None:
    client.cookies["desk-language"] = "en"
    assert _language(client, accept_language="nl") == "en"
    client.cookies["desk-language"] = "xx"
    assert _language(client, accept_language="nl") == "nl"


def test_language_of_the_person_goes_before_everything(client: Client, cast: Cast) -> None:
    set_language(user=cast.contact, language="nl")
    client.force_login(cast.contact)
    client.cookies["desk-language"] = "en"
    assert _language(client, accept_language="en") == "nl"


def test_request_has_one_moment_of_the_desks_clock(client: Client) -> None:
    before = timezone.now()
    told = datetime.fromisoformat(client.get("/told/").json()["now"])
    assert before <= told <= timezone.now()


def test_pages_are_not_kept_unless_a_view_says_so(client: Client) -> None:
    assert client.get("/told/").headers["Cache-Control"] == "private, no-store"
    assert client.get("/kept/").headers["Cache-Control"] == "private, max-age=60"


def test_headers_of_every_page(client: Client) -> None:
    headers = client.get("/told/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Content-Language"] == "nl"
    assert len(headers["X-Request-ID"]) == 36


def test_headers_of_a_static_file(client: Client) -> None:
    response = client.get("/static/icons.svg")
    headers = response.headers
    assert (response.status_code, headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "no-store" not in headers["Cache-Control"]
    response.close()


@pytest.mark.parametrize("page", ["/told/", "/trouble/error/", "/nergens/", "/beheer/login/"])
def test_policy_allows_nothing_inline_on_any_page(client: Client, page: str) -> None:
    client.raise_request_exception = False
    policy = client.get(page).headers["Content-Security-Policy"]
    directives = {name: rest for name, _, rest in (part.partition(" ") for part in policy.split("; "))}
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "report-uri": "/csp-report/",
        "report-to": "csp",
    }


@pytest.mark.parametrize(
    "what,status,sentence",
    [
        ("refusal", 422, "Dit kan niet &lt;b&gt;zo&lt;/b&gt;."),
        ("not_allowed", 403, "You are not allowed to do this."),
        ("not_visible", 404, "We cannot find this page."),
        ("stale", 409, "Somebody else changed this in the meantime."),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_refusal_is_a_page_or_a_fragment(client: Client, what: str, status: int, sentence: str, htmx: bool) -> None:
    headers = {"accept-language": "en", **({"hx-request": "true"} if htmx else {})}
    response = client.get(f"/trouble/{what}/", headers=headers)
    body = response.content.decode()
    assert response.status_code == status
    assert sentence in body
    assert ("<html" in body) == (not htmx)


def test_refused_form_gives_the_text_back_but_no_secret(client: Client) -> None:
    typed = {
        "message": "De hele vestiging <Eindhoven> kan niet bellen.",
        "password": "een goed wachtwoord",
        "kind": "x",
    }
    body = client.post("/trouble/stale/", typed).content.decode()
    assert "De hele vestiging &lt;Eindhoven&gt; kan niet bellen." in body
    assert "een goed wachtwoord" not in body


@pytest.mark.parametrize("address", ["/told/?q=%00", "/told/?a=1&b=x%00y", "/tol%00d/"])
def test_nul_in_an_address_is_refused(client: Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, "frame-ancestors" in response.headers["Content-Security-Policy"]) == (400, True)


@pytest.mark.parametrize("cookie", ['sessionid="aaaaaaaa\\000aaaa"', 'desk-language="\\000"'])
def test_nul_in_a_cookie_is_refused(client: Client, cookie: str) -> None:
    assert client.get("/told/", headers={"cookie": cookie}).status_code == 400


def test_trace_tells_nothing_back(client: Client) -> None:
    response = client.trace("/told/", headers={"Authorization": "geheim"})
    assert "geheim" not in response.content.decode() + str(response.headers)


@pytest.mark.parametrize(
    "path", ["/.git/config", "/.env", "/static/", "/static/css/", "/static/../manage.py", "/static/%2e%2e/manage.py"]
)
def test_nothing_but_pages_and_static_files_is_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
