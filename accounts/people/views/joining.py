"""Behind the link of an invitation: with a new account, or with the one that the address has."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.actions.invitations import find_open
from accounts.adapter import home_of
from accounts.http import SignedInRequest
from accounts.models import Invitation, User
from accounts.people.forms import JoinForm
from accounts.people.reading import asks_to_sign_in


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponseBase:
    """Opening the link changes nothing: programs that read mail open links too. Sent, the person takes part."""
    now = cast(SignedInRequest, request).now
    invitation = find_open(token, now=now)
    if isinstance(request.user, User):
        return _joins_as(request, request.user, invitation, token)
    if asks_to_sign_in(invitation, request.user):
        sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path, 'email': invitation.email})}"
        return _page(request, invitation, sign_in=sign_in)
    return _joins_anew(request, invitation, token)


def _joins_as(request: HttpRequest, user: User, invitation: Invitation, token: str) -> HttpResponseBase:
    if request.method == "POST":
        actions.accept(user=user, token=token, now=cast(SignedInRequest, request).now)
        text = _("You belong to {organisation} from now on.")
        messages.success(request, text.format(organisation=invitation.organisation.name))
        return redirect(home_of(user))
    return _page(request, invitation, is_theirs=invitation.email == user.email)


def _joins_anew(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponseBase:
    form = JoinForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if not form.is_valid():
        return _page(request, invitation, form=form, status=422 if form.is_bound else 200)
    actions.accept_with_new_account(
        token=token,
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password1"],
        language=get_language() or invitation.language,
        now=cast(SignedInRequest, request).now,
    )
    messages.success(request, _("Your account is ready. Sign in with your new password."))
    return redirect(f"{reverse('account_login')}?{urlencode({'email': invitation.email})}")


def _page(request: HttpRequest, invitation: Invitation, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, "account/people/join.html", {"invitation": invitation, **context}, status=status)
