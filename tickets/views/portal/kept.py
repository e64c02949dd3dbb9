"""How the promises of a ticket stand, as its page says it: kept, running, late, standing still, or by appointment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agreements import wording
from agreements.queries import opening_hours, terms
from tickets.enums import ClockKind, EventKind, Kind, Status
from tickets.models import SlaClock, Ticket
from tickets.queries.changes import delivery_promise
from tickets.queries.deliveries import wished_date_of
from tickets.queries.promises import Promise, Standing, time_left
from tickets.queries.timeline import Entry
from tickets.views.portal.promised import Row

_ORDER = (ClockKind.RESPONSE, ClockKind.STATUS_REPORT, ClockKind.RECOVERY, ClockKind.DELIVERY)


_CLOSINGS = (EventKind.CLOSED, EventKind.CLOSED_UNANSWERED, EventKind.MERGED)
# What ended a clock without doing what it promised.
_ENDS = {
    ClockKind.RESPONSE: (EventKind.CONFIRMED_WORKING, EventKind.WITHDRAWN, *_CLOSINGS),
    ClockKind.STATUS_REPORT: (
        EventKind.RECOVERED, EventKind.CONFIRMED_WORKING, EventKind.WITHDRAWN, *_CLOSINGS,
    ),
    ClockKind.RECOVERY: (EventKind.WITHDRAWN, *_CLOSINGS),
    ClockKind.DELIVERY: (EventKind.WITHDRAWN, *_CLOSINGS),
}  # fmt: skip
# A clock that stood still for seconds shows the same moment as before.
_WORTH_TELLING = timedelta(minutes=1)
Undone = frozenset[tuple[str, datetime]]


def undone(entries: Iterable[Entry]) -> Undone:
    """The kinds of clocks, each with a moment, that ended then without a response, report or recovery being given."""
    return frozenset(
        (kind.value, entry.event.at) for entry in entries for kind, ends in _ENDS.items() if entry.event.kind in ends
    )


def rows_of(
    ticket: Ticket,
    promises: Mapping[ClockKind, Promise],
    clocks: Sequence[SlaClock],
    without: Undone,
    *,
    now: datetime,
) -> list[Row]:
    """The lines of "Our promises" for a ticket, with its clocks and what ended undone, at `now`."""
    rows = [_pickup(ticket, now)] if ticket.is_held(now) else []
    for kind in _ORDER:
        promise = promises.get(kind)
        if promise is None or promise.standing is Standing.ENDED:
            continue
        if (kind.value, promise.clock.stopped_at) in without and promise.standing is Standing.KEPT_LATE:
            row = _never_done(kind, promise.clock, now)
        else:
            row = _row(kind, promise, clocks, now)
        rows.append(replace(row, why=reverse("portal:clock", args=(ticket.reference, kind, promise.clock.round))))
    if ticket.status == Status.AWAITING_APPROVAL:
        rows.append(_after_approval(ticket, now))
    if ticket.is_open and ticket.kind == Kind.INCIDENT and ClockKind.RECOVERY not in promises:
        rows.append(_by_appointment(promises.get(ClockKind.APPOINTMENT), now))
    return rows


def _pickup(ticket: Ticket, now: datetime) -> Row:
    note = _("that is when the helpdesk opens again")
    label = _("We take up your question") if ticket.is_question else _("We take up your report")
    label = _("We take up your change") if ticket.kind == Kind.STANDARD_CHANGE else label
    return _moment("pickup", label, ticket.release_at, now, note)


def _after_approval(ticket: Ticket, now: datetime) -> Row:
    """Nothing is promised yet: the clock starts at the approval; a wished day that is later stays (W2)."""
    note = _("if it is approved in time; on the day that you wish")
    if wished := wished_date_of(ticket):
        promise = delivery_promise(ticket.agreement_version_id, ticket.calendar_revision_id, now, wished)
        if promise.by_appointment:
            label, due = pgettext("promise", "Delivery"), promise.due_at
            return _moment("appointment", label, due, now, note, before=True)
    days = terms(ticket.agreement_version_id).change_working_days
    within = ngettext("within %(n)s working day", "within %(n)s working days", days) % {"n": days}
    return Row("plain", pgettext("promise", "Delivery"), moment=within, note=_("after the costs are approved"))


def _by_appointment(making: Promise | None, now: datetime) -> Row:
    """Until there is a moment, agreeing on one is the promise (N4)."""
    label, due = pgettext("promise", "Recovered"), making.clock.due_at if making and making.is_open else None
    if making is None or due is None:
        return Row("appointment", label, moment=_("by appointment"), note=_("we agree a moment with you"))
    when = wording.before(due, now=now)
    if making.standing is Standing.LATE:
        note = _("promised to agree a moment {moment}; you will hear from us as soon as we can")
        return Row("late", label, moment=_("by appointment"), note=note.format(moment=when))
    note = _("we agree a moment with you {moment}")
    return Row("appointment", label, moment=_("by appointment"), note=note.format(moment=when))


def _agreed(kind: ClockKind, at: datetime, now: datetime, *, is_first: bool) -> Row:
    if kind is ClockKind.DELIVERY:
        note = _("as you asked") if is_first else _("with the time that was left")
        return _moment("appointment", pgettext("promise", "Delivery"), at, now, note, before=True)
    is_report = kind is ClockKind.STATUS_REPORT
    label = _("We call you to tell how it stands") if is_report else _("We call you to solve this")
    return _moment("appointment", label, at, now, _("as agreed with you"))


def _row(kind: ClockKind, promise: Promise, clocks: Sequence[SlaClock], now: datetime) -> Row:
    clock, standing = promise.clock, promise.standing
    if standing is Standing.RUNNING and clock.agreed_at is not None:
        return _agreed(kind, clock.agreed_at, now, is_first=clock.round == 1)
    label = _label(kind, standing, is_first=clock.round == 1)
    if standing is Standing.STILL:
        return _still(label, clock, now)
    if standing in (Standing.KEPT, Standing.KEPT_LATE):
        kept = "kept" if standing is Standing.KEPT else "late"
        return _moment(kept, label, clock.stopped_at, now, _promised(clock, now))
    late = standing is Standing.LATE
    note = _what_now(kind) if late else _history(kind, clock, clocks, now)
    return _moment("late" if late else "running", label, clock.due_at, now, note, before=True)


def _never_done(kind: ClockKind, clock: SlaClock, now: datetime) -> Row:
    """Late, and no longer needed before it was done."""
    return Row(
        "late", _label(kind, Standing.LATE, is_first=False), moment=_("did not happen"), note=_promised(clock, now)
    )


def _label(kind: ClockKind, standing: Standing, *, is_first: bool) -> str:
    """Says in words what the colour says too."""
    late = standing in (Standing.LATE, Standing.KEPT_LATE)
    match kind, standing:
        case _, Standing.RUNNING:
            return _running(kind, is_first)
        case ClockKind.RESPONSE, _:
            return _("Responding: late") if late else _("Responding: in time")
        case ClockKind.DELIVERY, Standing.STILL:
            return _("Delivery: stands still")
        case ClockKind.DELIVERY, _:
            return _("Delivery: late") if late else _("Delivery: in time")
        case _, Standing.STILL:
            is_report = kind is ClockKind.STATUS_REPORT
            return _("Status report: stands still") if is_report else _("Recovery: stands still")
        case ClockKind.STATUS_REPORT, _:
            return _("Status report: late") if late else _("Status report: in time")
    return _("Recovery: late") if late else _("Recovery: in time")


def _running(kind: ClockKind, is_first: bool) -> str:
    if kind is ClockKind.STATUS_REPORT:
        return _("First status report") if is_first else _("Next status report")
    if kind is ClockKind.DELIVERY:
        return pgettext("promise", "Delivery")
    return _("We respond") if kind is ClockKind.RESPONSE else pgettext("promise", "Recovered")


def _moment(kind: str, label: str, at: datetime | None, now: datetime, note: str, *, before: bool = False) -> Row:
    if at is None:
        return Row(kind, label, note=note)
    return Row(
        kind=kind,
        label=label,
        day=wording.day_of(at, now=now),
        time=wording.before_time(at) if before else wording.at_time(at),
        iso=wording.time_tag_iso(at),
        note=note,
    )


def _still(label: str, clock: SlaClock, now: datetime) -> Row:
    """A clock that was late before it stood still stays late."""
    if clock.breached_at is not None:
        return Row("late", label, moment=_("until you answer"), note=_promised(clock, now))
    left = wording.duration_words(time_left(clock))
    return Row(
        "still", label, moment=_("until you answer"), note=_("after that {left} of opening time").format(left=left)
    )


def _promised(clock: SlaClock, now: datetime) -> str:
    due = clock.breached_at or clock.due_at
    if due is None:
        return ""
    same_day = clock.stopped_at is not None and _is_same_day(due, clock.stopped_at)
    moment = wording.before_time(due) if same_day else wording.before(due, now=now)
    return _("promised {moment}").format(moment=moment)


def _what_now(kind: ClockKind) -> str:
    """A missed promise is named, with what we do now."""
    return {
        ClockKind.RESPONSE: _("this moment has passed; you will hear from us as soon as we can"),
        ClockKind.STATUS_REPORT: _("this moment has passed; the report comes as soon as we can"),
        ClockKind.RECOVERY: _("this moment has passed; we work on until it is solved"),
        ClockKind.DELIVERY: _("this moment has passed; we work on until it is delivered"),
    }[kind]


def _history(kind: ClockKind, clock: SlaClock, clocks: Sequence[SlaClock], now: datetime) -> str:
    if kind is ClockKind.STATUS_REPORT:
        return _previous_report(clock, clocks, now)
    return _moved(clock, now) if kind in (ClockKind.RECOVERY, ClockKind.DELIVERY) else ""


def _previous_report(clock: SlaClock, clocks: Sequence[SlaClock], now: datetime) -> str:
    """How the report before this one went."""
    before = next((each for each in clocks if each.kind == clock.kind and each.round == clock.round - 1), None)
    if before is None or before.stopped_at is None or not (before.met_at or before.breached_at):
        return ""
    text = _("the one before was in time: {moment}") if before.met_at else _("the one before was late: {moment}")
    return text.format(moment=wording.moment(before.stopped_at, now=now))


def _moved(clock: SlaClock, now: datetime) -> str:
    """Why the moment is later than it was: the clock stood still."""
    hours = opening_hours(clock.calendar_revision_id)
    if clock.target_days is not None:
        first = hours.add_working_days(clock.started_at, clock.target_days)
    elif clock.target is not None:
        first = hours.add(clock.started_at, clock.target)
    else:
        return ""
    if clock.due_at is None or clock.due_at - first < _WORTH_TELLING:
        return ""
    length = wording.duration_words(hours.between(first, clock.due_at))
    return _("first {moment}; the clock stood still for {length}").format(
        moment=_first_moment(first, clock.due_at, now), length=length
    )


def _first_moment(first: datetime, due: datetime, now: datetime) -> str:
    """Only the time when both are on one day."""
    return wording.time(first) if _is_same_day(first, due) else wording.moment(first, now=now)


def _is_same_day(one: datetime, other: datetime) -> bool:
    return one.astimezone(wording.ZONE).date() == other.astimezone(wording.ZONE).date()
