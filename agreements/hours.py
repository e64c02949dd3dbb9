"""The hours of one day or one week as they are stored: texts like "08:30", checked when somebody enters them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal

Ranges = list[tuple[time, time]]
StoredRanges = list[list[str]]
StoredWeek = dict[str, StoredRanges]

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


def ranges_from(stored: Sequence[Sequence[str]]) -> Ranges:
    """[["08:30", "17:00"]] as times; a closing time of "00:00" is 24:00."""
    return [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in stored]


def week_from(stored: Mapping[str, Sequence[Sequence[str]]]) -> dict[int, Ranges]:
    """{"0": [["08:30", "17:00"]]} as times by weekday, Monday = 0."""
    return {int(weekday): ranges_from(ranges) for weekday, ranges in stored.items()}


def checked_ranges(entered: Sequence[Sequence[str]]) -> StoredRanges:
    """The hours of one day as they are stored, in order; "24:00" may be typed for the end of the day.

    Refused with a sentence: what is no time, reversed hours, hours that overlap.
    """
    ranges = sorted((_clock(opens), _clock(closes, closing=True)) for opens, closes in entered)
    last = -1
    for opens, closes in ranges:
        if opens >= closes:
            raise Refusal(_("The closing time must be later than the opening time."))
        if opens < last:
            raise Refusal(_("These opening times overlap."))
        last = closes
    return [[_stored(opens), _stored(closes)] for opens, closes in ranges]


def checked_week(entered: Mapping[str, Sequence[Sequence[str]]]) -> StoredWeek:
    """The hours of a week as they are stored; days without hours are left out. Refused: a week that is never open."""
    week = {str(int(weekday)): checked_ranges(ranges) for weekday, ranges in entered.items() if ranges}
    if not week:
        raise Refusal(_("A week needs at least one day with opening times."))
    if not set(week) <= {str(weekday) for weekday in range(7)}:
        raise Refusal(_("A week has the days 0 (Monday) to 6 (Sunday)."))
    return dict(sorted(week.items()))


def _clock(text: str, *, closing: bool = False) -> int:
    """Minutes since midnight."""
    if closing and text in ("24:00", "00:00"):
        return 24 * 60
    match = _CLOCK.fullmatch(text)
    if not match:
        raise Refusal(_("Write a time as 08:30."))
    return int(match[1]) * 60 + int(match[2])


def _stored(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
