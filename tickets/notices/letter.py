"""What a mail about an event says: heading, sentences, the parts of the message and the promises as they are now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements import wording
from agreements.queries import opening_hours, terms
from tickets.enums import OPEN_STATUSES, ClockKind, EventKind
from tickets.models import Message, SlaClock, Ticket, TicketEvent
from tickets.queries.timeline import has_stopping_clock


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of what was written, with its heading when it has one."""

    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise: what, before when, and the norm in small."""

    label: str
    moment: str
    norm: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that the templates of a mail show."""

    subject: str
    overline: str
    title: str
    greeting: str
    intro: str
    parts: tuple[Part, ...] = ()
    promises: tuple[PromiseLine, ...] = ()
    closing: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What happened, as the letter's writer needs it; `now` is the moment of sending."""

    ticket: Ticket
    event: TicketEvent
    message: Message | None
    now: datetime
    clocks: tuple[SlaClock, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one kind of event."""

    heading: str
    intro: str
    closing: str = ""


def letter(occasion: Occasion, recipient_name: str) -> Letter:
    """The letter about one event to one person, in the active language (H3, H4, N)."""
    ticket, event = occasion.ticket, occasion.event
    words = _WRITERS[EventKind(event.kind)](occasion)
    return Letter(
        subject=f"[{ticket.reference}] {words.heading}: {ticket.subject}",
        overline=" · ".join((words.heading, ticket.reference, _what(ticket))),
        title=ticket.subject,
        greeting=pgettext("mail", "Dear {name},").format(name=recipient_name),
        intro=words.intro,
        parts=_parts(occasion.message) if event.kind != EventKind.SUBMITTED else (),
        promises=_promise_lines(occasion) if ticket.status in OPEN_STATUSES else (),
        closing=words.closing,
        sender=event.actor.name if event.actor and event.kind != EventKind.SUBMITTED else "",
    )


def _what(ticket: Ticket) -> str:
    if ticket.is_question:
        return _("question")
    return _("{kind}, category {category}").format(kind=ticket.get_kind_display(), category=ticket.category)


def _submitted(occasion: Occasion) -> _Words:
    ticket = occasion.ticket
    heading = pgettext("mail", "Received")
    received = _("We received your question on {moment}.") if ticket.is_question else _("We received it on {moment}.")
    if ticket.release_at is None:
        return _Words(heading, received.format(moment=wording.full(ticket.submitted_at)))
    intro = f"{received} " + _(
        "The helpdesk was closed then: we take it up on {opening}. "
        "Outside opening hours we can be reached by phone only."
    )
    taken_up = wording.full(ticket.release_at)
    return _Words(heading, intro.format(moment=wording.full(ticket.submitted_at), opening=taken_up))


def _released(_occasion: Occasion) -> _Words:
    return _Words(
        pgettext("mail", "Taken up"), _("The helpdesk is open again, and your ticket is with our agents now.")
    )


def _replied(_occasion: Occasion) -> _Words:
    return _Words(pgettext("mail", "Reply"), _("We replied to you:"))


def _asked(occasion: Occasion) -> _Words:
    stops = has_stopping_clock(occasion.ticket)
    closing = (
        _("We wait for your answer. Until then the clock stands still.") if stops else _("We wait for your answer.")
    )
    return _Words(pgettext("mail", "Question for you"), _("We need something from you to go on:"), closing)


def _reported(occasion: Occasion) -> _Words:
    number = occasion.event.data["number"]
    heading = pgettext("mail", "Status report {number}").format(number=number)
    return _Words(heading, _("This is how things are, {moment}.").format(moment=wording.full(occasion.event.at)))


def _recovered(occasion: Occasion) -> _Words:
    intro = _("According to us it works again since {moment}.").format(moment=wording.full(occasion.event.at))
    contract = terms(occasion.ticket.agreement_version_id)
    hours = opening_hours(occasion.ticket.calendar_revision_id)
    until = hours.add_working_days(occasion.event.at, contract.reopening_working_days)
    if occasion.ticket.is_question:
        intro = _("According to us your question is answered since {moment}.").format(
            moment=wording.full(occasion.event.at)
        )
        closing = _("Do you want to know more? Tell us {before}, then we go on with it.")
        return _Words(pgettext("mail", "Answered"), intro, closing.format(before=wording.full_before(until)))
    closing = _("Is it still broken? Tell us {before}, then we go on with it.")
    return _Words(pgettext("mail", "Recovered"), intro, closing.format(before=wording.full_before(until)))


def _closed(_occasion: Occasion) -> _Words:
    return _Words(pgettext("mail", "Closed"), _("We closed this ticket. You can keep reading it."))


_WRITERS: Mapping[EventKind, Callable[[Occasion], _Words]] = MappingProxyType(
    {
        EventKind.SUBMITTED: _submitted,
        EventKind.RELEASED: _released,
        EventKind.REPLIED: _replied,
        EventKind.CUSTOMER_ASKED: _asked,
        EventKind.STATUS_REPORTED: _reported,
        EventKind.RECOVERED: _recovered,
        EventKind.CLOSED: _closed,
    }
)


def _parts(message: Message | None) -> tuple[Part, ...]:
    if message is None:
        return ()
    if message.redacted_at is not None:
        return (Part(_("The text of this message was removed.")),)
    if not message.is_report:
        return (Part(message.body),)
    named = (
        (_("What we know"), message.known),
        (_("What we do now"), message.doing),
        (_("What we ask you"), message.asked or _("You do not have to do anything now.")),
    )
    return tuple(Part(text, heading) for heading, text in named)


def _promise_lines(occasion: Occasion) -> tuple[PromiseLine, ...]:
    lines = [_line(clock) for clock in occasion.clocks if clock.stopped_at is None]
    ticket = occasion.ticket
    if not ticket.is_question and terms(ticket.agreement_version_id).norms[ticket.category].recovery is None:
        by_appointment = _("we agree on a moment with you")
        lines.append(PromiseLine(pgettext("promise", "Recovered"), _("by appointment"), by_appointment))
    return tuple(lines)


def _line(clock: SlaClock) -> PromiseLine:
    kind = ClockKind(clock.kind)
    label = {
        ClockKind.RESPONSE: pgettext("promise", "Response"),
        ClockKind.RECOVERY: pgettext("promise", "Recovered"),
        ClockKind.STATUS_REPORT: (
            pgettext("promise", "First status report")
            if clock.round == 1
            else pgettext("promise", "Next status report")
        ),
    }[kind]
    if clock.paused_at is not None or clock.due_at is None:
        return PromiseLine(label, _("the clock stands still"), _("until you answer"))
    every = kind is ClockKind.STATUS_REPORT
    norm = _("every {duration} of opening time") if every else _("within {duration} of opening time")
    return PromiseLine(label, wording.full_before(clock.due_at), norm.format(duration=wording.norm(clock.target)))
