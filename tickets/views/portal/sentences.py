"""One sentence per ticket: what happens, when, and what the reader can do. The promise stands out, not the norm."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements import wording
from tickets.enums import ClockKind, Kind, Status
from tickets.models import Ticket
from tickets.models.ticket import REFERENCE_PREFIX
from tickets.queries.promises import Promise, Standing, time_left
from tickets.queries.timeline import stands_still

Promises = Mapping[ClockKind, Promise]
HOUR = timedelta(hours=1)
# What the status "recovered" of a change is called.
DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket in a list of the portal, ready to show."""

    reference: str
    subject: str
    status: str
    outcome: str
    state: str
    sentence: SafeString
    meta: str
    asks_answer: bool


def line(ticket: Ticket, promises: Promises, *, now: datetime, reader: int, several: bool) -> Line:
    """How a ticket stands in a list; `several` organisations are named, and so is a reporter who isn't the reader."""
    waiting = ticket.status == Status.WAITING
    return Line(
        reference=ticket.reference,
        subject=ticket.subject,
        status=shown_status(ticket, now=now),
        outcome=outcome(ticket, promises),
        state=_state(ticket, promises),
        sentence=sentence(ticket, promises, now=now),
        meta=_meta(ticket, now, reader, several),
        asks_answer=waiting,
    )


def shown_status(ticket: Ticket, *, now: datetime) -> str:
    """Queued ends at the opening, whether the job ran or not (H4)."""
    if ticket.status == Status.QUEUED and not ticket.is_held(now):
        return Status.NEW
    if ticket.status == Status.RECOVERED and ticket.kind == Kind.STANDARD_CHANGE:
        return DELIVERED
    return ticket.status


def outcome(ticket: Ticket, promises: Promises) -> str:
    """Whether recovery was in time, of a ticket that is recovered."""
    is_change = ticket.kind == Kind.STANDARD_CHANGE
    promise = promises.get(ClockKind.DELIVERY if is_change else ClockKind.RECOVERY)
    if ticket.status != Status.RECOVERED or promise is None:
        return ""
    return {Standing.KEPT: "met", Standing.KEPT_LATE: "late"}.get(promise.standing, "")


def sentence(ticket: Ticket, promises: Promises, *, now: datetime) -> SafeString:
    """What happens with this ticket."""
    match ticket.status:
        case Status.AWAITING_APPROVAL:
            return format_html("{}", _("We begin as soon as the costs are approved."))
        case Status.WAITING:
            return _waiting(ticket, promises, now)
        case Status.RECOVERED:
            return _done(ticket, promises, now)
        case Status.CLOSED | Status.WITHDRAWN:
            is_closed = ticket.status == Status.CLOSED
            return _ended(_("Closed {when}.") if is_closed else _("Withdrawn {when}."), ticket, now)
        case Status.MERGED:
            return _merged(ticket, now)
    late = _late(promises, now)
    if late:
        return late
    return _held(ticket, promises, now) if ticket.is_held(now) else _running(ticket, promises, now)


def _done(ticket: Ticket, promises: Promises, now: datetime) -> SafeString:
    if ticket.kind == Kind.STANDARD_CHANGE:
        return _delivered(ticket, promises.get(ClockKind.DELIVERY), now)
    return _recovered(ticket, promises.get(ClockKind.RECOVERY), now)


def _state(ticket: Ticket, promises: Promises) -> str:
    if ticket.status == Status.WAITING:
        return "soon"
    if ticket.status == Status.RECOVERED:
        return {"late": "late", "met": "ok"}.get(outcome(ticket, promises), "")
    return ""


def _meta(ticket: Ticket, now: datetime, reader: int, several: bool) -> str:
    reported = _("reported {when}").format(when=wording.moment(ticket.submitted_at, now=now))
    parts = [ticket.reference, what(ticket), reported]
    if ticket.reporter_id != reader:
        parts.append(_("by {name}").format(name=ticket.reported_by))
    if several:
        parts.append(ticket.organisation.name)
    return " · ".join(parts)


def what(ticket: Ticket) -> str:
    """'storing, categorie 2' or 'vraag'."""
    if ticket.is_question:
        return pgettext("kind of ticket", "question")
    if ticket.kind == Kind.STANDARD_CHANGE:
        return str(ticket.get_kind_display())
    return _("incident, category {number}").format(number=ticket.category)


def _strong(text: str) -> SafeString:
    return format_html("<strong>{}</strong>", text)


def _due(promise: Promise | None, now: datetime) -> str:
    return wording.before(promise.clock.due_at, now=now) if promise and promise.clock.due_at else ""


def _waiting(ticket: Ticket, promises: Promises, now: datetime) -> SafeString:
    asked = format_html(_("We asked you a question {when}."), when=wording.at(ticket.status_since, now=now))
    stops = stands_still(ticket, (each.clock for each in promises.values()))
    then = _("The clock stands still until you answer.") if stops else _("We wait for your answer.")
    return format_html("{} {}", asked, _strong(then))


def _merged(ticket: Ticket, now: datetime) -> SafeString:
    merged = _ended(_("Merged {when}."), ticket, now)
    goes_on = _("It goes on in {other}.").format(other=f"{REFERENCE_PREFIX}{ticket.merged_into_id}")
    return format_html("{} {}", merged, goes_on)


