"""What other packages hold of a person beside what `accounts` does: they say so at start-up, and are asked from here.

So a person is forgotten and told everything, also of what stands in packages that do not know each other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries import Access

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in which a person is named: what it belongs to, where an administrator finds that, and what it says."""

    reference: str
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class Holder:
    """One package's answers.

    `told`: what the person said, by kind, of what the reader may see at the moment. `texts`: where any of these words
    stands. `forget`: puts the last word in place of them. `older` than a moment, and how one such row is `wiped`.
    """

    told: Callable[[User, Access, datetime], dict[str, Rows]]
    texts: Callable[[Sequence[str]], list[Text]]
    forget: Callable[[Sequence[str], str], None]
    older: Callable[[datetime], QuerySet[Any]]
    wipe: Callable[[Any], None]


_holders: dict[str, Holder] = {}


def register(name: str, holder: Holder) -> None:
    """Called once by each package, when the program starts."""
    _holders[name] = holder


def holders() -> list[Holder]:
    """All of them, in the order of their names."""
    return [_holders[name] for name in sorted(_holders)]


def holder(name: str) -> Holder:
    """One of them."""
    return _holders[name]
