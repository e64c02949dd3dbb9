"""For an address that nobody has, the same work is done as for one that somebody has: only the mail is not sent."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import get_connection
from django.utils import translation
from django.utils.module_loading import import_string

from accounts.models import User

NOBODY = "nobody@desk.invalid"


def pretend_reset_mail(context: dict[str, Any]) -> None:
    """What sending a link to a new password costs: a token, a text, a row in the outbox."""
    nobody = _nobody()
    tokens: PasswordResetTokenGenerator = import_string(settings.ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR)()
    url = get_adapter().get_reset_password_from_key_url(f"0-{tokens.make_token(nobody)}")
    _pretend("account/email/password_reset_key", {**context, "user": nobody, "password_reset_url": url})


def pretend_code_mail(context: dict[str, Any]) -> None:
    """What sending a sign-in code costs."""
    adapter = get_adapter()
    _pretend("account/email/login_code", {**context, "user": _nobody(), "code": adapter.generate_login_code()})


def _nobody() -> User:
    return User(pk=0, email=NOBODY, language=translation.get_language() or settings.LANGUAGE_CODE)


def _pretend(template_prefix: str, context: dict[str, Any]) -> None:
    get_adapter().render_mail(template_prefix, NOBODY, context)
    # Only the outbox has rows to write; what tests put in its place has none.
    pretend = getattr(get_connection(), "pretend", None)
    if pretend:
        pretend()
