"""What allauth's second steps ask of us: our words, sealed secrets, a name from settings and not from a request."""

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.security import queries, sealing
from accounts.security.policy import must_have_second_step


class SecondStepAdapter(DefaultMFAAdapter):
    """Named in settings as MFA_ADAPTER."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it was used already. Take the next one that the app shows."),
        "incorrect_passkey": _("This passkey does not belong to this account. Try again, or choose another way."),
        "cannot_delete_authenticator": _(
            "Your work asks for a second step and this is the only one you have. Add another one first."
        ),
        "cannot_generate_recovery_codes": _("Recovery codes belong to a second step. Set one up first."),
    }

    def encrypt(self, text: str) -> str:
        """Seals what is stored."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Opens what was stored."""
        return sealing.unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second step of somebody who must have one stays."""
        return may_remove(authenticator)

    def build_totp_svg(self, url: str) -> str:
        """The picture with a white ground: phones read it in the dark appearance too."""
        from io import BytesIO  # noqa: PLC0415 - with the next line: half a second that only this page needs

        import qrcode  # noqa: PLC0415
        from qrcode.image.svg import SvgPathFillImage  # noqa: PLC0415

        stream = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(stream)
        return stream.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's
        """The name that a passkey gets when nobody gives it one."""
        return gettext("Passkey %(number)d") % {"number": len(queries.second_steps_of(user).passkeys) + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """In production passkeys belong to the configured address, whatever host a request names."""
        entity: dict[str, Any] = super().get_public_key_credential_rp_entity()
        return {"id": settings.PASSKEY_HOST or entity["id"], "name": settings.MFA_TOTP_ISSUER}


def may_remove(authenticator: Authenticator) -> bool:
    """False for the only second step of somebody who must have one."""
    user = authenticator.user
    return queries.second_steps_of(user).count > 1 or not must_have_second_step(user)
