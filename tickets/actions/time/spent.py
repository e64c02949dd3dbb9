"""Time that an agent gives together with words to the customer: kept with them, in one transaction (W3)."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from agreements import wording
from tickets.actions.time.record import Work, keep_time
from tickets.actions.time.watch import keep_watch
from tickets.actions.write_path import Change


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes of today, or what the stopwatch says (`watch`); not both."""

    activity: str
    minutes: int | None = None
    watch: bool = False


def keep_spent(change: Change, spent: Spent | None, key: UUID) -> None:
    """Record it for who writes; nothing when nothing was given. Refused: as `record_time` does; both ways at once."""
    user = change.actor.user
    if spent is None or user is None:
        return
    if spent.watch and spent.minutes is not None:
        raise Refusal(_("Give the minutes, or let the stopwatch say them: not both."))
    if spent.watch:
        keep_watch(change.ticket, user, activity=spent.activity, now=change.now)
    elif spent.minutes is not None:
        today = change.now.astimezone(wording.ZONE).date()
        keep_time(
            change.ticket, user, Work(spent.minutes, today, spent.activity, key=uuid5(key, "time")), now=change.now
        )