def _late(promises: Promises, now: datetime) -> SafeString | None:
    """The missed promise by name, with what we do now. Recovery is the one that matters most."""
    texts = {
        ClockKind.DELIVERY: _(
            "We promised to deliver this {when}. That did not work out. We work on until it is delivered."
        ),
        ClockKind.RECOVERY: _(
            "We promised to solve this {when}. That did not work out. We work on until it is solved."
        ),
        ClockKind.RESPONSE: _(
            "We promised to respond {when}. That did not work out. You will hear from us as soon as we can."
        ),
        ClockKind.APPOINTMENT: _(
            "We promised to agree a moment with you {when}. That did not work out. "
            "You will hear from us as soon as we can."
        ),
        ClockKind.STATUS_REPORT: _(
            "We promised a status report {when}. That did not work out. It comes as soon as we can."
        ),
    }
    for kind, text in texts.items():
        promise = promises.get(kind)
        if promise is not None and promise.standing is Standing.LATE:
            return format_html(text, when=_strong(_due(promise, now)))
    return None


def _held(ticket: Ticket, promises: Promises, now: datetime) -> SafeString:
    opens = ticket.release_at or ticket.submitted_at
    start = format_html(_("We take this up {when}."), when=_strong(wording.at(opens, now=now)))
    return format_html("{} {}", start, _running(ticket, promises, now))


def _running(ticket: Ticket, promises: Promises, now: datetime) -> SafeString:
    called = _called(promises, now)
    if called:
        return called
    delivery = promises.get(ClockKind.DELIVERY)
    if delivery is not None:
        return format_html(_("We deliver this {when}."), when=_strong(_due(delivery, now)))
    response, recovery = promises.get(ClockKind.RESPONSE), promises.get(ClockKind.RECOVERY)
    if response is not None and response.is_open:
        text = _("We answer {when}.") if ticket.is_question else _("You hear from us {when}.")
        first = format_html(text, when=_strong(_due(response, now)))
        return format_html("{} {}", first, _solving(recovery, now)) if recovery else first
    if recovery is not None:
        return _reporting(recovery, promises.get(ClockKind.STATUS_REPORT), now)
    if ticket.is_question:
        return format_html("{}", _("We have answered and are still working on your question."))
    making = promises.get(ClockKind.APPOINTMENT)
    if making is not None and making.is_open:
        return format_html(_("We have responded. We agree a moment with you {when}."), when=_strong(_due(making, now)))
    return format_html("{}", _("We have responded. When we solve this, we agree with you."))


def _called(promises: Promises, now: datetime) -> SafeString | None:
    """The moment that was agreed with the customer stands before every other (N4)."""
    texts = {
        ClockKind.RECOVERY: _("We call you {when} to solve this."),
        ClockKind.STATUS_REPORT: _("We call you {when} to tell how it stands."),
    }
    held = ((kind, each) for kind in texts if (each := promises.get(kind)) and each.is_open)
    found = [(each.clock.agreed_at, texts[kind]) for kind, each in held if each.clock.agreed_at]
    if not found:
        return None
    moment, text = min(found)
    return format_html(text, when=_strong(wording.at(moment, now=now)))


def _solving(recovery: Promise, now: datetime) -> SafeString:
    return format_html(_("We solve this {when}."), when=_strong(_due(recovery, now)))


def _reporting(recovery: Promise, report: Promise | None, now: datetime) -> SafeString:
    solving = _solving(recovery, now)
    if report is None or report.standing is not Standing.RUNNING:
        return solving
    telling = format_html(_("You hear {when} how it stands."), when=_strong(_due(report, now)))
    return format_html("{} {}", solving, telling)


def _recovered(ticket: Ticket, recovery: Promise | None, now: datetime) -> SafeString:
    """How it went, against the promise."""
    when = _strong(wording.at(ticket.recovered_at or ticket.status_since, now=now))
    if ticket.is_question:
        return format_html(_("Answered {when}."), when=when)
    if recovery is None or recovery.standing not in (Standing.KEPT, Standing.KEPT_LATE):
        return format_html(_("Recovered {when}."), when=when)
    spare = time_left(recovery.clock)
    if recovery.standing is Standing.KEPT:
        return format_html(_("Recovered {when}, {length} earlier than promised."), when=when, length=_about(spare))
    return format_html(_("Recovered {when}, {length} later than promised."), when=when, length=_about(-spare))


def _delivered(ticket: Ticket, delivery: Promise | None, now: datetime) -> SafeString:
    """How the delivery went, against the promise."""
    when = _strong(wording.at(ticket.recovered_at or ticket.status_since, now=now))
    if delivery is None or delivery.standing not in (Standing.KEPT, Standing.KEPT_LATE):
        return format_html(_("Delivered {when}."), when=when)
    late = delivery.standing is Standing.KEPT_LATE
    text = _("Delivered {when}, later than promised.") if late else _("Delivered {when}, in time.")
    return format_html(text, when=when)


def _about(length: timedelta) -> str:
    """'ruim 3 uur': whole hours are enough from one hour on."""
    whole = length // HOUR * HOUR
    if not whole:
        return wording.duration_words(length)
    words = wording.duration_words(whole)
    return words if whole == length else _("well over {length}").format(length=words)


def _ended(text: str, ticket: Ticket, now: datetime) -> SafeString:
    return format_html(text, when=wording.at(ticket.ended_at or ticket.status_since, now=now))
