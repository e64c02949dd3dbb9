"""What was shown to an administrator, kept between the pages of one preview, and compared with what is to be done.

Truth goes first: what was kept is used for turning pages only, and only as long as nothing happened to any ticket and
it is not older than a few minutes. A decision is always computed anew.
"""

from datetime import datetime, timedelta

from django.core.cache import cache

from agreements.queries import current_calendar_id, newest_version_id
from tickets.queries.edited import last_event_id
from tickets.sla.what_if import Edit, Effect, Outlook, outlook

KEPT = timedelta(minutes=5)
SHOWN = timedelta(hours=2)


def look(edit: Edit, user_id: int, digest: str, *, now: datetime) -> Outlook:
    """The outlook that this page shows: the kept one while it is true, else a new one, which is kept."""
    key, last = _key(user_id, digest), _last()
    kept = cache.get(key)
    if kept is not None:
        kept_last, seen = kept
        if kept_last == last and timedelta() <= now - seen.at < KEPT:
            return _outlook(seen)
    fresh = outlook(edit, now=now)
    cache.set(key, (last, fresh), SHOWN.total_seconds())
    return fresh


def unseen(fresh: Outlook, user_id: int, digest: str) -> int | None:
    """How many tickets would now move otherwise than was shown to this administrator; None when nothing was shown."""
    kept = cache.get(_key(user_id, digest))
    if kept is None:
        return None
    shown = _outlook(kept[1])
    return sum(1 for pk, effect in fresh.effects.items() if _after(effect) != _after(shown.effects.get(pk)))


def keep(fresh: Outlook, user_id: int, digest: str) -> None:
    """Keep what is shown now instead."""
    cache.set(_key(user_id, digest), (_last(), fresh), SHOWN.total_seconds())


def _outlook(kept: object) -> Outlook:
    assert isinstance(kept, Outlook)
    return kept


def _after(effect: Effect | None) -> object:
    """What an administrator agrees to: the moments afterwards."""
    if effect is None:
        return None
    return [(each.kind, each.after, each.left_after, each.late) for each in effect.moves], effect.release_after


def _last() -> tuple[int, int, int | None]:
    """What no preview outlives: an event of a ticket, another calendar, another version."""
    return last_event_id(), current_calendar_id(), newest_version_id()


def _key(user_id: int, digest: str) -> str:
    return f"edit-preview:1:{user_id}:{digest}"
