"""The checks of the rules as they are drawn: an icon, a word and, where it fails, the moment that would pass."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext

from maintenance.queries.rules import Check
from maintenance.views.admin.calendar import SlotButton, slot_button


@dataclass(frozen=True, slots=True)
class Shown:
    """One check; `state` is that of our styles: ok, soon or late."""

    clause: str
    name: str
    sentence: str
    state: str
    icon: str
    word: str
    nearest: SlotButton | None


def shown(checks: list[Check]) -> list[Shown]:
    """The checks, in their order."""
    return [_shown(each) for each in checks]


def _shown(check: Check) -> Shown:
    state, icon, word = {
        "pass": ("ok", "circle-check", pgettext("check", "kept")),
        "attention": ("soon", "triangle-alert", pgettext("check", "needs attention")),
        "fail": ("late", "circle-x", pgettext("check", "not kept")),
    }[check.state]
    return Shown(
        clause=check.clause,
        name=check.name,
        sentence=check.sentence,
        state=state,
        icon=icon,
        word=word,
        nearest=slot_button(check.nearest) if check.nearest else None,
    )
