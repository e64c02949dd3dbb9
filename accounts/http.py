"""The doors of the pages: who may enter, where the others go, and that nothing behind a door is stored on the way."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit, urlunsplit

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import drafts
from accounts.limits import check_limit, counts, mark_counted
from accounts.models import User
from accounts.queries import Access, access_for
from accounts.refusals import NotAllowed, NotVisible

P = ParamSpec("P")

# A page that refreshes itself says so: it must not be taken away from under somebody who is typing.
POLL_HEADER = "X-Desk-Poll"


class SignedInRequest(HttpRequest):
    """What a view behind one of these doors receives."""

    user: User
    access: Access
    now: datetime


Page = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def signed_in_page(view: Page[P]) -> View[P]:
    """Everybody who is signed in, customers and agents alike (the profile, files); what is sent counts (429)."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _not_stored(_ask_to_sign_in(request))
        entered = cast(SignedInRequest, request)
        entered.access = access_for(entered.user, now=entered.now)
        if request.method == "POST" and not counts(view, "POST"):
            check_limit("change", entered)
        return _not_stored(view(entered, *args, **kwargs))

    mark_counted(wrapped, "POST")
    return wrapped


def portal_page(view: Page[P]) -> View[P]:
    """People of customers and partners. An agent who opens one is sent to the desk; to act in it they have no right."""

    @wraps(view)
    def for_customers(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.access.is_agent:
            return view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            return redirect(_same_at_the_desk(request))
        raise NotAllowed(_("This page is for customers. You work at the desk."))

    return signed_in_page(for_customers)


def _same_at_the_desk(request: HttpRequest) -> str:
    """Where an agent finds what a page of the portal is about: a link to a ticket leads to that ticket."""
    match = request.resolver_match
    reference = match.kwargs.get("reference") if match else None
    if reference and match and match.namespace == "maintenance":
        return reverse("maintenance:window", args=(reference,))
    return reverse("desk:ticket", args=(reference,)) if reference else reverse("desk:queue")


def desk_page(view: Page[P]) -> View[P]:
    """Agents and administrators; for everybody else the desk does not exist."""

    @wraps(view)
    def for_agents(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.access.is_agent:
            raise NotVisible
        return view(request, *args, **kwargs)

    return signed_in_page(for_agents)


def administrator_page(view: Page[P]) -> View[P]:
    """Administrators; an agent is told so, for everybody else it does not exist."""

    @wraps(view)
    def for_administrators(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.access.is_administrator:
            raise NotAllowed(_("Only an administrator can do this."))
        return view(request, *args, **kwargs)

    return desk_page(for_administrators)


def keep_draft(request: HttpRequest) -> bool:
    """Keeps the fields of this POST until its sender has signed in; see `accounts.drafts`."""
    return drafts.keep_draft(request, now=cast(SignedInRequest, request).now)


def take_draft(request: HttpRequest, *, path: str | None = None) -> QueryDict | None:
    """The fields that were kept for this page (or for `path`, where its form posts to), once."""
    return drafts.take_draft(request, now=cast(SignedInRequest, request).now, path=path)


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page and back; what was posted is kept meanwhile. A poll is only told that it may not."""
    if request.headers.get(POLL_HEADER):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    # Nobody is known yet, so it is counted by place: kept texts are rows, and anybody could make any number of them.
    if request.method == "POST" and ratelimit.consume(request, action="keep_draft"):
        keep_draft(request)
    there = redirect_to_login(_page_of(request), resolve_url(settings.LOGIN_URL))
    if not request.headers.get("HX-Request"):
        return there
    return HttpResponse(headers={"HX-Redirect": there.url})


def _page_of(request: HttpRequest) -> str:
    """The page to return to. A fragment or a POST comes from the page around it, when that is one of our own."""
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    source = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(source, {request.get_host()}, require_https=request.is_secure()):
        return request.get_full_path()
    parts = urlsplit(source)
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))


def _not_stored(response: HttpResponseBase) -> HttpResponseBase:
    patch_cache_control(response, private=True, no_store=True)
    return response
