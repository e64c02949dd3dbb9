"""From the sign-in page to one's own organisation and back."""

from typing import Any

import requests
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import InOurWords
from accounts.security.oidc import not_let_in, organisation_of


class AddressForm(InOurWords):
    """The address says which organisation it is: no list tells who our customers are."""

    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "username"}))

    def clean_email(self) -> str:
        """Refuses an address whose organisation has no sign-in of its own."""
        email: str = self.cleaned_data["email"]
        if organisation_of(email) is None:
            raise forms.ValidationError(_("This organisation has no sign-in of its own here. Sign in another way."))
        return email


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponseBase:
    """Asks the address, then shows the link to the organisation: a form may not lead to another site (CSP)."""
    if not settings.OIDC_ORGANISATIONS:
        raise Http404
    form = AddressForm(request.POST if request.method == "POST" else None)
    found = organisation_of(form.cleaned_data["email"]) if form.is_bound and form.is_valid() else None
    context: dict[str, Any] = {"form": form, "organisation": found}
    return render(request, "account/organisation.html", context, status=422 if form.is_bound and not found else 200)


@require_safe
def leave(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the organisation; from a page of ours or typed, since another site may not sign somebody in unasked."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return redirect("organisation_sign_in")
    try:
        return openid_connect.login(request, provider_id)  # type: ignore[no-any-return]
    except requests.RequestException:
        return not_let_in(request)


@require_safe
def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """From the organisation."""
    try:
        return openid_connect.callback(request, provider_id)  # type: ignore[no-any-return]
    except requests.RequestException:
        return not_let_in(request)
