"""What somebody can sign in with, as their own page shows it."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey of a person; `last_used_at` is empty until it was used to sign in."""

    pk: int
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SecondSteps:
    """The second steps of a person. `app_since` is empty without an app; `codes_left` is None without codes."""

    app_since: datetime | None
    passkeys: tuple[Passkey, ...]
    codes_left: int | None

    @property
    def count(self) -> int:
        """How many there are; recovery codes are no second step of their own."""
        return len(self.passkeys) + (self.app_since is not None)


def second_steps_of(user: User) -> SecondSteps:
    """All of them, in one query."""
    app_since, passkeys, codes_left = None, [], None
    for each in Authenticator.objects.filter(user=user).order_by("pk"):
        if each.type == Authenticator.Type.TOTP:
            app_since = each.created_at
        elif each.type == Authenticator.Type.WEBAUTHN:
            passkeys.append(Passkey(each.pk, each.wrap().name, each.created_at, each.last_used_at))
        else:
            codes_left = len(each.wrap().get_unused_codes())
    return SecondSteps(app_since, tuple(passkeys), codes_left)


def read_nobody() -> None:
    """The query for the person of an address, where there is none: nobody can tell by how busy we are."""
    User.objects.filter(pk=0).first()
