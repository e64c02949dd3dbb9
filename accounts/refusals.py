"""What the program refuses, each with a sentence fit for the user; middleware turns them into pages and fragments."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class Refusal(Exception):
    """Something cannot be done as asked; `sentence` says why, in the words of the reader."""

    status: ClassVar[int] = 422
    default_sentence: ClassVar[Sentence] = _("This is not possible.")

    def __init__(self, sentence: Sentence = "") -> None:
        super().__init__(sentence)
        self._sentence = sentence

    @property
    def sentence(self) -> str:
        """The reason in the language that is active now."""
        return str(self._sentence or self.default_sentence)

    def __str__(self) -> str:
        return self.sentence


class NotAllowed(Refusal):
    """The person may see it, but may not do this to it."""

    status = 403
    default_sentence = _("You are not allowed to do this.")


class NotVisible(Refusal):
    """It does not exist for this person: the same answer as for a thing that does not exist at all."""

    status = 404
    default_sentence = _("We cannot find this page.")


class NotYet(Refusal):
    """It is there and the person may have it, but something has to be done first; soon it works."""

    status = 409


class Stale(Refusal):
    """Somebody else was faster; `changed_since` is the version that the form carried."""

    status = 409
    default_sentence = _("Somebody else changed this in the meantime.")

    def __init__(self, sentence: Sentence = "", *, changed_since: int) -> None:
        super().__init__(sentence)
        self.changed_since = changed_since


class TooOften(Refusal):
    """Not now: it was done too often; `seconds` later it can be done again."""

    status = 429

    def __init__(self, sentence: Sentence = "", *, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds
