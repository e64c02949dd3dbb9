"""The forms of second steps, in our own words."""

import struct
from collections.abc import Callable
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import InOurWords
from accounts.models import SecurityEventKind
from accounts.security.log import note

# Longer than a code of an app is accepted, with the neighbours of the present one.
USED_CODE_SECONDS = 180


class WithCode(InOurWords):
    """A code of an app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code")
        field.error_messages["required"] = _("Fill in the code.")
        # Recovery codes are longer, and people type spaces.
        field.max_length = 40  # type: ignore[attr-defined]
        field.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "40"}


class AskCodeForm(InOurWords, RequestLoginCodeForm):
    """The address that a sign-in code is sent to, when somebody has it."""


class MailedCodeForm(WithCode, ConfirmLoginCodeForm):
    """The code of the mail."""


class OnlyOnce(WithCode):
    """Allauth forgets a used code after half a minute, while its neighbours in time are accepted for longer."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        """A code of the app that was used is used up; a wrong one is on record."""
        try:
            return self._fresh_code()
        except ValidationError:
            note(SecurityEventKind.SECOND_STEP_FAILED, actor=self.user, now=context.request.now)
            raise

    def _fresh_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            used = f"accounts.used-code:{self.user.pk}:{normalize_user_code(code)}"
            if not cache.add(used, "y", timeout=USED_CODE_SECONDS):
                raise get_adapter().validation_error("incorrect_code")
        return code


class SecondStepForm(OnlyOnce, AuthenticateForm):
    """After the password: the code."""


class SamePersonByCodeForm(OnlyOnce, ReauthenticateForm):
    """Asks a code again before something that matters."""


class SetUpAppForm(WithCode, ActivateTOTPForm):
    """The first code of the app proves that it was set up well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code that the app shows")

    @property
    def secret_in_fours(self) -> str:
        """The secret as people type it over."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


class RemoveAppForm(InOurWords, DeactivateTOTPForm):
    """Asks nothing; refuses the last second step of who must have one."""


class NewCodesForm(InOurWords, GenerateRecoveryCodesForm):
    """Asks nothing; refuses who has no second step."""


class WithName(InOurWords):
    """What somebody calls a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        field.label = _("Name of this passkey")
        field.error_messages["required"] = _("Give this passkey a name.")
        field.max_length = 60  # type: ignore[attr-defined]
        field.widget.attrs |= {"autocomplete": "off", "maxlength": "60"}

    def clean_name(self) -> str:
        """No longer than a line of the list."""
        clean = getattr(super(), "clean_name", None)
        return str(clean() if clean else self.cleaned_data["name"])[:60]


class WellFormed(InOurWords):
    """What no browser sends is refused like a passkey that does not fit, and is no error of ours."""

    def clean_credential(self) -> Any:
        """The passkey that was shown."""
        clean = getattr(super(), "clean_credential", lambda: self.cleaned_data["credential"])
        return _or_refused(clean)

    def clean(self) -> dict[str, Any]:
        """The passkey that was made."""
        cleaned: dict[str, Any] = _or_refused(super().clean)
        return cleaned


def _or_refused(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error) as error:
        raise get_adapter().validation_error("incorrect_passkey") from error


class PasskeySignInForm(WellFormed, LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class PasskeyStepForm(WellFormed, AuthenticateWebAuthnForm):
    """After the password: the passkey."""


class SamePersonByPasskeyForm(WellFormed, ReauthenticateWebAuthnForm):
    """Asks the passkey again before something that matters."""


class AddPasskeyForm(WithName, WellFormed, AddWebAuthnForm):
    """A passkey always asks for a finger, a face or a PIN: it is a second step by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)


class RenamePasskeyForm(WithName, EditWebAuthnForm):
    """Another name for a passkey."""
