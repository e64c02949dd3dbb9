"""What happens around every request: the desk's clock, language and appearance, headers, and refusals as pages."""

import re
from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django_structlog.middlewares import RequestMiddleware

from accounts import limits
from accounts.models import User
from accounts.refusals import Refusal, TooOften
from ozmo_desk import views

Responder = Callable[[HttpRequest], HttpResponseBase]
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()" for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)


def alive(get_response: Responder) -> Responder:
    """Answer /healthz before anything else: the process lives, whatever its database, its hosts or its proxy."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        return views.healthz(request) if request.path_info == "/healthz" else get_response(request)

    return respond


def headers(get_response: Responder) -> Responder:
    """Pages are nobody else's: not kept by caches, unless a view says otherwise, and not embedded elsewhere."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Reporting-Endpoints", 'csp="/csp-report/"')
        return response

    return respond


def readable(get_response: Responder) -> Responder:
    """Nobody types a NUL, and PostgreSQL takes none: an address or a cookie with one is refused (400)."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        in_address = "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        # Cookies spell it as an octal number: a session's key was looked up with it.
        if in_address or any("\0" in each for each in request.COOKIES.values()):
            return views.error_page(request, HTTPStatus.BAD_REQUEST)
        return get_response(request)

    return respond


LOGGED_PATH = 300
# What comes after these is as good as a password.
SECRET_PART = re.compile(r"(?<=/key/).*|(?<=/onderhoud/agenda/).*", re.DOTALL)


class RequestLog(RequestMiddleware):
    """One log line a request with its id, and without the query string, in which people search for names."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and path; the secret part of a link from a mail and of a calendar's address is blanked."""
        return f"{request.method} {SECRET_PART.sub('...', request.path)[:LOGGED_PATH]}"

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        """Give the id to the one who asked, so that a report of trouble can be found in the log."""
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        if request_id:
            response.headers["X-Request-ID"] = request_id
        super().handle_response(request, response)


def clock(get_response: Responder) -> Responder:
    """Read the clock once: everything that a request does happens at the same moment."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        request.now = timezone.now()  # type: ignore[attr-defined]
        return get_response(request)

    return respond


def language(get_response: Responder) -> Responder:
    """Speak the language of the person, else of the browser's cookie, else what the browser prefers, else Dutch."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = get_response(request)
            # A template response is rendered inside; a stream would outlive the override, and holds no sentences.
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return respond


def language_of(request: HttpRequest) -> str:
    """The language to answer in: one of settings.LANGUAGES, always."""
    known = dict(settings.LANGUAGES)
    if request.user.is_authenticated and request.user.language in known:
        return request.user.language
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in known:
        return cookie
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    spoken = (tag.partition("-")[0] for tag, _quality in accepted)
    return next((tag for tag in spoken if tag in known), settings.LANGUAGE_CODE)


class Refusals:
    """What an action refuses becomes a page with its sentence, or a fragment when a part of a page was asked for."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing is done on the way in or out."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A Refusal is an answer; everything else is an error and goes its own way."""
        return views.refused(request, exception) if isinstance(exception, Refusal) else None


class Limits:
    """Counts what no view counts itself: forms of the administration and of signing in, and searches anywhere."""

    # Leaving is always possible, and a browser's report is counted by its own page.
    FREE = frozenset({"account_logout", "admin:logout", "csp_report", "healthz", "readyz"})
    SEARCHED_BY = ("q", "term")

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing is done on the way in or out."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *_taken: object) -> HttpResponseBase | None:
        """None lets it through."""
        what = self._what(request)
        if not what or not isinstance(request.user, User) or limits.counts(view, request.method or ""):
            return None
        try:
            limits.check_limit_of_person(what, request.user, now=request.now)  # type: ignore[attr-defined]
        except TooOften as refusal:
            return views.refused(request, refusal)
        return None

    def _what(self, request: HttpRequest) -> str:
        if request.method == "POST":
            name = request.resolver_match.view_name if request.resolver_match else ""
            return "" if name in self.FREE else "change"
        return "search" if any(request.GET.get(name) for name in self.SEARCHED_BY) else ""
