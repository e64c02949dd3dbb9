"""What allauth asks of us: no sign-up, where people go after signing in, our own words, mail in the language read."""

from typing import Any, ClassVar, cast
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.http import SignedInRequest
from accounts.models import SecurityEventKind, User
from accounts.security.log import digest_of, note
from accounts.security.sessions import note_sign_in

SEAL = "accounts_first_step"
OTHER_WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code of your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Named in settings as ACCOUNT_ADAPTER."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is no longer in use. Call the helpdesk if that is not right."),
        "email_password_mismatch": _("This e-mail address and password do not belong together. Try again."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not right. Look in the newest mail, or ask for another code."),
        "invalid_login": _("Fill in your e-mail address and password."),
        "invalid_password_reset": _("This link no longer works."),
        "too_many_login_attempts": _("There were too many attempts. Wait five minutes and try again."),
        "rate_limited": _("There were too many attempts. Wait a few minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are added by an administrator."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Agents start at the desk, everybody else at the portal's home; a page that was asked for goes first."""
        return home_of(request.user) if isinstance(request.user, User) else "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the profile, where the change was started."""
        return reverse("profile")

    def is_safe_url(self, url: str) -> bool:
        """Only pages of the very host that was asked, however many hosts the settings allow."""
        host = self.request.get_host()
        return url_has_allowed_host_and_scheme(url, {host}, require_https=self.request.is_secure())

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By the address alone. Allauth adds the host as it was asked, with its port: each port had attempts anew."""
        return str(credentials.get("email") or "").strip().lower()

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Remembers who the person was after the first step, for `login`."""
        request.session[SEAL] = user.get_session_auth_hash()
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        """Between the steps somebody may have been deactivated, or changed their password: then they start anew."""
        sealed = request.session.pop(SEAL, "")
        if not user.is_active or not constant_time_compare(sealed, user.get_session_auth_hash()):
            clear_login(request)
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)
        now = cast(SignedInRequest, request).now
        note_sign_in(request, now=now)
        note(SecurityEventKind.SIGNED_IN, actor=user, now=now)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """On record with a digest of the address, whoever has it: the work is the same for nobody."""
        super().authentication_failed(request, **credentials)
        address = str(credentials.get("email") or "")
        now = cast(SignedInRequest, request).now
        note(SecurityEventKind.SIGN_IN_FAILED, actor=None, now=now, subject=digest_of(address))

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Allauth's, with our words."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**method, "description": OTHER_WAYS[method["id"]]} for method in methods]

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """In the language of the person, by name."""
        context = {**(kwargs.pop("context", None) or {}), "user": user}
        super().send_notification_mail(template_prefix, user, *args, context=context, **kwargs)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the configured address, whatever host a request names."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "0", "key": "0"})
        return settings.BASE_URL + path.replace("0-0", quote(key))

    def set_password(self, user: User, password: str) -> None:
        """Writes the password and nothing else: what changed in the meantime is not put back."""
        user.set_password(password)
        user.save(update_fields=["password"])
        note(SecurityEventKind.PASSWORD_CHANGED, actor=user, now=cast(SignedInRequest, self.request).now)

    def format_email_subject(self, subject: str) -> str:
        """Subjects stand on their own, without the host's name in front."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Writes to people in their own language."""
        reader = context.get("user")
        with translation.override(reader.language if isinstance(reader, User) else translation.get_language()):
            super().send_mail(template_prefix, email, context)


def home_of(user: User) -> str:
    """The page that somebody starts at."""
    return reverse("desk:queue") if user.is_agent else reverse("portal:home")
