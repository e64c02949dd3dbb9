"""Moments and durations as people read them, in the active language; fast enough for every row of a list.

Portal and mail name the day in words, the desk is short (`docs`: the table "Words" of the design). Moments are aware
datetimes in any zone; they are shown on the clock of the helpdesk. Durations are shown in whole minutes, rounded down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import dates
from django.utils.translation import get_language, ngettext, override, pgettext
from django.utils.translation import gettext as _

ZONE = ZoneInfo("Europe/Amsterdam")
# Three days either way: seven dates, so that a bare weekday in the desk can mean one of them only.
NEAR_DAYS = 3


@dataclass(frozen=True, slots=True)
class _Words:
    """The names and patterns of one language, looked up once."""

    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    near: dict[int, str]
    before: str
    at: str


@lru_cache(maxsize=8)
def _words_of(language: str) -> _Words:
    with override(language):
        return _Words(
            weekdays=tuple(str(dates.WEEKDAYS[i]) for i in range(7)),
            weekdays_short=tuple(str(dates.WEEKDAYS_ABBR[i]) for i in range(7)),
            months=("", *(str(dates.MONTHS[i]) for i in range(1, 13))),
            months_short=("", *(str(_short_month(i)) for i in range(1, 13))),
            near={
                -1: pgettext("day in a sentence", "yesterday"),
                0: pgettext("day in a sentence", "today"),
                1: pgettext("day in a sentence", "tomorrow"),
            },
            before=pgettext("deadline", "before {time}"),
            at=pgettext("moment", "at {time}"),
        )


def _short_month(number: int) -> str:
    return (
        pgettext("short month", "Jan"),
        pgettext("short month", "Feb"),
        pgettext("short month", "Mar"),
        pgettext("short month", "Apr"),
        pgettext("short month", "May"),
        pgettext("short month", "Jun"),
        pgettext("short month", "Jul"),
        pgettext("short month", "Aug"),
        pgettext("short month", "Sep"),
        pgettext("short month", "Oct"),
        pgettext("short month", "Nov"),
        pgettext("short month", "Dec"),
    )[number - 1]


def _words() -> _Words:
    return _words_of(get_language() or "nl")


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return at.astimezone(ZONE)


def _date_words(on: date, words: _Words, *, year: bool) -> str:
    text = f"{words.weekdays[on.weekday()]} {on.day} {words.months[on.month]}"
    return f"{text} {on.year}" if year else text


def _day_of(on: date, today: date, words: _Words) -> str:
    near = words.near.get(on.toordinal() - today.toordinal())
    return near or _date_words(on, words, year=on.year != today.year)


def day(on: date, *, now: datetime | None = None) -> str:
    """'vandaag', 'donderdag 26 november' (another year is named); without `now` always the full date with its year."""
    if now is None:
        return _date_words(on, _words(), year=True)
    return _day_of(on, _local(now).date(), _words())


def weekday(on: date) -> str:
    """'woensdag'."""
    return _words().weekdays[on.weekday()]


def day_of(at: datetime, *, now: datetime) -> str:
    """The day of a moment alone: 'vandaag', 'morgen', 'donderdag 26 november'."""
    return _day_of(_local(at).date(), _local(now).date(), _words())


def time(at: datetime) -> str:
    """'15:37'."""
    local = _local(at)
    return f"{local.hour:02}:{local.minute:02}"


def before_time(at: datetime) -> str:
    """'vóór 15:37': the half of a promise that stands out."""
    return _words().before.format(time=time(at))


def at_time(at: datetime) -> str:
    """'om 15:37'."""
    return _words().at.format(time=time(at))


def moment(at: datetime, *, now: datetime) -> str:
    """Portal, beside a label: 'gisteren 15:20', 'donderdag 26 november 09:12'."""
    return _with_day("{time}", at, now, _words())


def before(at: datetime, *, now: datetime) -> str:
    """Portal, a deadline: 'vandaag vóór 15:37', 'donderdag 26 november vóór 09:12'."""
    words = _words()
    return _with_day(words.before, at, now, words)


def at(at: datetime, *, now: datetime) -> str:
    """Portal, in a sentence: 'gisteren om 14:05'."""
    words = _words()
    return _with_day(words.at, at, now, words)


def full(at: datetime) -> str:
    """E-mail and PDF, read at another time than now: 'dinsdag 24 november 2026 om 15:37'."""
    return f"{day(_local(at).date())} {at_time(at)}"


def full_before(at: datetime) -> str:
    """E-mail and PDF, a deadline: 'dinsdag 24 november 2026 vóór 15:37'."""
    return f"{day(_local(at).date())} {before_time(at)}"


def full_stretch(start: datetime, end: datetime) -> str:
    """E-mail, PDF and the announcement of maintenance: days and times with the zone, in full (M4).

    'zaterdag 5 december 2026 van 22:00 tot zondag 6 december 02:00 uur (Nederlandse tijd)'; around a clock change each
    time says whether it is summer or winter time.
    """
    first, last = _local(start), _local(end)
    seasons = first.utcoffset() != last.utcoffset() or _is_read_twice(first) or _is_read_twice(last)
    begins, ends = (_time_and_season(at) if seasons else time(at) for at in (first, last))
    pattern = pgettext("stretch", "{day} from {begins} to {ends} (Dutch time)")
    if seasons:
        pattern = pgettext("stretch around a clock change", "{day} from {begins} to {ends} (Dutch time)")
    if first.date() != last.date():
        ends = f"{_date_words(last.date(), _words(), year=first.year != last.year)} {ends}"
    return pattern.format(day=day(first.date()), begins=begins, ends=ends)


def _is_read_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _time_and_season(local: datetime) -> str:
    season = pgettext("time", "{time} summer time") if local.dst() else pgettext("time", "{time} winter time")
    return season.format(time=time(local))


def short(at: datetime, *, now: datetime) -> str:
    """Desk: '12:52' today, 'ma 16:17' within three days, '2 dec 14:00', '4 jan 2027 09:00' in another year."""
    local, today = _local(at), _local(now).date()
    clock = f"{local.hour:02}:{local.minute:02}"
    return clock if local.date() == today else f"{_day_short(local.date(), today)} {clock}"


def stretch(start: datetime, end: datetime, *, now: datetime) -> str:
    """Desk, always with its day: 'ma 15:20–16:35', 'ma 17:00–di 08:30', '2 dec 14:00–15:00'."""
    today, first, last = _local(now).date(), _local(start).date(), _local(end).date()
    until = time(end) if first == last else f"{_day_short(last, today)} {time(end)}"
    return f"{_day_short(first, today)} {time(start)}–{until}"


def day_number(on: date) -> str:
    """The label of a bar: 'ma 23'."""
    return f"{_words().weekdays_short[on.weekday()]} {on.day}"


def dated(at: datetime, *, now: datetime) -> str:
    """Planner, always with its date: 'vr 20 nov 11:05', 'vr 1 jan 2027 06:00' in another year."""
    local, words = _local(at), _words()
    year = f" {local.year}" if local.year != _local(now).year else ""
    return f"{words.weekdays_short[local.weekday()]} {local.day} {words.months_short[local.month]}{year} {time(at)}"


def stretch_dated(start: datetime, end: datetime) -> str:
    """A list of years: 'za 5 dec 2026 22:00 – zo 6 dec 2026 02:00', the end without a day when it is the same."""
    words, first, last = _words(), _local(start), _local(end)
    days = [
        f"{words.weekdays_short[each.weekday()]} {each.day} {words.months_short[each.month]} {each.year}"
        for each in (first, last)
    ]
    until = time(end) if first.date() == last.date() else f"{days[1]} {time(end)}"
    return f"{days[0]} {time(start)} – {until}"


def month_short(on: date) -> str:
    """'nov'."""
    return _words().months_short[on.month]


def on_day(on: date, *, now: datetime) -> str:
    """Portal, in a sentence: 'vandaag', 'op maandag' (within three days), 'op donderdag 26 november'."""
    words, today = _words(), _local(now).date()
    distance = on.toordinal() - today.toordinal()
    if distance in words.near:
        return words.near[distance]
    near = -NEAR_DAYS <= distance <= NEAR_DAYS
    text = words.weekdays[on.weekday()] if near else _date_words(on, words, year=on.year != today.year)
    return pgettext("day in a sentence", "on {day}").format(day=text)


def _day_short(on: date, today: date) -> str:
    words = _words()
    if abs(on.toordinal() - today.toordinal()) <= NEAR_DAYS:
        return words.weekdays_short[on.weekday()]
    year = f" {on.year}" if on.year != today.year else ""
    return f"{on.day} {words.months_short[on.month]}{year}"


def duration_words(duration: timedelta) -> str:
    """'2 uur en 40 minuten', '1 minuut', 'minder dan 1 minuut'. The sign is not shown: say 'te laat' beside it."""
    hours, minutes = _hours_and_minutes(duration)
    if not hours and not minutes:
        return _("less than 1 minute")
    hour_words = ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    minute_words = ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    if hours and minutes:
        return pgettext("duration", "{hours} and {minutes}").format(hours=hour_words, minutes=minute_words)
    return hour_words if hours else minute_words


def duration_short(duration: timedelta) -> str:
    """Desk: '2 u 40', '2 u', '37 min'. The sign is not shown."""
    hours, minutes = _hours_and_minutes(duration)
    if not hours:
        return pgettext("short duration", "{n} min").format(n=minutes)
    text = pgettext("short duration", "{n} h").format(n=hours)
    return f"{text} {minutes:02}" if minutes else text


def norm(duration: timedelta) -> str:
    """A norm time: '30 minuten', '16 uur'."""
    return duration_words(duration)


def time_tag_iso(at: datetime) -> str:
    """For `<time datetime>`: '2026-11-24T15:37:00+01:00', the helpdesk's clock with its offset."""
    return _local(at).isoformat(timespec="seconds")


