"""Asks somebody who is signed in to show once more who they are, before something that matters; what was sent waits."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, is_reauthentication_required
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import serialize_request
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.http import urlencode

LOOKING = ("GET", "HEAD")


def check_still_the_same(request: HttpRequest) -> None:
    """Lets through who showed it in the last ten minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT), and whoever only looks.

    Everybody else goes to the page that asks; the form that was sent is kept in the session and goes on after it. To be
    called once it is certain that the person may do it and that the form is in order, so that it is asked for a reason.
    """
    if request.method in LOOKING or not is_reauthentication_required(request, app=""):
        return
    request.session[STATE_SESSION_KEY] = {"request": serialize_request(request)}
    way = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    # Without what stands behind the question mark, which is kept with the form: allauth compares the path alone.
    raise ImmediateHttpResponse(redirect(f"{way}?{urlencode({'next': request.path})}"))
