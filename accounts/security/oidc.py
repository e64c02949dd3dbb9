"""Signing in with one's own organisation: whom it vouches for, and who is known here as one of its people."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User


class OrganisationSignInAdapter(DefaultSocialAccountAdapter):
    """Named in settings as SOCIALACCOUNT_ADAPTER. Nobody signs up, nobody links an account by themselves."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """People are added by an administrator, or invited."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Lets a known active person of that organisation in, and nobody else; says the same to all others."""
        said = _taken_from(sociallogin.account)
        person = self._known(sociallogin, said) if sociallogin.state.get("process") == "login" else None
        if person is None or not _link(sociallogin, person):
            raise ImmediateHttpResponse(not_let_in(request))

    def on_authentication_error(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> None:
        """What goes wrong over there is told in our own page."""
        raise ImmediateHttpResponse(not_let_in(request))

    def _known(self, sociallogin: SocialLogin, said: dict[str, Any]) -> User | None:
        app = sociallogin.account.get_provider().app
        told, sealed = said.get("userinfo") or {}, said.get("id_token") or {}
        # Signed by the very service of settings, whatever that service's own description calls itself.
        if str(sealed.get("iss")).rstrip("/") != app.settings["issuer"] or (
            told and told.get("sub") != sealed.get("sub")
        ):
            return None
        claims = {**sealed, **told}
        email = str(claims.get("email") or "").strip().lower()
        if claims.get("email_verified") is not True or email.rpartition("@")[2] not in app.settings["domains"]:
            return None
        return person_of(app.settings["organisation"], email)


def _taken_from(account: SocialAccount) -> dict[str, Any]:
    """What the organisation said; none of it is kept."""
    said: dict[str, Any] = account.extra_data
    account.extra_data = {}
    if account.pk:
        account.save(update_fields=["extra_data"])
    return said


def person_of(organisation: str, email: str) -> User | None:
    """The active person with this address, when the organisation is in use and they belong to it now."""
    people = User.objects.filter(email=email, is_active=True, desk_role="")
    return people.filter(
        memberships__organisation__name=organisation, memberships__organisation__is_active=True
    ).first()


def _link(sociallogin: SocialLogin, person: User) -> bool:
    """Remembers which account over there is whose. False for another one: an address that was given to somebody new."""
    account = sociallogin.account
    if account.pk:
        return bool(account.user_id == person.pk)
    if SocialAccount.objects.filter(provider=account.provider, user=person).exists():
        return False
    account.user = sociallogin.user = person
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        return False
    return True


def not_let_in(request: HttpRequest) -> HttpResponse:
    """The one answer to everybody who is not let in."""
    return render(request, "account/not_let_in.html", status=403)


def organisation_of(email: str) -> dict[str, Any] | None:
    """The sign-in of the organisation that this address belongs to, as settings describe it."""
    domain = email.strip().lower().rpartition("@")[2]
    return next((app for app in settings.OIDC_ORGANISATIONS if domain in app["settings"]["domains"]), None)