def week_words(week: Mapping[int, Sequence[tuple[time_of_day, time_of_day]]]) -> str:
    """The hours of a week (Monday = 0): 'op werkdagen van 08:30 tot 17:00', or day by day when they differ (H1)."""
    open_days = {day: tuple(ranges) for day, ranges in sorted(week.items()) if ranges}
    hours = set(open_days.values())
    if set(open_days) == set(range(5)) and len(hours) == 1:
        return pgettext("week", "on working days {hours}").format(hours=_hours_words(hours.pop()))
    names = _words().weekdays
    return ", ".join(f"{names[day]} {_hours_words(ranges)}" for day, ranges in open_days.items())


def _hours_words(ranges: Sequence[tuple[time_of_day, time_of_day]]) -> str:
    each = pgettext("week", "from {opens} to {closes}")
    words = [each.format(opens=f"{a:%H:%M}", closes=f"{b:%H:%M}" if b != time_of_day() else "24:00") for a, b in ranges]
    return pgettext("week", " and ").join(words)


def _with_day(pattern: str, at: datetime, now: datetime, words: _Words) -> str:
    local = _local(at)
    clock = pattern.format(time=f"{local.hour:02}:{local.minute:02}")
    return f"{_day_of(local.date(), _local(now).date(), words)} {clock}"


def _hours_and_minutes(duration: timedelta) -> tuple[int, int]:
    return divmod(abs(duration) // timedelta(minutes=1), 60)
