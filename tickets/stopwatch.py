"""What a stopwatch says: minutes by date, on the clock of the helpdesk. Pure."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day

from agreements.wording import ZONE

LONGEST = timedelta(hours=24)
MINUTE = timedelta(minutes=1)


def minutes_by_day(started_at: datetime, now: datetime) -> list[tuple[date, int]]:
    """Whole minutes, a begun one counted, on each date that the watch ran; past midnight goes to the next date.

    At most 24 hours: whoever ran longer forgot it, and says how long it was (`is_forgotten`).
    """
    at, now = started_at.astimezone(UTC), now.astimezone(UTC)
    left = max(1, -(-(now - at) // MINUTE))
    pieces: list[tuple[date, int]] = []
    while left > 0:
        day = at.astimezone(ZONE).date()
        midnight = datetime.combine(day + timedelta(days=1), time_of_day(), ZONE).astimezone(UTC)
        minutes = left if now <= midnight else min(left, (midnight - at) // MINUTE)
        if minutes:
            pieces.append((day, minutes))
        left, at = left - minutes, midnight
    return pieces


def is_forgotten(started_at: datetime, now: datetime) -> bool:
    """Whether it ran for more than 24 hours: then nobody believes what it says."""
    return now.astimezone(UTC) - started_at.astimezone(UTC) > LONGEST
