"""What a mail about maintenance says: heading, sentences, what the reader notices, and the moments in full (M2, M4)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Organisation
from agreements import wording
from maintenance.enums import EventKind, Status
from maintenance.models import Announcement, ConsultationMessage, MaintenanceWindow, WindowCustomer, WindowEvent
from maintenance.notices.address import address_of, planner_address_of
from maintenance.notices.circle import Recipient


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of text, with its heading when it has one."""

    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: "When: saturday ..."."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that the templates of a mail show."""

    subject: str
    overline: str
    title: str
    greeting: str
    intro: str
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]
    closing: str
    button: str
    url: str
    sender: str
    why: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What happened and to whom it is told, as the letter's writer needs it; `now` is the moment of sending.

    `consultations` are those of the reader's customers; `earlier` is the announcement before this event, if any.
    """

    window: MaintenanceWindow
    event: WindowEvent
    recipient: Recipient
    consultations: tuple[WindowCustomer, ...]
    partners: tuple[Organisation, ...]
    earlier: Announcement | None
    message: ConsultationMessage | None
    now: datetime

    @property
    def kind(self) -> EventKind:
        """What happened."""
        return EventKind(self.event.kind)

    @property
    def customers(self) -> str:
        """The reader's customers by name; of a planner's mail the one that it is about."""
        present = [each for each in self.consultations if each.left_at is None]
        names = [each.customer.name for each in present or self.consultations]
        if not names and self.event.customer:
            names = [self.event.customer.name]
        return ", ".join(names)

    @property
    def has_left(self) -> bool:
        """Whether none of the reader's customers is affected any more."""
        return not any(each.left_at is None for each in self.consultations)

    @property
    def stretch(self) -> str:
        """When it is to take place, in full."""
        return wording.full_stretch(self.window.starts_at, self.window.ends_at)

    @property
    def is_asked(self) -> bool:
        """Whether an answer of this reader is wanted."""
        return self.window.status == Status.CONSULTATION and self.recipient.may_answer

    @property
    def is_for_planner(self) -> bool:
        """Whether the reader plans, instead of being affected."""
        return not self.recipient.for_customers


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one kind of event."""

    heading: str
    intro: str
    closing: str = ""
    parts: tuple[Part, ...] = ()
    lines: tuple[Line, ...] = ()


def compose(occasion: Occasion, words: Words, recipient_name: str) -> Letter:
    """The letter with these words to one person, in the active language."""
    window = occasion.window
    kind = str(window.get_kind_display())
    planner = occasion.is_for_planner
    return Letter(
        subject=f"[{window.reference}] {words.heading}: {window.title}",
        overline=f"{words.heading} · {window.reference} · {kind}",
        title=window.title,
        greeting=pgettext("mail", "Dear {name},").format(name=recipient_name),
        intro=words.intro,
        parts=words.parts,
        lines=words.lines,
        closing=words.closing,
        button=_button(occasion),
        url=planner_address_of(window.pk) if planner else address_of(window.reference),
        sender=occasion.event.actor.name if occasion.event.actor and not planner else "",
        why=_why(occasion),
    )


def _button(occasion: Occasion) -> str:
    if occasion.is_for_planner:
        return _("Open it in the planner")
    return _("Give your answer") if occasion.is_asked else _("View the maintenance")


def _why(occasion: Occasion) -> str:
    """Why this person gets this mail."""
    names = {"reference": occasion.window.reference, "customers": occasion.customers}
    if occasion.is_for_planner:
        return _("You receive this message because you plan maintenance ({reference}).").format(**names)
    if occasion.partners:
        names["partner"] = ", ".join(each.name for each in occasion.partners)
        text = _("You receive this message about {reference} through {partner}, on behalf of {customers}.")
        return text.format(**names)
    return _("You receive this message about {reference} on behalf of {customers}.").format(**names)
