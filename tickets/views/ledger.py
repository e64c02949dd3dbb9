"""A stored clock with its ledger: what both sides show of why a promise is due when it is, each in its own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import accumulate, pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries import Access
from accounts.refusals import NotVisible
from agreements import wording
from agreements.ledger import Ledger, ledger
from agreements.queries import closed_reason
from agreements.sla_clock import AgreedMoment, OpeningTime, WorkingDays
from tickets import sla
from tickets.enums import ClockKind
from tickets.models import SlaClock, Ticket
from tickets.queries.door import ticket_for
from tickets.queries.ledger import clock_of

MINUTE, ZERO = timedelta(minutes=1), timedelta()


@dataclass(frozen=True, slots=True)
class Explained:
    """A clock of a ticket and every stretch of time that made it what it is.

    `taken_from` is the number of the ticket that its start was taken over from when the two were merged.
    """

    ticket: Ticket
    clock: SlaClock
    ledger: Ledger
    taken_from: str = ""

    @property
    def kind(self) -> ClockKind:
        """Which promise it is."""
        return ClockKind(self.clock.kind)

    @property
    def norm(self) -> str:
        """What was promised, in words: '8 uur', '5 werkdagen', 'een afgesproken moment'."""
        match self.ledger.promise:
            case OpeningTime(duration):
                return wording.norm(duration)
            case WorkingDays(days):
                return ngettext("{n} working day", "{n} working days", days).format(n=days)
            case AgreedMoment():
                return _("an agreed moment")


def explained(access: Access, reference: str, kind: str, number: int, *, now: datetime) -> Explained:
    """The clock as it is at `now`, for somebody who may see its ticket (P1): the ticket, the clock and its events.

    By the agreement version and the calendar that the clock was pinned to, never those of today.
    """
    ticket = ticket_for(access, reference)
    return explained_clock(ticket, clock_of(ticket, kind, number), now=now)


def explained_clock(ticket: Ticket, clock: SlaClock, *, now: datetime) -> Explained:
    """The same for a stored clock at hand; one SQL once its calendar was read."""
    told = ((each.clock.kind, each.clock.round, each) for each in sla.stories_of(ticket))
    story = next((each for kind, number, each in told if (kind, number) == (clock.kind, clock.round)), None)
    if story is None:
        raise NotVisible(_("This clock does not exist."))
    named = partial(_reason, clock.calendar_revision_id)
    told_of = ledger(story.marks, story.target, story.hours, now=now, closed_name=named)
    return Explained(ticket, clock, told_of, story.origin)


def _reason(revision_id: int, on: date) -> str:
    return closed_reason(on, revision_id)


def whole_minutes(amounts: Iterable[timedelta]) -> list[timedelta]:
    """Amounts in whole minutes that add up to what their sum is in whole minutes."""
    sums = [each // MINUTE * MINUTE for each in accumulate(amounts, initial=ZERO)]
    return [after - before for before, after in pairwise(sums)]
