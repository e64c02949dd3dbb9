"""How far a ticket is, as the five steps above its page (or fewer, when it was withdrawn or merged)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements import wording
from tickets.enums import ClockKind, Kind, Status
from tickets.models import SlaClock, Ticket
from tickets.queries.promises import Promise, Standing
from tickets.views.portal.kept import Undone


@dataclass(frozen=True, slots=True)
class Step:
    """One step of `components/steps.html`; `state` is "done", "now" or "next"."""

    title: str
    text: str
    state: str
    icon: str = "circle"


def steps_of(
    ticket: Ticket,
    promises: Mapping[ClockKind, Promise],
    clocks: Iterable[SlaClock],
    without: Undone,
    *,
    now: datetime,
) -> list[Step]:
    """The way of a ticket at `now`; an earlier round of the response keeps its step done after a reopening."""
    received = Step(pgettext("step", "Received"), wording.moment(ticket.submitted_at, now=now), "done")
    if ticket.status == Status.WITHDRAWN:
        return [received, Step(pgettext("step", "Withdrawn"), _since(ticket.ended_at, now), "done")]
    if ticket.status == Status.MERGED:
        return [received, Step(pgettext("step", "Merged"), _since(ticket.ended_at, now), "done")]
    if ticket.kind == Kind.STANDARD_CHANGE:
        return [received, *_of_change(ticket, promises, now), _closed(ticket, now)]
    responded = _responded(promises.get(ClockKind.RESPONSE), clocks, without, now)
    if ticket.status in (Status.QUEUED, Status.NEW) and not ticket.is_held(now) and responded.state == "next":
        responded = replace(responded, state="now")
    if ticket.is_held(now):
        return [received, _queued(ticket, now), responded, _solved(ticket, promises, now), _closed(ticket, now)]
    return [received, responded, _working(ticket, now), _solved(ticket, promises, now), _closed(ticket, now)]


def _of_change(ticket: Ticket, promises: Mapping[ClockKind, Promise], now: datetime) -> list[Step]:
    """The way of a change: approval while that is waited for, the work, and the delivery (W2)."""
    steps = [_working(ticket, now), _delivered(ticket, promises.get(ClockKind.DELIVERY), now)]
    if ticket.status == Status.AWAITING_APPROVAL:
        since = _("since {moment}").format(moment=wording.moment(ticket.status_since, now=now))
        return [Step(_("Waiting for approval"), since, "now", "hourglass"), *steps]
    return [_queued(ticket, now), *steps] if ticket.is_held(now) else steps


def _delivered(ticket: Ticket, promise: Promise | None, now: datetime) -> Step:
    title = pgettext("step", "Delivered")
    if ticket.status == Status.CLOSED and ticket.recovered_at is None:
        return Step(pgettext("step", "Not delivered"), "", "next")
    if ticket.status in (Status.RECOVERED, Status.CLOSED):
        return Step(title, _since(ticket.recovered_at, now), "done")
    if promise is None:
        return Step(title, _("after the approval"), "next")
    if promise.clock.due_at is None or promise.standing is Standing.STILL:
        return Step(title, _("after your answer"), "next")
    due = wording.before(promise.clock.due_at, now=now)
    return Step(
        title, _("late, promised {moment}").format(moment=due) if promise.standing is Standing.LATE else due, "next"
    )


def _since(at: datetime | None, now: datetime) -> str:
    return wording.moment(at, now=now) if at else ""


def _queued(ticket: Ticket, now: datetime) -> Step:
    text = _("until {moment}").format(moment=_since(ticket.release_at, now))
    return Step(_("Waiting for opening time"), text, "now", "sunrise")


def _responded(promise: Promise | None, clocks: Iterable[SlaClock], without: Undone, now: datetime) -> Step:
    first = next((each for each in clocks if _is_given(each, without)), None)
    if first is not None and first.stopped_at is not None:
        return Step(_("We responded"), wording.moment(first.stopped_at, now=now), "done")
    if promise is None or promise.clock.stopped_at is not None or promise.clock.due_at is None:
        return Step(pgettext("step", "Response"), _("no longer needed"), "done")
    return Step(_("We respond"), _promised(promise, promise.clock.due_at, now), "next", "message-square")


def _is_given(clock: SlaClock, without: Undone) -> bool:
    """Whether this clock stands for a response that was given, in time or late."""
    if clock.kind != ClockKind.RESPONSE or clock.stopped_at is None:
        return False
    return clock.met_at is not None or (
        clock.breached_at is not None and (ClockKind.RESPONSE.value, clock.stopped_at) not in without
    )


def _working(ticket: Ticket, now: datetime) -> Step:
    name = ticket.assignee.name if ticket.assignee else ""
    match ticket.status:
        case Status.WAITING:
            text = _("since {moment}").format(moment=wording.moment(ticket.status_since, now=now))
            return Step(_("Waiting for you"), text, "now", "reply")
        case Status.RECOVERED | Status.CLOSED:
            return Step(pgettext("step", "In progress"), _("by {name}").format(name=name) if name else "", "done")
        case Status.IN_PROGRESS:
            text = _("now, by {name}").format(name=name) if name else pgettext("step", "now")
            return Step(pgettext("step", "In progress"), text, "now", "wrench")
    return Step(pgettext("step", "In progress"), _("by one of our agents"), "next")


def _solved(ticket: Ticket, promises: Mapping[ClockKind, Promise], now: datetime) -> Step:
    title = pgettext("step", "Answered") if ticket.is_question else pgettext("step", "Recovered")
    if ticket.status == Status.CLOSED and ticket.recovered_at is None:
        return Step(
            pgettext("step", "Not answered") if ticket.is_question else pgettext("step", "Not recovered"), "", "next"
        )
    if ticket.status in (Status.RECOVERED, Status.CLOSED):
        return Step(title, _since(ticket.recovered_at, now), "done")
    promise = promises.get(ClockKind.RECOVERY)
    if promise is None:
        return Step(title, _("by appointment") if ticket.kind == Kind.INCIDENT else "", "next")
    if promise.clock.due_at is None or promise.standing is Standing.STILL:
        return Step(title, _("after your answer"), "next")
    return Step(title, _promised(promise, promise.clock.due_at, now), "next")


def _promised(promise: Promise, due_at: datetime, now: datetime) -> str:
    """The moment, and that it has passed: nothing that is late reads as still to come."""
    agreed = promise.clock.agreed_at
    moment = wording.at(agreed, now=now) if agreed else wording.before(due_at, now=now)
    return _("late, promised {moment}").format(moment=moment) if promise.standing is Standing.LATE else moment


def _closed(ticket: Ticket, now: datetime) -> Step:
    if ticket.status == Status.CLOSED:
        return Step(pgettext("step", "Closed"), _since(ticket.ended_at, now), "done")
    if ticket.status == Status.RECOVERED:
        return Step(pgettext("step", "Closed"), _("when all keeps working"), "now", "hourglass")
    return Step(pgettext("step", "Closed"), _("when all works"), "next")
