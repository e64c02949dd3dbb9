"""Lesson: what a browser blocked is heard of without filling the log; who finds a weakness knows whom to tell."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from structlog.testing import capture_logs

from ozmo_desk.environment import contact
from ozmo_desk.public import MOST_A_MINUTE, MOST_BYTES

pytestmark = pytest.mark.django_db
OLD = {
    "csp-report": {
        "document-uri": "https://desk.example/account/password/reset/key/1-secret/?q=geheim",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/steal?what=geheim",
    }
}
NEW = [
    {
        "type": "csp-violation",
        "body": {
            "documentURL": "https://desk.example/tickets/OZ-4187/",
            "effectiveDirective": "img-src",
            "blockedURL": "inline",
        },
    }
]


@pytest.fixture(autouse=True)
def no_earlier_reports() -> None:
    cache.clear()


def told(body: str | bytes) -> list[dict[str, object]]:
    """What is logged of a report; the answer is the same for all."""
    with capture_logs() as lines:
        client = Client(enforce_csrf_checks=True)
        assert client.post("/csp-report/", body, content_type="application/csp-report").status_code == 204
    return [dict(each) for each in lines if each["event"] == "csp_report"]


def test_report_is_logged_by_name_of_the_page_and_host() -> None:
    said = {"event": "csp_report", "log_level": "warning"}
    first = {"rule": "script-src-elem", "page": "account_reset_password_from_key", "blocked": "evil.example"}
    assert told(json.dumps(OLD)) == [said | first]
    assert told(json.dumps(NEW)) == [said | {"rule": "img-src", "page": "portal:ticket", "blocked": "inline"}]


def test_report_tells_no_query_and_no_key() -> None:
    assert "geheim" not in str(told(json.dumps(OLD)))
    assert "secret" not in str(told(json.dumps(OLD)))


@pytest.mark.parametrize("body", ["", "{", "1", "[1]", '[{"body": 1}]', "[" * 9000, b"\xff\xfe"])
def test_report_that_is_none_is_not_logged(body: str | bytes) -> None:
    assert told(body) == []


def test_report_that_is_too_large_is_not_read() -> None:
    assert told(json.dumps({**OLD, "more": "x" * MOST_BYTES})) == []


def test_reports_are_limited_each_minute() -> None:
    assert sum(len(told(json.dumps(NEW))) for _each in range(MOST_A_MINUTE + 5)) == MOST_A_MINUTE


def test_policy_says_where_to_report(client: Client) -> None:
    headers = client.get("/account/login/").headers
    assert headers["Reporting-Endpoints"] == 'csp="/csp-report/"'
    assert {"report-uri /csp-report/", "report-to csp"} <= set(headers["Content-Security-Policy"].split("; "))


def test_security_txt_has_what_the_standard_asks(client: Client) -> None:
    response = client.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    left = datetime.fromisoformat(lines.pop("Expires")) - timezone.now()
    assert timedelta(days=179) < left <= timedelta(days=180)
    assert lines == {
        "Contact": "mailto:helpdesk@ozmo.example",
        "Preferred-Languages": "nl, en",
        "Canonical": "http://127.0.0.1:8000/.well-known/security.txt",
    }


def test_search_engines_stay_out(client: Client) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("value", ["security@example.org", "mailto:a@example.org\nEvil: 1", "http://example.org"])
def test_contact_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DESK_SECURITY_CONTACT", value)
    with pytest.raises(ImproperlyConfigured, match=r"env\.sample"):
        contact("DESK_SECURITY_CONTACT", "")
