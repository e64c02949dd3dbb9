"""Pages of the whole: refusals and errors, language and appearance, and whether the process lives."""

import re
from http import HTTPStatus
from typing import cast

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_POST

from accounts.actions.preferences import set_language, set_theme
from accounts.http import SignedInRequest
from accounts.models import SecurityEventKind
from accounts.refusals import Refusal, TooOften
from accounts.security.log import note_once_a_minute
from ozmo_desk.context import THEMES

# Whatever is typed here is never shown again, on no page.
SECRET_NAME = re.compile(r"pass|token|code|secret|key|csrf|otp|credential", re.IGNORECASE)
YEAR = 365 * 24 * 3600


def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


# --- Refusals and errors ----------------------------------------------------------------------------------------------
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal's sentence as a page, or as a fragment for a part of a page; nothing that was typed is lost."""
    if refusal.status == HTTPStatus.FORBIDDEN:
        _on_record(request)
    response = sorry(request, refusal.status, refusal.sentence)
    if isinstance(refusal, TooOften):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


def _on_record(request: HttpRequest) -> None:
    """Who tried what they may not; who is not signed in is only asked to sign in."""
    route = request.resolver_match.view_name if request.resolver_match else ""
    if request.user.is_authenticated and route:
        now = cast(SignedInRequest, request).now
        facts = {"method": request.method}
        note_once_a_minute(SecurityEventKind.REFUSED, actor=request.user, now=now, subject=route, data=facts)


def sorry(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """A page (htmx: a fragment) that says in one sentence why this is not possible."""
    part = bool(getattr(request, "htmx", False)) and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "errors/refusal_fragment.html" if part else "errors/refusal.html"
    context = {"status": status, "sentence": sentence, "typed_texts": typed_texts(request)}
    return render(request, template, context, status=status)


def typed_texts(request: HttpRequest) -> list[str]:
    """The pieces of prose in a form that was sent: shown back, to be copied, when the form itself cannot be."""
    if request.method != "POST":
        return []
    fields = ((name, value) for name, values in request.POST.lists() for value in values)
    return [value for name, value in fields if " " in value.strip() and not SECRET_NAME.search(name)]


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django names it
    """The form was too old, or cookies are off: says so, and gives the text back."""
    sentence = _(
        "This page was open for too long, or your browser does not keep cookies, so we did not receive your form. "
        "Go back, load the page again and send it once more."
    )
    return sorry(request, HTTPStatus.FORBIDDEN, sentence)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """What was sent cannot be read: too large, or not a form of ours."""
    return error_page(request, HTTPStatus.BAD_REQUEST)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """Signed in, but this is not for this person."""
    _on_record(request)
    return error_page(request, HTTPStatus.FORBIDDEN)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """There is no such page, or not for this person: the same answer."""
    return error_page(request, HTTPStatus.NOT_FOUND)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke here: the page asks nothing of a database that may be what broke."""
    return error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def error_page(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """An error page without request context: it shows no internals and needs no part that may be down."""
    context = {
        "status": status.value,
        "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
        "theme": request.COOKIES.get(settings.THEME_COOKIE_NAME, "system"),
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
    }
    return HttpResponse(render_to_string(f"errors/{status.value}.html", context), status=status)


# --- Language and appearance ------------------------------------------------------------------------------------------
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on: kept with the person, or in a cookie for who is not signed in."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return sorry(request, HTTPStatus.UNPROCESSABLE_ENTITY, _("Choose Dutch or English."))
    if request.user.is_authenticated:
        set_language(user=request.user, language=chosen)
    return _back(request, settings.LANGUAGE_COOKIE_NAME, chosen)


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Another appearance from now on, kept in the same way."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        return sorry(request, HTTPStatus.UNPROCESSABLE_ENTITY, _("Choose one of the appearances in the list."))
    if request.user.is_authenticated:
        set_theme(user=request.user, theme=chosen)
    return _back(request, settings.THEME_COOKIE_NAME, chosen)


def _back(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    """To the page that the choice was made on; the cookie keeps error pages and the sign-in page in the same style."""
    there = request.POST.get("next") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(there if safe else "/")
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(cookie, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    return response
