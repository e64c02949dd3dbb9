"""Passwords that are guessed first: a common one, or a word of this house, with some digits and signs around it."""

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User

# What stands on the page that the password is typed on (docs/security.md names these words).
OWN_WORDS = frozenset(
    {
        "ozmo", "ozmohelpdesk", "helpdesk", "selfservice", "selfservicedesk", "servicedesk", "desk", "telefonie",
        "voip", "wachtwoord", "welkom", "beheer", "beheerder", "administrator", "storing", "maintenance", "onderhoud",
    }
)  # fmt: skip
TOO_EASY = _("This password is a common word with something around it. Choose a longer sentence of your own.")
_common = CommonPasswordValidator()


class OwnWordsValidator:
    """Among the validators of settings: no rule of composition, only that the core of it is no word of a list."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuses a common password or a word of ours with digits and signs around it, or twice, and little else."""
        known = OWN_WORDS | _common.passwords
        # One that is common as it stands is told so by the validator before.
        is_told = password.lower().strip() in _common.passwords
        if not is_told and {core for core in _cores(password) if len(core) * 4 >= len(password)} & known:
            raise ValidationError(TOO_EASY, code="password_too_easy")

    def get_help_text(self) -> str:
        """What Django shows beside a field."""
        return gettext("Choose a sentence rather than a word.")


def _cores(password: str) -> set[str]:
    """What is left without all that is no letter, and half of that when it is the same thing twice."""
    core = "".join(filter(str.isalpha, password.lower()))
    half = core[: len(core) // 2]
    return {core, half} if half * 2 == core else {core}
