"""What cannot be scheduled: each kind of refusal carries the facts of which a sentence for the planner is made."""

from datetime import datetime, timedelta, tzinfo


class SchedulingError(ValueError):
    """A window, moment or rule that makes no sense. Its kind says why, its attributes what with."""


class NaiveMoment(SchedulingError):
    """A moment without a time zone: `at`. Or, on the contrary, a time of day with one."""

    def __init__(self, at: object) -> None:
        super().__init__(f"A moment needs a time zone and a time of day needs none: {at!r}.")
        self.at = at


class EndsBeforeStart(SchedulingError):
    """A window that ends at or before its start."""

    def __init__(self, starts_at: datetime, ends_at: datetime) -> None:
        super().__init__(f"A window from {starts_at} to {ends_at} ends before it begins.")
        self.starts_at, self.ends_at = starts_at, ends_at


class TooLong(SchedulingError):
    """A window of `length`, which is more than `most`."""

    def __init__(self, length: timedelta, most: timedelta) -> None:
        super().__init__(f"A window lasts {most} at most, and not {length}.")
        self.length, self.most = length, most


class YearOutOfRange(SchedulingError):
    """A date in `year`, which is before `first` or after `last`."""

    def __init__(self, year: int, first: int, last: int) -> None:
        super().__init__(f"A window lies in the years {first} to {last}, and not in {year}.")
        self.year, self.first, self.last = year, first, last


class NonexistentTime(SchedulingError):
    """A reading `wall` that the clock skips in spring: at `jumps_at` it goes from `skipped_from` to `skipped_to`."""

    def __init__(self, wall: datetime, jumps_at: datetime, skipped_from: datetime, zone: tzinfo) -> None:
        self.wall, self.jumps_at, self.zone = wall, jumps_at, zone
        self.skipped_from, self.skipped_to = skipped_from, jumps_at.replace(tzinfo=None)
        super().__init__(
            f"{wall} does not exist in {zone}: the clock goes from {self.skipped_from} to {self.skipped_to}."
        )


class NoRoom(SchedulingError):
    """No place for a window of `length` between `not_before` and `until`."""

    def __init__(self, length: timedelta, not_before: datetime, until: datetime) -> None:
        super().__init__(f"No window of {length} fits between {not_before} and {until}.")
        self.length, self.not_before, self.until = length, not_before, until


class BadRule(SchedulingError):
    """A question or a series that cannot be made out, for the `value` of its `field`."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(f"Nothing can be planned by {field} {value!r}.")
        self.field, self.value = field, value
