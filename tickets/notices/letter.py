"""What a mail about an event says: heading, sentences, the parts of the message and the promises as they are now."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements import wording
from agreements.queries import opening_hours, terms
from tickets.enums import OPEN_STATUSES, AppointmentFor, ClockKind, EventKind, Kind
from tickets.models import Message, SlaClock, Ticket
from tickets.notices.cost_letters import COST_WRITERS
from tickets.notices.occasion import Letter, Occasion, Part, PromiseLine, Said, actor_of
from tickets.queries.timeline import stands_still

# What somebody of the customer wrote is not sent back to them as ours.
_OWN_WORDS = (EventKind.SUBMITTED,)


def letter(occasion: Occasion, recipient_name: str, *, follows: bool = False) -> Letter:
    """The letter about one event to one person, in the active language (H3, H4, N).

    `follows`: the person did not report the ticket, which the foot then says.
    """
    ticket, event = occasion.ticket, occasion.event
    by_us = event.actor is not None and bool(event.actor.desk_role)
    words = _WRITERS[EventKind(event.kind)](occasion)
    return Letter(
        subject=f"[{ticket.reference}] {words.heading}: {ticket.subject}",
        overline=" · ".join((words.heading, ticket.reference, _what(ticket))),
        title=ticket.subject,
        greeting=pgettext("mail", "Dear {name},").format(name=recipient_name),
        intro=words.intro,
        # What a change asks for is said back: it is carried out to the letter.
        parts=_parts(occasion.message) if event.kind not in _OWN_WORDS or _is_change(ticket) else (),
        promises=_promise_lines(occasion) if _is_promised(occasion) else (),
        closing=words.closing,
        sender=event.actor.name if event.actor and by_us and event.kind not in _OWN_WORDS else "",
        follows=follows,
        approves=occasion.approves,
    )


def _is_promised(occasion: Occasion) -> bool:
    """Whether anything is still to come: also of a merged ticket, in the one that it goes on in."""
    return occasion.ticket.status in OPEN_STATUSES or occasion.event.kind == EventKind.MERGED


def _is_change(ticket: Ticket) -> bool:
    return ticket.kind == Kind.STANDARD_CHANGE


def _what(ticket: Ticket) -> str:
    if ticket.is_question:
        return _("question")
    if ticket.kind == Kind.STANDARD_CHANGE:
        return str(ticket.get_kind_display())
    return _("{kind}, category {category}").format(kind=ticket.get_kind_display(), category=ticket.category)


def _submitted(occasion: Occasion) -> Said:
    ticket = occasion.ticket
    heading = pgettext("mail", "Received")
    received = _("We received your question on {moment}.") if ticket.is_question else _("We received it on {moment}.")
    if ticket.release_at is None:
        return Said(heading, received.format(moment=wording.full(ticket.submitted_at)))
    intro = f"{received} " + _(
        "The helpdesk was closed then: we take it up on {opening}. "
        "Outside opening hours we can be reached by phone only."
    )
    taken_up = wording.full(ticket.release_at)
    return Said(heading, intro.format(moment=wording.full(ticket.submitted_at), opening=taken_up))


def _released(_occasion: Occasion) -> Said:
    return Said(pgettext("mail", "Taken up"), _("The helpdesk is open again, and your ticket is with our agents now."))


def _replied(_occasion: Occasion) -> Said:
    return Said(pgettext("mail", "Reply"), _("We replied to you:"))


def _asked(occasion: Occasion) -> Said:
    stops = stands_still(occasion.ticket, occasion.clocks)
    closing = (
        _("We wait for your answer. Until then the clock stands still.") if stops else _("We wait for your answer.")
    )
    return Said(pgettext("mail", "Question for you"), _("We need something from you to go on:"), closing)


def _reported(occasion: Occasion) -> Said:
    number = occasion.event.data["number"]
    heading = pgettext("mail", "Status report {number}").format(number=number)
    return Said(heading, _("This is how things are, {moment}.").format(moment=wording.full(occasion.event.at)))


def _recovered(occasion: Occasion) -> Said:
    intro = _("According to us it works again since {moment}.").format(moment=wording.full(occasion.event.at))
    contract = terms(occasion.ticket.agreement_version_id)
    hours = opening_hours(occasion.ticket.calendar_revision_id)
    until = hours.add_working_days(occasion.event.at, contract.reopening_working_days)
    if occasion.ticket.is_question:
        intro = _("According to us your question is answered since {moment}.").format(
            moment=wording.full(occasion.event.at)
        )
        closing = _("Do you want to know more? Tell us {before}, then we go on with it.")
        return Said(pgettext("mail", "Answered"), intro, closing.format(before=wording.full_before(until)))
    closing = _("Is it still broken? Tell us {before}, then we go on with it.")
    return Said(pgettext("mail", "Recovered"), intro, closing.format(before=wording.full_before(until)))


def _closed(_occasion: Occasion) -> Said:
    return Said(pgettext("mail", "Closed"), _("We closed this ticket. You can keep reading it."))


def _called(occasion: Occasion) -> Said:
    called = wording.full(occasion.ticket.submitted_at)
    return Said(
        pgettext("mail", "Your call"), _("You called us {moment}. This is what we wrote down:").format(moment=called)
    )


def _reclassified(occasion: Occasion) -> Said:
    intro = _("We look at your ticket in another way from now on: {what}. The reason: {reason}")
    told = intro.format(what=_what(occasion.ticket), reason=occasion.event.data["reason"])
    billed = occasion.event.data.get("billed")
    if billed is None:
        return Said(pgettext("mail", "Changed"), told)
    charged, free = (
        _("Work on this ticket is charged at the hourly rate from now on."),
        _("Work on this ticket is not charged from now on."),
    )
    return Said(pgettext("mail", "Changed"), told, charged if billed else free)


def _agreed(occasion: Occasion) -> Said:
    data = occasion.event.data
    texts = {
        AppointmentFor.RECOVERY: _("We agreed with you that it is solved before {moment}."),
        AppointmentFor.STATUS_REPORT: _("We agreed with you that you hear how it stands before {moment}."),
    }
    moment = wording.full(datetime.fromisoformat(data["moment"]))
    closing = _("Does this moment not suit you after all? Reply to this ticket, and we agree on another one.")
    return Said(pgettext("mail", "Appointment"), texts[AppointmentFor(data["for"])].format(moment=moment), closing)


def _reminded(occasion: Occasion) -> Said:
    ticket = occasion.ticket
    intro = _("We asked you a question {moment}, and have no answer yet.")
    closing = _("Without an answer we close this ticket {moment}.")
    until = wording.full(ticket.acts_at) if ticket.acts_at else ""
    return Said(
        pgettext("mail", "Reminder"),
        intro.format(moment=wording.full(ticket.status_since)),
        closing.format(moment=until) if until else "",
    )


def _unanswered(_occasion: Occasion) -> Said:
    intro = _("We did not get an answer to our question, and closed this ticket without recovery.")
    return Said(pgettext("mail", "Closed"), intro, _("Do you still need us? Report it again, and name this ticket."))


def _shared(_occasion: Occasion) -> Said:
    return Said(pgettext("mail", "Reply"), _("We share this with you:"))


def _customer_replied(occasion: Occasion) -> Said:
    return Said(pgettext("mail", "Reply"), _("{name} wrote to us:").format(name=actor_of(occasion)))


def _works(occasion: Occasion) -> Said:
    intro = _("{name} told us that it works again. We recorded that.")
    if occasion.ticket.is_question:
        intro = _("{name} told us that the question is answered. We recorded that.")
    return Said(pgettext("mail", "Recovered"), intro.format(name=actor_of(occasion)))


def _reopened(occasion: Occasion) -> Said:
    event = occasion.event
    by_us = event.actor is not None and bool(event.actor.desk_role)
    intro = (
        _("We go on with this ticket:") if by_us else _("{name} told us that it is not right yet. We go on with it:")
    )
    return Said(pgettext("mail", "Reopened"), intro.format(name=actor_of(occasion)))


def _withdrawn(occasion: Occasion) -> Said:
    intro = _("{name} withdrew this ticket. We do nothing more with it.")
    return Said(pgettext("mail", "Withdrawn"), intro.format(name=actor_of(occasion)))


def _welcomed(occasion: Occasion) -> Said:
    intro = _("{name} asked us to keep you informed of this ticket. You can read it, and you hear what happens to it.")
    closing = _("Would you rather not? You can stop following on the page of the ticket.")
    return Said(pgettext("mail", "You follow"), intro.format(name=actor_of(occasion)), closing)


def _merged(occasion: Occasion) -> Said:
    other = occasion.event.data["other"]
    intro = _("It is about the same as {other}. We go on there, and you hear from us there.").format(other=other)
    closing = _("Do you want to add something? Reply to {other}.").format(other=other)
    return Said(pgettext("mail", "Merged"), intro, closing)


def _unmerged(occasion: Occasion) -> Said:
    intro = _("It is not the same as {other} after all. We go on with this ticket by itself.")
    return Said(pgettext("mail", "Goes on by itself"), intro.format(other=occasion.event.data["other"]))


def _file_refused(_occasion: Occasion) -> Said:
    intro = _("A file that came with a message held a virus. We deleted the file; the message itself is there.")
    closing = _("Do we need it? Send it again from a device without the virus, or call us.")
    return Said(pgettext("mail", "File refused"), intro, closing)


def _ruled(occasion: Occasion) -> Said:
    if occasion.event.data["billed"]:
        intro = _("We charge the work on this ticket at the hourly rate. The reason: {reason}")
    else:
        intro = _("You do not pay for the work on this ticket. The reason: {reason}")
    closing = _("Do you not agree? Reply to this ticket.")
    return Said(pgettext("mail", "Costs"), intro.format(reason=occasion.event.data["reason"]), closing)


_WRITERS: Mapping[EventKind, Callable[[Occasion], Said]] = MappingProxyType(
    {
        EventKind.SUBMITTED: _submitted,
        EventKind.RELEASED: _released,
        EventKind.REPLIED: _replied,
        EventKind.CUSTOMER_ASKED: _asked,
        EventKind.STATUS_REPORTED: _reported,
        EventKind.RECOVERED: _recovered,
        EventKind.CLOSED: _closed,
        EventKind.CALL_LOGGED: _called,
        EventKind.RECLASSIFIED: _reclassified,
        EventKind.APPOINTMENT_MADE: _agreed,
        EventKind.REMINDED: _reminded,
        EventKind.CLOSED_UNANSWERED: _unanswered,
        EventKind.MERGED: _merged,
        EventKind.UNMERGED: _unmerged,
        EventKind.NOTE_PUBLISHED: _shared,
        EventKind.CUSTOMER_REPLIED: _customer_replied,
        EventKind.CONFIRMED_WORKING: _works,
        EventKind.REOPENED: _reopened,
        EventKind.WITHDRAWN: _withdrawn,
        EventKind.FOLLOWER_ADDED: _welcomed,
        EventKind.FILE_REFUSED: _file_refused,
        EventKind.BILLING_RULED: _ruled,
        **COST_WRITERS,
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
    # Who was just given an appointment is not told that one is still to be made.
    unsaid = {ClockKind.APPOINTMENT.value} if occasion.event.kind == EventKind.APPOINTMENT_MADE else set()
    open_clocks = (each for each in occasion.clocks if each.stopped_at is None and each.kind not in unsaid)
    lines = [_line(clock) for clock in open_clocks]
    if _awaits_appointment(occasion):
        by_appointment = _("we agree on a moment with you")
        lines.append(PromiseLine(pgettext("promise", "Recovered"), _("by appointment"), by_appointment))
    return tuple(lines)


def _awaits_appointment(occasion: Occasion) -> bool:
    """Recovery is on a moment that is still to be agreed (N4)."""
    ticket = occasion.ticket
    norm = terms(ticket.agreement_version_id).norms[ticket.category]
    agreed = any(each.kind == ClockKind.RECOVERY and each.stopped_at is None for each in occasion.clocks)
    is_fault = ticket.kind != Kind.STANDARD_CHANGE and not ticket.is_question
    return is_fault and norm.recovery is None and not agreed


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
        ClockKind.APPOINTMENT: pgettext("promise", "Appointment"),
        ClockKind.DELIVERY: pgettext("promise", "Delivered"),
    }[kind]
    if clock.paused_at is not None or clock.due_at is None:
        return PromiseLine(label, _("the clock stands still"), _("until you answer"))
    if clock.target is None:
        norm = _("agreed with you") if clock.agreed_at is not None else _("within {days} working days")
        return PromiseLine(label, wording.full_before(clock.due_at), norm.format(days=clock.target_days))
    every = kind is ClockKind.STATUS_REPORT
    norm = _("every {duration} of opening time") if every else _("within {duration} of opening time")
    return PromiseLine(label, wording.full_before(clock.due_at), norm.format(duration=wording.norm(clock.target)))
