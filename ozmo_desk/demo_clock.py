"""The demo's clock: starts at a moment of choice and ticks on; the only place that ever shifts `timezone.now`."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

EXAMPLE = "2026-11-24 16:55"
# The first year that the calendar knows the holidays of, up to what anybody could want to see.
YEARS = range(2024, 2100)


def parse(text: str, zone: str = "Europe/Amsterdam") -> datetime:
    """The moment that `text` names; without an offset it is local time. ValueError carries a sentence for the user."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{text!r} is not a moment; write it like {EXAMPLE!r}.") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    if moment.year not in YEARS:
        raise ValueError(f"{text!r} is too far away; choose a year from {YEARS[0]} to {YEARS[-1]}.")
    return moment.astimezone(UTC)


def install(text: str, since: str, zone: str) -> None:
    """Let `timezone.now` tell `text` plus the time that passed since `since` (Unix seconds; empty: since now).

    Processes that share a database share `since` too, so that their clocks agree.
    """
    try:
        start = parse(text, zone)
        began = datetime.fromtimestamp(float(since) if since else time.time(), UTC)
    except (ValueError, OverflowError) as error:
        raise ImproperlyConfigured(f"DESK_AT: {error}") from error
    timezone.now = shifted(timezone.now, start - began)


def shifted(real: Callable[[], datetime], distance: timedelta) -> Callable[[], datetime]:
    """A `now` that is a fixed distance away from the real one, and ticks with it."""

    def now() -> datetime:
        return real() + distance

    return now
