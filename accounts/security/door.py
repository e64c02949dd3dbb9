"""The door behind the sign-in page: who must have a second step and has not proven one sees the set-up page only."""

from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.http import POLL_HEADER, SignedInRequest
from accounts.security.policy import has_proven_second_step, must_have_second_step
from accounts.security.queries import second_steps_of
from accounts.security.sessions import has_lasted_long_enough, note_seen

# By name of route: showing once more who you are, leaving, and what is no secret.
OPEN = frozenset(
    {
        "second_step", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
        "account_login", "account_logout", "set_language", "set_theme", "readyz", "healthz",
    }
)  # fmt: skip
# Who shows once more who they are gets another key for their session, as at signing in.
SHOWING = frozenset({"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
# Only for who has no second step yet: otherwise a password alone would be enough to add another one.
SETTING_UP = frozenset({"mfa_activate_totp", "mfa_add_webauthn"})


class SecondStepDoor:
    """Stands before every view, so that no page, fragment, file or form has to remember it; notes who passes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """On the way out of showing who one is, the session gets its other key."""
        response = self.get_response(request)
        before = getattr(request, "shown_before", None)
        if before is not None and len(get_authentication_records(request, request.user)) > before:
            request.session.cycle_key()
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """None lets the person through."""
        now = cast(SignedInRequest, request).now
        if has_lasted_long_enough(request, now=now):
            logout(request)
        note_seen(request, now=now)
        user, name = request.user, request.resolver_match.view_name if request.resolver_match else ""
        if name in SHOWING:
            request.shown_before = len(get_authentication_records(request, user))  # type: ignore[attr-defined]
        if not user.is_authenticated or name in OPEN:
            return None
        if has_proven_second_step(request) or not must_have_second_step(user):
            return None
        if name in SETTING_UP and not second_steps_of(user).count:
            # Nothing on this page loads by itself what the door would refuse.
            request.sets_up = True  # type: ignore[attr-defined]
            return None
        return _to_set_up(request)


def _to_set_up(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get(POLL_HEADER):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse("second_step")})
    return redirect("second_step")
