"""What the opening hours banner says: the state in a word, the sentence, and when the helpdesk opens next (H1, H3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django import template
from django.utils.translation import gettext as _

from agreements import wording

register = template.Library()


class NamedDay(Protocol):
    """A day with a name, as far as it is shown here."""

    reason: str


class DeskHours(Protocol):
    """What `agreements.queries.desk_hours` answers, as far as it is shown here."""

    is_open: bool
    closes_at: datetime | None
    next_opening_at: datetime
    reason: str
    named_days: tuple[NamedDay, ...]


@dataclass(frozen=True, slots=True)
class OpeningWords:
    """The banner's words; `short` is what the desk's narrow navigation shows after the state."""

    state: str
    icon: str
    pill: str
    lead: str
    rest: str
    short: str


@register.filter
def full_moment(at: datetime) -> str:
    """The whole date and the time, for pages of parts of the program that know nothing of agreements."""
    return wording.full(at)


@register.simple_tag(takes_context=True)
def opening_words(context: Mapping[str, Any], hours: DeskHours | None) -> OpeningWords | None:
    """The words for these hours at this moment; None when the hours are not known (an error page)."""
    if not hours:
        return None
    return words_for(hours, now=context["now"])


def words_for(hours: DeskHours, *, now: datetime) -> OpeningWords:
    """The banner's words at `now` (aware)."""
    if hours.is_open and hours.closes_at:
        return _open(hours, hours.closes_at, now=now)
    return _closed(hours, now=now)


def _open(hours: DeskHours, closes_at: datetime, *, now: datetime) -> OpeningWords:
    closes = wording.time(closes_at)
    again = hours.next_opening_at > now
    return OpeningWords(
        state="ok",
        icon="circle-check",
        pill=_("Open"),
        lead=_("The helpdesk is open until %(time)s.") % {"time": closes},
        rest=_said(OPEN_AGAIN, hours.next_opening_at, now=now) + _why(hours) if again else "",
        short=_("until %(time)s") % {"time": closes},
    )


def _why(hours: DeskHours) -> str:
    """The holidays between today and the next opening, so that a long wait is no riddle."""
    names = ", ".join(dict.fromkeys(each.reason for each in hours.named_days))
    return " " + _("Closed in between: %(reasons)s.") % {"reasons": names} if names else ""


def _closed(hours: DeskHours, *, now: datetime) -> OpeningWords:
    holiday = bool(hours.reason)
    return OpeningWords(
        state="soon",
        icon="calendar-x" if holiday else "moon-star",
        pill=_("Holiday") if holiday else _("Closed"),
        lead=_("Today is %(reason)s.") % {"reason": hours.reason} if holiday else _("The helpdesk is closed now."),
        rest=_said(BACK, hours.next_opening_at, now=now) + _why(hours),
        short=_said(UNTIL, hours.next_opening_at, now=now),
    )


Sentences = tuple[Callable[[], str], Callable[[], str], Callable[[], str]]
# Today, tomorrow, any later day: whole sentences, because the word order differs from language to language.
OPEN_AGAIN: Sentences = (
    lambda: _("Open again today from %(time)s."),
    lambda: _("Open again tomorrow, %(weekday)s, from %(time)s."),
    lambda: _("Open again on %(day)s from %(time)s."),
)
BACK: Sentences = (
    lambda: _("Today at %(time)s we are back. You can always call."),
    lambda: _("Tomorrow, %(weekday)s, at %(time)s we are back. You can always call."),
    lambda: _("On %(day)s at %(time)s we are back. You can always call."),
)
UNTIL: Sentences = (
    lambda: _("until %(time)s"),
    lambda: _("until tomorrow %(time)s"),
    lambda: _("until %(short)s"),
)


def _said(sentences: Sentences, at: datetime, *, now: datetime) -> str:
    day, today = at.astimezone(wording.ZONE).date(), now.astimezone(wording.ZONE).date()
    sentence = sentences[min(max((day - today).days, 0), 2)]()
    said = sentence % {
        "time": wording.time(at),
        "weekday": wording.weekday(day),
        "day": wording.day(day, now=now),
        "short": wording.short(at, now=now),
    }
    return said[:1].upper() + said[1:] if sentences is not UNTIL else said
