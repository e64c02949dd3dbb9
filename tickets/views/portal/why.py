"""Why a promise is due when it is, as a customer reads it: a few sentences that add up."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from agreements import wording
from agreements.ledger import Kind, Ledger
from agreements.ledger_rows import DAY, dates, midnight
from agreements.sla_clock import AgreedMoment, State
from tickets.enums import ClockKind
from tickets.queries.estimates import began_by_approval
from tickets.views.ledger import MINUTE, Explained, whole_minutes

# More days than these are told as a period.
MOST_DAYS = 3


def words_for(of: Explained, *, now: datetime) -> str:
    """Where it began, what each day added, why it stood still, and what that comes to by which clause (N1 to N4)."""
    if isinstance(of.ledger.promise, AgreedMoment):
        agreed = _("This moment was agreed with you (agreement {clause}).")
        if of.kind is ClockKind.DELIVERY:
            agreed = _("You asked for this day, so we deliver before the end of it (agreement {clause}).")
        return " ".join((_beginning(of, now), agreed.format(clause=of.clock.clause)))
    return " ".join(
        (_beginning(of, now), *_counting(of.ledger, now), *_closings(of.ledger, now), *_standing(of.ledger), _sum(of))
    )


def _beginning(of: Explained, now: datetime) -> str:
    reported, start = of.ledger.started_at, of.clock.started_at
    said = {"moment": wording.at(reported, now=now), "start": wording.at(start, now=now)}
    if of.taken_from:
        text = _("This clock counts from {moment}: taken over from {ticket}, which goes on in this ticket.")
        return text.format(ticket=of.taken_from, **said)
    if of.kind is ClockKind.DELIVERY and began_by_approval(of.ticket, reported):
        text = _("The costs were approved {moment}. From then on the clock of a change counts.")
        if start > reported:
            text = _("The costs were approved {moment}, outside opening hours. The clock begins {start}.")
        return text.format(**said)
    if reported != of.ticket.submitted_at:
        return _("This clock began {moment}.").format(**said)
    if start > reported:
        return _("Reported {moment}, outside opening hours. The clock begins {start}.").format(**said)
    return _("Reported {moment}.").format(**said)


def _counting(of: Ledger, now: datetime) -> Iterator[str]:
    parts = [*_amounts(of, now), *_late(of)]
    if parts:
        yield _("We count opening time only: {parts}.").format(parts=", ".join(parts))


def _amounts(of: Ledger, now: datetime) -> Iterator[str]:
    """What each day adds; of a clock that runs in time the last one is the rest."""
    kinds = {Kind.COUNTED} if of.state == State.STOPPED else {Kind.COUNTED, Kind.LEFT}
    by_date = _by_date(of, kinds)
    amounts = list(zip(by_date, whole_minutes(by_date.values()), strict=True))
    runs = of.state == State.RUNNING and not of.late and len(amounts) > 1
    spelled, rest = (amounts[:-1], amounts[-1:]) if runs else (amounts, [])
    yield from _spelled(spelled, now)
    if of.paused >= MINUTE:
        length = wording.duration_words(of.paused)
        yield _("for {duration} the clock stood still because we waited for you").format(duration=length)
    for on, _amount in rest:
        yield _("the rest {day}").format(day=wording.on_day(on, now=now))


def _spelled(amounts: list[tuple[date, timedelta]], now: datetime) -> Iterator[str]:
    if len(amounts) > MOST_DAYS:
        total = sum((amount for _on, amount in amounts), timedelta())
        first, last = (wording.day(on, now=now) for on in (amounts[0][0], amounts[-1][0]))
        duration = wording.duration_words(total)
        yield _("{duration} from {first} up to and including {last}").format(duration=duration, first=first, last=last)
        return
    for on, amount in amounts:
        if amount or len(amounts) == 1:
            duration = wording.duration_words(amount)
            yield _("{duration} {day}").format(duration=duration, day=wording.on_day(on, now=now))


def _by_date(of: Ledger, kinds: set[Kind]) -> dict[date, timedelta]:
    found: defaultdict[date, timedelta] = defaultdict(timedelta)
    zone = of.hours.timezone
    for row in of.rows:
        for on in dates(row.start, row.end, zone) if row.kind in kinds else ():
            start, end = max(midnight(on, zone), row.start), min(midnight(on + DAY, zone), row.end)
            found[on] += of.hours.between(start, end)
    return {on: amount for on, amount in sorted(found.items()) if amount}


def _late(of: Ledger) -> Iterator[str]:
    if of.late:
        yield _("then {duration} too late").format(duration=wording.duration_words(of.late))


def _closings(of: Ledger, now: datetime) -> Iterator[str]:
    """Holidays and other hours that fell within it, each with its date."""
    named = dict.fromkeys(day for row in of.rows if row.kind is Kind.CLOSED for day in row.named)
    if named:
        days = ", ".join(f"{day.name} ({wording.day(day.on, now=now)})" for day in named)
        yield _("We were or are closed, or open for a part of the day: {days}.").format(days=days)


def _standing(of: Ledger) -> Iterator[str]:
    if of.state == State.PAUSED and of.left:
        left = wording.duration_words(of.left)
        yield _("The clock stands still now because we wait for you; after that {left} is left.").format(left=left)


def _sum(of: Explained) -> str:
    said = {"norm": of.norm, "clause": of.clock.clause, "counted": wording.duration_words(of.ledger.counted)}
    if of.ledger.state == State.STOPPED or of.ledger.late:
        return _("Together {counted}; we promised {norm} (agreement {clause}).").format(**said)
    return _("Together {norm} (agreement {clause}).").format(**said)
