"""Where maintenance fits: free windows of a length, the preferred hours of the weekend first (M5)."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import chain, pairwise
from typing import Literal

from agreements.opening_hours import OpeningHours
from maintenance.schedule.errors import BadRule
from maintenance.schedule.spans import DAY, MAX_LENGTH, MINUTE, SATURDAY, SUNDAY, Span, conflicts, opening_overlap
from maintenance.schedule.wall_clock import check_year, first_reading, in_utc, readings

Rank = Literal["weekend first", "soonest"]

# Nights, when nobody calls; on Sundays the early morning, which leaves the day to mend what went wrong.
NIGHT, SUNDAY_MORNING = time(22), time(6)
STEP = timedelta(minutes=30)
TWO_WEEKS = timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Slot:
    """A free window, and whether it is in the weekend (M5)."""

    span: Span
    is_weekend: bool


def free_slots(
    length: timedelta,
    hours: OpeningHours,
    taken: Iterable[Span],
    *,
    not_before: datetime,
    until: datetime,
    zone: tzinfo,
    step: timedelta = STEP,
    rank: Rank = "weekend first",
    full_years: Collection[int] = (),
) -> Iterator[Slot]:
    """Free windows of a length between two moments: outside opening hours (M1) and what is taken, and of each other.

    At most one a local date, starting at its preferred hour (Saturdays and weekdays 22:00, Sundays 06:00), else at the
    first later `step` on that date, else at the last earlier one. In order of date, those in the weekend before all
    others (M5) unless by rank "soonest". No date of the `full_years` has one (M3). A start that the clock reads twice
    is its first reading. Refuses, when called, what makes no sense; `BeyondCalendar` when the calendar ends before.
    """
    first, last = in_utc(not_before), in_utc(until)
    _check(length, step, first, last)
    diary = _Diary(hours, taken, first, last, length)
    days = _dates(first.astimezone(zone).date(), last.astimezone(zone).date())
    open_dates = [on for on in days if on.year not in full_years]
    if rank == "weekend first":
        open_dates.sort(key=lambda on: not _in_weekend(on))
    found = ((on, diary.book(on, step, zone)) for on in open_dates)
    return (Slot(span, _in_weekend(on)) for on, span in found if span)


def weekend_slots(
    first: date,
    last: date,
    length: timedelta,
    hours: OpeningHours,
    taken: Iterable[Span],
    *,
    not_before: datetime,
    zone: tzinfo,
) -> list[Span]:
    """What a calendar of these dates (both included) suggests: Saturdays at 22:00, Sundays at 06:00, where free.

    Each is free by itself (M1, M4), so that one longer than eight hours overlaps the next.
    """
    _check(length, STEP)
    others, earliest = list(taken), in_utc(not_before)
    starts = chain.from_iterable(
        readings(on, _preferred(on), zone)[:1] for on in _dates(first, last) if _in_weekend(on)
    )
    spans = [Span(at, in_utc(at) + length) for at in starts if in_utc(at) >= earliest]
    return [span for span in spans if not conflicts(span, others) and not opening_overlap(span, hours)]


class _Diary:
    """What is taken between two moments, in order and apart from each other, and where a window of a length fits."""

    def __init__(
        self, hours: OpeningHours, taken: Iterable[Span], first: datetime, last: datetime, length: timedelta
    ) -> None:
        self._length = length
        opening = (Span(*stretch) for stretch in hours.stretches(first, last))
        # Whatever is before the first moment or after the last is as good as taken.
        edges = Span(first - TWO_WEEKS, first), Span(last, last + TWO_WEEKS)
        spans = _joined(sorted([*edges, *opening, *taken]))
        self._starts, self._ends = [span.starts_at for span in spans], [span.ends_at for span in spans]
        gaps = ((before.ends_at, after.starts_at - length) for before, after in pairwise(spans))
        self._rooms = [room for room in gaps if room[0] <= room[1]]

    def book(self, on: date, step: timedelta, zone: tzinfo) -> Span | None:
        """Take the best start on a date at which there is room, if there is one."""
        if self._has_room(on, zone):
            for starts_at in _starts(on, step, zone):
                ends_at = starts_at + self._length
                place = bisect_left(self._starts, ends_at)
                if self._ends[place - 1] <= starts_at:
                    self._starts.insert(place, starts_at)
                    self._ends.insert(place, ends_at)
                    return Span(starts_at, ends_at)
        return None

    def _has_room(self, on: date, zone: tzinfo) -> bool:
        """Whether any start on a date could do: most dates that cannot are dismissed at once by this."""
        midnight = datetime.combine(on, time())
        begins, ends = (first_reading(midnight + days * DAY, zone) for days in (0, 1))
        place = bisect_left(self._rooms, begins, key=lambda room: room[1])
        return place < len(self._rooms) and self._rooms[place][0] < ends


def _joined(spans: list[Span]) -> list[Span]:
    """Spans in order of start, with what overlaps made one."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.starts_at < joined[-1].ends_at:
            joined[-1] = Span(joined[-1].starts_at, max(joined[-1].ends_at, span.ends_at))
        else:
            joined.append(span)
    return joined


def _check(length: timedelta, step: timedelta, *moments: datetime) -> None:
    if not timedelta() < length <= MAX_LENGTH:
        raise BadRule("length", length)
    if not MINUTE <= step <= DAY:
        raise BadRule("step", step)
    for at in moments:
        check_year(at.year)


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days) for days in range((last - first).days + 1))


def _in_weekend(on: date) -> bool:
    return on.weekday() in (SATURDAY, SUNDAY)


def _preferred(on: date) -> time:
    return SUNDAY_MORNING if on.weekday() == SUNDAY else NIGHT


def _starts(on: date, step: timedelta, zone: tzinfo) -> Iterator[datetime]:
    """The starts on a date, in UTC: at its preferred hour, then ever later ones, then ever earlier ones."""
    preferred = datetime.combine(on, _preferred(on))
    before, after = preferred - datetime.combine(on, time()), DAY - (preferred - datetime.combine(on, time()))
    later = (preferred + n * step for n in range(-(-after // step)))
    earlier = (preferred - n * step for n in range(1, before // step + 1))
    for wall in chain(later, earlier):
        yield from map(in_utc, readings(wall.date(), wall.time(), zone)[:1])
