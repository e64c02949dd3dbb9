"""What anybody may read or send: where to report a weakness, that nothing is for search engines, what was blocked."""

import json
from datetime import UTC, timedelta
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest

log = structlog.get_logger(__name__)
MOST_BYTES = 16 * 1024
MOST_A_MINUTE = 60
MOST_CHARACTERS = 2000
LOGGED_CHARACTERS = 80
KEPT_DAYS = 180
PLAIN = "text/plain; charset=utf-8"


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a weakness; it is said anew each time, so it never expires while we are here."""
    expires = (cast(SignedInRequest, request).now + timedelta(days=KEPT_DAYS)).astimezone(UTC).replace(microsecond=0)
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": expires.isoformat().replace("+00:00", "Z"),
        "Preferred-Languages": "nl, en",
        "Canonical": settings.BASE_URL + reverse("security_txt"),
    }
    return HttpResponse("".join(f"{name}: {value}\n" for name, value in lines.items()), content_type=PLAIN)


@require_safe
def robots_txt(_request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type=PLAIN)


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """A browser tells what the policy blocked: logged without addresses that could hold something; always 204.

    Anybody can send these, so at most sixty a minute are read, of at most 16 kB each.
    """
    if _size(request) <= MOST_BYTES and _has_room(cast(SignedInRequest, request)):
        for report in _reports(request.body):
            log.warning("csp_report", **_told(report))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _size(request: HttpRequest) -> int:
    """What it says that it sends; the server reads no more than that. Without a size nothing is read."""
    said = request.headers.get("Content-Length", "")
    return int(said) if said.isascii() and said.isdigit() else MOST_BYTES + 1


def _has_room(request: SignedInRequest) -> bool:
    name = f"ozmo_desk.csp-reports:{int(request.now.timestamp()) // 60}"
    cache.add(name, 0, timeout=120)
    try:
        return cache.incr(name) <= MOST_A_MINUTE
    except ValueError:
        return False


def _reports(body: bytes) -> list[dict[str, Any]]:
    """The reports in either of the two forms that browsers use; what is something else is none."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return []
    found = [each.get("body") for each in sent if isinstance(each, dict)] if isinstance(sent, list) else [sent]
    reports = [each.get("csp-report", each) for each in found if isinstance(each, dict)]
    return [each for each in reports if isinstance(each, dict)][:5]


def _told(report: dict[str, Any]) -> dict[str, str]:
    """Which rule, on which page by name, and which host: no paths and no queries."""
    return {
        "rule": _text(report, "effective-directive", "effectiveDirective", "violated-directive")[:LOGGED_CHARACTERS],
        "page": _page(_text(report, "document-uri", "documentURL")),
        "blocked": _host(_text(report, "blocked-uri", "blockedURL")),
    }


def _text(report: dict[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := report.get(name), str)), "")[:MOST_CHARACTERS]


def _page(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except (Resolver404, ValueError):
        return "unknown"


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or address.partition(":")[0])[:LOGGED_CHARACTERS]
    except ValueError:
        return "unknown"
