"""Passwords that are guessed first: a common one, or words of this house, of the person or of where they work.

Digits and signs around them make them no better.
"""

from collections.abc import Iterable
from typing import cast

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User

# What stands on the page that the password is typed on (docs/security.md names these words).
OWN_WORDS = frozenset(
    {
        "ozmo", "ozmohelpdesk", "helpdesk", "selfservice", "selfservicedesk", "servicedesk", "desk", "telefonie",
        "voip", "wachtwoord", "welkom", "beheer", "beheerder", "administrator", "storing", "maintenance", "onderhoud",
    }
)  # fmt: skip
FROM_YOUR_NAMES = _(
    "This password is made of your name or that of your organisation. Choose a longer sentence of your own."
)
# Shorter ones stand in ordinary words.
LEAST_LETTERS = 4
TOO_EASY = _("This password is a common word with something around it. Choose a longer sentence of your own.")
_common = CommonPasswordValidator()


class OwnWordsValidator:
    """Among the validators of settings: no rule of composition, only that the core of it is no word of a list."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuses a common password or a word of ours with digits and signs around it, or twice, and little else.

        So it does the names of the person and of their organisations, in any order and with words of ours between them.
        """
        known = OWN_WORDS | _common.passwords
        # One that is common as it stands is told so by the validator before.
        is_told = password.lower().strip() in _common.passwords
        if not is_told and (_heavy(password) & known or _is_made_of(password, OWN_WORDS)):
            raise ValidationError(TOO_EASY, code="password_too_easy")
        if user is not None:
            check_names(password, [user.name, *_organisations_of(user)])

    def get_help_text(self) -> str:
        """What Django shows beside a field."""
        return gettext("Choose a sentence rather than a word.")


def check_names(password: str, names: Iterable[str]) -> None:
    """Refuses a password that is made of the words of these names, with words of ours, digits and signs around them."""
    words = {word for name in names for part in name.split() if len(word := _letters(part)) >= LEAST_LETTERS}
    if words and not _is_made_of(password, OWN_WORDS) and _is_made_of(password, words | OWN_WORDS):
        raise ValidationError(FROM_YOUR_NAMES, code="password_of_names")


def _heavy(password: str) -> set[str]:
    """The cores that are no small part of the password."""
    return {core for core in _cores(password) if len(core) * 4 >= len(password)}


def _cores(password: str) -> set[str]:
    """What is left without all that is no letter, and half of that when it is the same thing twice."""
    core = _letters(password)
    half = core[: len(core) // 2]
    return {core, half} if half * 2 == core else {core}


def _is_made_of(password: str, words: Iterable[str]) -> bool:
    """Whether nothing of its own is left of its letters when these words are taken out, the longest ones first."""
    return any(core and len(_without(core, words)) < LEAST_LETTERS for core in _heavy(password))


def _without(core: str, words: Iterable[str]) -> str:
    left = core
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left if left != core else core + "." * LEAST_LETTERS


def _organisations_of(user: User) -> list[str]:
    # Whoever joins has no number yet.
    if cast("int | None", user.pk) is None:
        return []
    return list(Organisation.objects.filter(memberships__user=user).values_list("name", flat=True))


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.lower()))
