"""Another hourly rate, and what it does to time that was recorded since its date (W3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Stale
from agreements.actions import add_rate
from agreements.models import Rate
from agreements.rates import NewRate
from tickets.actions.time.correct import replace_entry
from tickets.models import Ticket
from tickets.queries.rerated import Touched, touched_by


@dataclass(frozen=True, slots=True)
class RateSet:
    """What came of it: the rows of the rate, and how many entries have it now or stay as they were billed."""

    rates: list[Rate]
    changed: int
    closed: int


def set_rate(
    user: User,
    rate: NewRate,
    reason: str,
    *,
    now: datetime,
    seen: Collection[int] = (),
    based_on: int | None = None,
) -> RateSet:
    """Store the rate; entries of open months since its date get it, each by an entry that replaces it.

    `seen` are the entries that the administrator was shown as touched. Refused: what `add_rate` refuses, and other
    entries than were seen (409). Closed months never move.
    """
    with transaction.atomic():
        rates = add_rate(actor=user, now=now, rate=rate, reason=reason, based_on=based_on)
        touched = _locked(rate)
        if {each.entry.pk for each in touched} != set(seen):
            raise Stale(_("Meanwhile this rate touches other entries than you saw. Look again."), changed_since=0)
        to_change = [each for each in touched if not each.closed]
        for each in to_change:
            replace_entry(each.entry, user, reason.strip()[:200], rate=each.rate, now=now)
    return RateSet(rates, len(to_change), len(touched) - len(to_change))


def _locked(rate: NewRate) -> list[Touched]:
    """What the rate touches, with the tickets locked first: a month that is being closed is waited for."""
    ids = sorted({each.entry.ticket_id for each in touched_by(rate)})
    list(Ticket.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    return touched_by(rate)
