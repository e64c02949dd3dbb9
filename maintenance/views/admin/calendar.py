"""The six weeks as they are drawn: days with their words, bars in whole tenths of a percent, slots as buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import dates
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements import wording
from agreements.wording import ZONE
from maintenance.enums import Status
from maintenance.models import MaintenanceWindow
from maintenance.queries.planner import WEEKS, Asked, Day, Part, Placed, monday_of, six_weeks
from maintenance.schedule import Span

MINUTES_OF_A_DAY = 24 * 60
# The letter of a window's look in the calendar and its icon, by where it is in its life.
LOOKS = {
    Status.DRAFT: ("c", "pencil"),
    Status.CONSULTATION: ("r", "messages-square"),
    Status.ANNOUNCED: ("a", "megaphone"),
    Status.RUNNING: ("a", "wrench"),
    Status.COMPLETED: ("d", "check"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a day in the strip at its foot; `x` and `width` are percentages, never localised."""

    css: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Event:
    """A window on a day: its look, its words and, for another window than this one, the address of its page."""

    css: str
    icon: str
    text: str
    title: str
    url: str
    spoken: str


@dataclass(frozen=True, slots=True)
class SlotButton:
    """A free moment that a button fills in."""

    text: str
    spoken: str
    begin_date: str
    begin_time: str
    end_date: str
    end_time: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One date."""

    iso: str
    css: str
    label: str
    spoken: str
    name: str
    is_today: bool
    events: list[Event] = field(default_factory=list)
    slots: list[SlotButton] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The table, its title, and the dates that its buttons go to."""

    title: str
    weekdays: list[tuple[str, str]]
    weeks: list[list[Cell]]
    previous: str
    next: str
    today: str
    shown: str
    beyond: bool
    opening: str
    notice_days: int


def calendar_of(asked: Asked, *, now: datetime, notice_days: int, words: str = "") -> Calendar:
    """The calendar in the reader's language; `words` name the proposal in it."""
    days = six_weeks(asked, now=now)
    cells = [_cell(day, first=n == 0, words=words) for n, day in enumerate(days)]
    step = timedelta(weeks=WEEKS)
    return Calendar(
        title=_stretch(days[0].on, days[-1].on),
        weekdays=[(str(dates.WEEKDAYS_ABBR[n]), str(dates.WEEKDAYS[n])) for n in range(7)],
        weeks=[cells[n : n + 7] for n in range(0, len(cells), 7)],
        previous=monday_of(asked.monday - step).isoformat(),
        next=monday_of(asked.monday + step).isoformat(),
        today=monday_of(now.astimezone(ZONE).date()).isoformat(),
        shown=asked.monday.isoformat(),
        beyond=any(day.opening is None for day in days),
        opening=next((_opening_words(day.opening) for day in days if day.opening), ""),
        notice_days=notice_days,
    )


def slot_button(span: Span) -> SlotButton:
    """A free moment as a button: what it says, what is read aloud, and the fields that it fills in."""
    start, end = span.local(ZONE)
    return SlotButton(
        text=span_times(span),
        spoken=wording.day(start.date()),
        begin_date=start.date().isoformat(),
        begin_time=f"{start:%H:%M}",
        end_date=end.date().isoformat(),
        end_time=f"{end:%H:%M}",
    )


def span_times(span: Span) -> str:
    """'22:00–02:00'; one that ends at midnight ends at 24:00, one that takes longer than a day names the day."""
    start, end = span.local(ZONE)
    if end - start > timedelta(days=1):
        return f"{start:%H:%M}–{dates.WEEKDAYS_ABBR[end.weekday()]} {end:%H:%M}"
    midnight = (end.hour, end.minute) == (0, 0)
    return f"{start:%H:%M}–{'24:00' if midnight else f'{end:%H:%M}'}"


def _cell(day: Day, *, first: bool, words: str) -> Cell:
    looks = {"past": day.is_past, "short": day.under_notice, "today": day.is_today}
    spoken = [wording.day(day.on)]
    if day.under_notice:
        spoken.append(_("too soon to be announced in time"))
    bars = [_bar("blk", part) for part in day.opening or ()]
    return Cell(
        iso=day.on.isoformat(),
        css=" ".join(name for name, is_so in looks.items() if is_so),
        label=_label(day.on, first=first),
        spoken=", ".join(spoken),
        name=day.name,
        is_today=day.is_today,
        events=[_event(each, words) for each in day.placed],
        slots=[slot_button(each) for each in day.slots],
        bars=bars + [_bar(_look(each)[0], each.part) for each in day.placed],
        opening=_opening_words(day.opening) if day.opening else "",
    )


def _event(placed: Placed, words: str) -> Event:
    css, icon = _look(placed)
    window = placed.window
    return Event(
        css=css,
        icon=icon,
        text=_times(placed),
        title=(window.title if window else words) if placed.begins_here else "",
        url=address_of(window) if window else "",
        spoken=_spoken(placed),
    )


def address_of(window: MaintenanceWindow) -> str:
    """The page of a window, or of emergency maintenance, in the administration."""
    model = "emergencymaintenance" if window.is_emergency else "maintenancewindow"
    return reverse(f"admin:maintenance_{model}_change", args=[window.pk])


def _look(placed: Placed) -> tuple[str, str]:
    if placed.window is None:
        return "p", "messages-square"
    if placed.window.is_emergency:
        return "e", "triangle-alert"
    return LOOKS[placed.status]


def _spoken(placed: Placed) -> str:
    if placed.window is None:
        return _("this proposal")
    return f"{placed.window.get_kind_display() if placed.window.is_emergency else placed.status.label}"


def _times(placed: Placed) -> str:
    if placed.begins_here:
        return span_times(placed.span)
    if not placed.ends_here:
        return pgettext("maintenance", "all day")
    end = f"{placed.part.ends // 60:02}:{placed.part.ends % 60:02}"
    return pgettext("maintenance", "until {time}").format(time=end)


def _bar(css: str, part: Part) -> Bar:
    x, width = (100 * minutes / MINUTES_OF_A_DAY for minutes in (part.begins, part.ends - part.begins))
    return Bar(css, f"{x:.1f}%", f"{max(width, 0.7):.1f}%")


def _opening_words(opening: tuple[Part, ...]) -> str:
    return ", ".join(f"{_clock(part.begins)}–{_clock(part.ends)}" for part in opening)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _label(on: date, *, first: bool) -> str:
    return f"{on.day} {wording.month_short(on)}" if first or on.day == 1 else str(on.day)


def _stretch(first: date, last: date) -> str:
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {dates.MONTHS[first.month]}{year} – {last.day} {dates.MONTHS[last.month]} {last.year}"
