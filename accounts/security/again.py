"""Asks somebody who is signed in to show once more who they are, before something that matters; what was sent waits."""

from typing import TYPE_CHECKING, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, is_reauthentication_required
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import serialize_request
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.refusals import NotAllowed
from accounts.security.sessions import signed_in_just_now

if TYPE_CHECKING:
    from accounts.http import SignedInRequest

LOOKING = ("GET", "HEAD")


def check_still_the_same(request: HttpRequest) -> None:
    """Lets through who showed it in the last ten minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT), and whoever only looks.

    Everybody else goes to the page that asks; the form that was sent is kept in the session and goes on after it. To be
    called once it is certain that the person may do it and that the form is in order, so that it is asked for a reason.
    """
    if request.method in LOOKING:
        return
    check_can_be_asked(request)
    if not is_reauthentication_required(request, app=""):
        return
    request.session[STATE_SESSION_KEY] = {"request": serialize_request(request)}
    way = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    # Without what stands behind the question mark, which is kept with the form: allauth compares the path alone.
    raise ImmediateHttpResponse(redirect(f"{way}?{urlencode({'next': request.path})}"))


def check_can_be_asked(request: HttpRequest) -> None:
    """Refuses whoever has neither password nor second step, whom allauth lets pass, but for a session just begun."""
    if get_adapter().get_reauthentication_methods(request.user):
        return
    if not signed_in_just_now(request, now=cast("SignedInRequest", request).now):
        raise NotAllowed(_("You have no password that we can ask for. Sign in anew, and do this within ten minutes."))
