"""The arithmetic of planned maintenance (M1, M3, M4, M5): pure, and blind to Django, rows and the time of day.

A window is a `Span`, in UTC. Other answers are in the time zone asked with. Refusals are kinds of `SchedulingError`;
what the calendar cannot answer is the `BeyondCalendar` of agreements.opening_hours, never open or closed.
"""

from maintenance.schedule.errors import (
    BadRule,
    EndsBeforeStart,
    NaiveMoment,
    NonexistentTime,
    NoRoom,
    SchedulingError,
    TooLong,
    YearOutOfRange,
)
from maintenance.schedule.notice import earliest_start, is_in_time, latest_announcement
from maintenance.schedule.series import LAST, MOST_OCCURRENCES, Monthly, Refused, Rule, Weekly, series
from maintenance.schedule.slots import Rank, Slot, free_slots, weekend_slots
from maintenance.schedule.spans import (
    FRIDAY,
    MAX_LENGTH,
    MONDAY,
    SATURDAY,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Span,
    check_span,
    conflicts,
    first_conflict,
    is_weekend,
    nearest_outside_opening,
    opening_overlap,
    overlaps,
    read_twice,
    year_of,
)
from maintenance.schedule.wall_clock import FIRST_YEAR, LAST_YEAR, local_moment, readings

__all__ = [
    "FIRST_YEAR",
    "FRIDAY",
    "LAST",
    "LAST_YEAR",
    "MAX_LENGTH",
    "MONDAY",
    "MOST_OCCURRENCES",
    "SATURDAY",
    "SUNDAY",
    "THURSDAY",
    "TUESDAY",
    "WEDNESDAY",
    "BadRule",
    "EndsBeforeStart",
    "Monthly",
    "NaiveMoment",
    "NoRoom",
    "NonexistentTime",
    "Rank",
    "Refused",
    "Rule",
    "SchedulingError",
    "Slot",
    "Span",
    "TooLong",
    "Weekly",
    "YearOutOfRange",
    "check_span",
    "conflicts",
    "earliest_start",
    "first_conflict",
    "free_slots",
    "is_in_time",
    "is_weekend",
    "latest_announcement",
    "local_moment",
    "nearest_outside_opening",
    "opening_overlap",
    "overlaps",
    "read_twice",
    "readings",
    "series",
    "weekend_slots",
    "year_of",
]
