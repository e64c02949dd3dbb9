"""Signing in and the profile."""

from copy import copy
from typing import Any, cast

from allauth.account.views import LoginView, password_set
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import change_profile
from accounts.forms import ProfileForm
from accounts.http import SignedInRequest, signed_in_page
from accounts.queries import demo_people
from accounts.roles import Role
from accounts.security.sessions import signed_in_just_now


class SignIn(LoginView):
    """allauth's, which also takes an address to start with: the list of demo accounts links to it."""

    def get_initial(self) -> dict[str, Any]:
        """`?email=` fills the field in."""
        return {**super().get_initial(), "login": self.request.GET.get("email", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The accounts to try are shown in the demo only."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["has_organisations"] = bool(settings.OIDC_ORGANISATIONS)
        if settings.DESK_MODE == "demo":
            context |= {"demo_people": demo_people(), "demo_password": getattr(settings, "DEMO_PASSWORD", "")}
        return context


sign_in = SignIn.as_view()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def profile(request: SignedInRequest) -> HttpResponseBase:
    """Name, phone number, language and appearance of the person who is signed in."""
    # On a copy: a value that is refused must not stand in the page's header.
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=copy(request.user))
    if request.method == "POST" and form.is_valid():
        change_profile(user=request.user, now=request.now, **form.cleaned_data)
        messages.success(request, _("Your details have been saved."))
        return redirect("profile")
    context = {
        "form": form,
        "memberships": request.access.memberships,
        "desk_role": Role(request.user.desk_role) if request.user.desk_role else None,
    }
    return render(request, "account/profile.html", context, status=422 if form.is_bound else 200)


@signed_in_page
def first_password(request: SignedInRequest) -> HttpResponseBase:
    """For somebody without one, right after signing in; later by a link in a mail, since nothing else can be asked."""
    if request.user.has_usable_password() or signed_in_just_now(request, now=request.now):
        return cast(HttpResponseBase, password_set(request))
    messages.info(request, _("Choose your password by the link that we mail to you."))
    return redirect("account_reset_password")
