"""What a letter about an event is made from and of: the occasion, the words of its kind, and the parts of the mail."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from tickets.models import Message, SlaClock, Ticket, TicketEvent


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
    follows: bool = False
    approves: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """What happened, as the letter's writer needs it; `now` is the moment of sending.

    `approves`: the recipient may approve the costs of this customer, and so reads sums; `asked_amount` is that of the
    estimate that is open, for what reminds of it.
    """

    ticket: Ticket
    event: TicketEvent
    message: Message | None
    now: datetime
    clocks: tuple[SlaClock, ...] = field(default=())
    approves: bool = False
    asked_amount: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one kind of event."""

    heading: str
    intro: str
    closing: str = ""


def actor_of(occasion: Occasion) -> str:
    """Who did it; a partner always on behalf of the customer (P1)."""
    event = occasion.event
    if event.actor is None:
        return "OZMO"
    if event.partner is None:
        return event.actor.name
    return _("{name} ({partner}, on behalf of {customer})").format(
        name=event.actor.name, partner=event.partner.name, customer=occasion.ticket.organisation.name
    )
