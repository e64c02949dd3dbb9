"""The dots of a year: n of the cap, as a picture with words beside it (M3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maintenance.queries.places import YearCount

STEP = 15


@dataclass(frozen=True, slots=True)
class Dot:
    """One place of the year."""

    css: str
    x: int


@dataclass(frozen=True, slots=True)
class YearBox:
    """The box of one year."""

    year: int
    used: int
    cap: int
    dots: list[Dot]
    legend: list[tuple[str, str]]
    spoken: str
    width: int


def year_box(count: YearCount, *, proposed: bool = False, holds_place: bool = False) -> YearBox:
    """The dots; a window that is looked at is `proposed`: in place of its reservation, or of the next free one."""
    reserved = count.reserved - (1 if proposed and holds_place else 0)
    used = count.completed + count.announced + reserved
    shown = 1 if proposed and (holds_place or used < count.cap) else 0
    left = max(count.cap - used - shown, 0)
    parts = (
        ("d", count.completed, ngettext("{n} completed", "{n} completed", count.completed)),
        ("a", count.announced, ngettext("{n} announced", "{n} announced", count.announced)),
        ("r", reserved, ngettext("{n} reserved", "{n} reserved", reserved)),
        ("p", shown, _("this proposal")),
        ("f", left, ngettext("{n} left", "{n} left", left)),
    )
    letters = [css for css, number, _words in parts for _n in range(number)]
    legend = [(css, words.format(n=number)) for css, number, words in parts if number or css == "f"]
    if count.emergencies:
        words = ngettext("{n} emergency, counted apart", "{n} emergencies, counted apart", count.emergencies)
        legend.append(("e", words.format(n=count.emergencies)))
    return YearBox(
        year=count.year,
        used=count.used,
        cap=count.cap,
        dots=[Dot(css, 1 + STEP * n) for n, css in enumerate(letters)],
        legend=legend,
        spoken=", ".join(words for _css, words in legend),
        width=max(STEP * max(len(letters), count.cap) - 4, STEP),
    )
